"""Title, the week in one sentence, discomfort, and its trend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.noise_bands import MIN_DAYS
from coreanalytics.views.texts.names import ASSIGNED, NO_REPORT, PROGRAMS, SITES_INSIDE
from coreanalytics.views.texts.numbers import compared, day, score
from coreanalytics.vocabulary import Assigned, Program, Site

if TYPE_CHECKING:
    from coreanalytics.effects.noise_bands import NoiseBand
    from coreanalytics.views.weekly.calendar import Week
    from coreanalytics.views.weekly.discomfort import Level, SiteWeek
    from coreanalytics.views.weekly.facts import ProgramWeek, WeekFacts
    from coreanalytics.views.weekly.training import Done


def week_line(week: Week) -> str:
    """Return the week with its dates.

    Examples
    --------
    >>> from datetime import date
    >>> from coreanalytics.views.weekly.calendar import Week
    >>> week_line(Week(date(2026, 11, 9)))
    'Week 46, 9 to 15 November 2026'
    """
    return f"Week {week.number}, {words.day_span(week.monday, week.sunday)}"


def program(facts: ProgramWeek) -> str:
    """Return the program, its week number and how it came about."""
    if facts.program is None:
        here = "No program is noted for the end of this week"
    elif facts.program is Program.NONE and facts.assigned is Assigned.INFERRED:
        here = "No program is noted, and no core training is logged that would tell one"
    else:
        here = f"Program: {PROGRAMS[facts.program]}"
        if facts.week is not None:
            here += f", week {facts.week}"
        if facts.assigned is not None:
            here += f" ({ASSIGNED[facts.assigned]})"
    if facts.earlier:
        here += f"; earlier in the week: {words.listing(PROGRAMS[p] for p in facts.earlier)}"
    if facts.program not in (None, Program.NONE) and facts.week is None:
        here += ". It began before the log did, so its week number is not known"
    return here + "."


def so_far(facts: WeekFacts) -> str:
    """Return the sentence that says that the week is not over."""
    return f"So far: the last logged day is {day(facts.last_day)}." if facts.so_far and facts.last_day else ""


# ---- the week in one sentence ----
EMPTY_WEEK: Final = "Nothing was logged in this week: no report and no training. That is missing, not zero."


def week_sentence(facts: WeekFacts) -> str:
    """Return the week in one sentence: reports, sessions, discomfort and whether it moved."""
    if facts.empty:
        return EMPTY_WEEK
    reported = facts.quality.days_reported
    were = "was" if reported == 1 else "were"
    opening = f"{reported} of 7 days {were} reported" if reported else "No day was reported"
    parts = [f"{opening} and {_sessions(facts.training.sessions)}"]
    primary = [s for s in facts.sites if s.site in SITES_INSIDE and s.this.mean is not None]
    together = len(primary) == 2 and all(s.inside_noise for s in primary)
    clauses = [_site_clause(s, first=i == 0, verdict=not together) for i, s in enumerate(primary)]
    if clauses:
        parts.append(" and ".join(clauses) + (", both changes inside the ordinary noise" if together else ""))
    told = "; ".join(parts) + "."
    return f"{told} {_rises(facts)}" if facts.rises else told


def _rises(facts: WeekFacts) -> str:
    """Say what one week beside another does not show: a rise over six weeks."""
    risen = [(one, one.interval) for one in facts.rises]
    parts = [
        f"{SITES_INSIDE[Site(one.site)]} by about {words.points(one.shrunk)} "
        f"({words.span(ends.low, ends.high)})"
        for one, ends in risen
        if one.shrunk is not None and ends is not None
    ]
    return f"It may be getting worse: the last two weeks lie above the four before, {words.listing(parts)}."


def _sessions(sessions: Done) -> str:
    if sessions.planned is None:
        return f"{words.count(sessions.done, 'session')} logged" if sessions.done else "no session logged"
    return f"{sessions.done} of {words.trimmed(sessions.planned)} planned sessions done"


def _site_clause(site: SiteWeek, *, first: bool, verdict: bool) -> str:
    clause = f"{SITES_INSIDE[site.site]} {'averaged ' if first else ''}{score(site.this.mean)}"
    if site.change is None:
        return clause
    aside = f"{compared(site.change)} last week"
    if verdict and site.inside_noise is not None:
        aside += ", inside the ordinary noise" if site.inside_noise else ", more than the ordinary noise"
    return f"{clause} ({aside})"


# ---- discomfort ----
SCALE: Final = (
    "0 is none, 10 the worst one can think of. Means of the days with a report; a day without one is "
    "left out, never counted as 0."
)
RUN_IN_CAUTION: Final = (
    "People tend to start a log when it hurts most, and then it eases by itself. So a mean that was "
    "lower than in the run-in does not yet say that the training did it."
)
CONTROL_NOTE: Final = "No ab routine should move this one. If it moves too, something else is going on."


def level_days(level: Level) -> str:
    """Return the number of reported days under a mean."""
    return words.count(level.days, "day") if level.days else NO_REPORT


def change(site: SiteWeek) -> str:
    """Return size, yardstick and caution of the change since last week."""
    if site.this.mean is None:
        return "No report this week."
    if site.change is None:
        return "No report last week, so there is nothing to compare with."
    size = f"{compared(site.change)} last week".capitalize()
    if site.inside_noise is None:
        return f"{size}. With fewer than 4 reports in one of the two weeks, that says little."
    where = "inside" if site.inside_noise else "more than"
    said = f"{size}: {where} the ordinary noise ({band(site.noise)})."
    return said if site.inside_noise else f"{said} One week does not say why."


def band(noise: NoiseBand) -> str:
    """Return size and source of a noise band.

    Examples
    --------
    >>> from coreanalytics.effects.noise_bands import population_band
    >>> band(population_band(12))
    '±1.7 points; from other people’s diaries: before this week you had 12 reported days, and 30 are needed'
    """
    size = f"±{words.points(noise.half_width)}" if noise.half_width is not None else "no report to compare"
    if noise.is_own:
        return f"{size}; your own, from the {words.count(noise.days, 'reported day')} before this week"
    if noise.is_flat:
        return f"{size}; from other people’s diaries, since your scores did not vary so far"
    had = f"before this week you had {words.count(noise.days, 'reported day')}, and {MIN_DAYS} are needed"
    return f"{size}; from other people’s diaries: {had}"


def usual_week(noise: NoiseBand) -> str:
    """Return where a week with these reports would lie, were nothing new going on; empty if not known."""
    if noise.low is None or noise.high is None:
        return ""
    return f"Going by the days before, this week would lie at {words.span(noise.low, noise.high)} (0–10)."


def since_run_in(site: SiteWeek) -> str:
    """Return the difference from the run-in, or why there is none."""
    if site.run_in.mean is None:
        return "There is no report from a run-in, so there is no baseline."
    said = (
        f"{compared(site.since_run_in)} in the run-in.".capitalize() if site.since_run_in is not None else ""
    )
    if site.run_in_thin:
        said += f" The run-in has only {words.count(site.run_in.days, 'reported day')}; a baseline needs 7."
    return said.strip()


def sides(site: SiteWeek) -> str:
    """Return the means of left and right where they were asked."""
    given = [(n, s) for n, s in (("left", site.left), ("right", site.right)) if s and s.mean is not None]
    if not given:
        return ""
    if len(given) == 1:
        return f"Only the {given[0][0]} side was reported."
    both = " and ".join(f"{name} {score(s.mean)}" for name, s in given)
    return f"By side: {both}. The mean above takes the worse side of each day."
