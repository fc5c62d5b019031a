"""Every sentence of the weekly report and its index (those of the charts are in `chart_texts`).

Size, range, yardstick, caution, in that order. Short words; never a word that sounds like proof where
there is none: a mean "was lower", nothing "lowered" it. To translate the pages, translate this file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects import texts as safety
from coreanalytics.views import chart_texts
from coreanalytics.views.hostile import clip
from coreanalytics.vocabulary import Assigned, Family, GaveOut, Move, RedFlag, Site, Timing

if TYPE_CHECKING:
    from coreanalytics.views.weekly_calendar import Week
    from coreanalytics.views.weekly_discomfort import Level, SiteWeek
    from coreanalytics.views.weekly_facts import ProgramWeek, WeekFacts
    from coreanalytics.views.weekly_quality import SetAsideFlag
    from coreanalytics.views.weekly_training import Done, Measure, MoveWeek, SideSupport, TrainingWeek

# ---- errors -------------------------------------------------------------------------------------
WEEK_UNREADABLE: Final = "{week!r} is not a week"
WEEK_MISSING: Final = "there is no week {number} in {year}"
WEEK_HINT: Final = "write the ISO year and week, for example 2026-W46"
WEEK_RANGE: Final = "{year} has the weeks {year}-W01 to {year}-W{last}"
PERSON_UNKNOWN: Final = "nobody in this book is called {person!r}"
PERSON_NEAR: Final = "did you mean {names}?"
PERSON_HINT: Final = "this book knows {names}"
PERSON_NEEDED: Final = "whose report? This book holds {n} people"
PERSON_NEEDED_HINT: Final = "name one of them: {names}"
BOOK_EMPTY: Final = "nothing has been logged yet"
BOOK_EMPTY_HINT: Final = "add files first: coreanalytics add strong.csv pain.csv --person me"
AND_MORE: Final = "{names} and {n} more"

# ---- names of things ----------------------------------------------------------------------------
SITES: Final = chart_texts.SITE_NAMES
SITES_INSIDE: Final = {Site.THIGH_ROOT: "the thigh root", Site.LOW_BACK: "the low back"}
PROGRAMS: Final = {code: name.lower() for code, name in chart_texts.PROGRAM_NAMES.items()}
ASSIGNED: Final = {
    Assigned.RANDOMISED: "drawn at random",
    Assigned.COACH: "chosen by the coach",
    Assigned.SELF: "chosen by the person",
    Assigned.INFERRED: "worked out from the sets",
}
FAMILIES: Final = {
    Family.ARTICLE_MOVE: "of the five moves",
    Family.STANDARD_AB: "of standard ab work",
    Family.OTHER_CORE: "of other core work",
}
MOVES: Final = {
    Move.ANCHORED_CRUNCH: "Ankle-anchored crunch",
    Move.SUPPORT_PELVIC_TILT: "Support pelvic tilt",
    Move.ROTATION: "Band or cable rotation",
    Move.LOADED_CARRY: "Loaded carry",
    Move.SIDE_SUPPORT: "Side support",
}
MEASURES: Final = {
    "anchored_crunch_reps": "Reps in one set",
    "support_pelvic_tilt_reps": "Reps in one set",
    "support_pelvic_tilt_hold_s": "Hold",
    "rotation_band_distance_m": "Distance from the anchor",
    "rotation_load_kg": "Load",
    "rotation_reps": "Reps in one set",
    "rotation_hold_s": "Hold",
    "loaded_carry_kg_m": "Load × metres (kg·m)",
    "loaded_carry_kg_per_hand": "Load per hand",
    "loaded_carry_unhanded_kg": "Load, hands not logged",
    "loaded_carry_distance_m": "Distance in one set",
    "loaded_carry_duration_s": "Time in one set",
    "side_support_left_s": "Left side",
    "side_support_right_s": "Right side",
    "side_support_unsided_s": "Side not logged",
}
UNITS: Final = {"reps": "", "kg·m": "", "kg": " kg", "m": " m", "s": " s"}
GAVE_OUT: Final = {
    GaveOut.ABS: "Abs",
    GaveOut.HIP_FLEXORS: "Thigh root (hip flexors)",
    GaveOut.LOW_BACK: "Low back",
    GaveOut.GRIP: "Grip",
    GaveOut.OTHER: "Something else",
    GaveOut.NONE: "Nothing gave out",
}
TIMINGS: Final = {
    Timing.DAY: "“today, on average”, asked once a day on training days and rest days alike",
    Timing.NEXT_MORNING: "the rating of the next morning, which belongs to the date it is given on",
}

# ---- headings and labels ------------------------------------------------------------------------
TITLE: Final = "{person}, week {week}"
SO_FAR: Final = "so far"
THIS_WEEK: Final = "This week"
LAST_WEEK: Final = "Last week"
RUN_IN: Final = "Run-in"
BEST_BEFORE: Final = "Best before"
BEST_SO_FAR: Final = "new best"
PLANNED: Final = "of {n} planned"
NO_PLAN: Final = "no plan noted"
NO_REPORT: Final = "no report"
H_CHECK: Final = "Please get this checked"
H_EMERGENCY: Final = "Get help now"
H_WEEK: Final = "The week in one sentence"
H_TRAINING: Final = "Training"
H_DISCOMFORT: Final = "Discomfort"
H_TREND: Final = "Day by day"
H_MOVES: Final = "The five moves"
H_GAVE_OUT: Final = "What gave out first"
H_QUALITY: Final = "How complete the log is"
H_HOW: Final = "How these numbers were made"
L_SESSIONS: Final = "Sessions"
L_SETS: Final = "Hard core sets"
L_DAYS_TRAINED: Final = "Days trained"
L_DAYS_REPORTED: Final = "Days reported"
OF_SEVEN: Final = "of 7"
C_MEASURE: Final = "Best set"
C_CAUSE: Final = "First to give out"
C_FILE: Final = "File"
C_LINE: Final = "Line"
C_WHY: Final = "Why"

# ---- safety -------------------------------------------------------------------------------------
EMERGENCY: Final = safety.EMERGENCY
EMERGENCY_NUMBER: Final = "The emergency number is 112 in Europe and 911 in North America."
EMERGENCY_YES: Final = (
    "The question about emergency signs was answered with yes. Do not train until a clinician has looked "
    "at this; nothing else on this page matters more."
)
CLINICIAN: Final = safety.SEE_CLINICIAN
NO_FLAG: Final = f"No safety rule fired on what was logged. {safety.NOT_SAFE}"
NOT_ADVICE: Final = "This is not medical advice."
NOT_FOR: Final = safety.NOT_FOR
_SET_ASIDE_YES: Final = {
    RedFlag.EMERGENCY: "answers the question about emergency signs with yes",
    RedFlag.BELOW_KNEE: "says that there was numbness or pain below the knee",
}


def set_aside_flag(flag: SetAsideFlag) -> str:
    """Return the sentence about a safety answer in a row that was set aside."""
    answer = _SET_ASIDE_YES[flag.red_flag]
    where = place(flag.file, flag.line)
    if flag.named:
        return (
            f"A row that could not be used ({where}) {answer}. Its date cannot be relied on, so this "
            "stands here until the row is mended."
        )
    return f"A row that names nobody known here ({where}) {answer}. Please find out whose it is."


# ---- title --------------------------------------------------------------------------------------
def week_line(week: Week) -> str:
    """Return the week with its dates.

    Examples
    --------
    >>> from coreanalytics.views.weekly_calendar import Week
    >>> week_line(Week(date(2026, 11, 9)))
    'Week 46, 9 to 15 November 2026'
    """
    return f"Week {week.number}, {words.day_span(week.monday, week.sunday)}"


def program(facts: ProgramWeek) -> str:
    """Return the program, its week number and how it came about."""
    if facts.program is None:
        here = "No program is noted for the end of this week"
    else:
        here = f"Program: {PROGRAMS[facts.program]}"
        if facts.week is not None:
            here += f", week {facts.week}"
        if facts.assigned is not None:
            here += f" ({ASSIGNED[facts.assigned]})"
    if facts.earlier:
        here += f"; earlier in the week: {words.listing(PROGRAMS[p] for p in facts.earlier)}"
    if facts.program is not None and facts.week is None:
        here += ". It began before the log did, so its week number is not known"
    return here + "."


def so_far(facts: WeekFacts) -> str:
    """Return the sentence that says that the week is not over."""
    return f"So far: the last logged day is {day(facts.last_day)}." if facts.so_far and facts.last_day else ""


# ---- the week in one sentence -------------------------------------------------------------------
EMPTY_WEEK: Final = "Nothing was logged in this week: no report and no training. That is missing, not zero."


def week_sentence(facts: WeekFacts) -> str:
    """Return the week in one sentence: reports, sessions, discomfort and whether it moved."""
    if facts.empty:
        return EMPTY_WEEK
    reported = facts.quality.days_reported
    opening = f"{reported} of 7 days were reported" if reported else "No day was reported"
    parts = [f"{opening} and {_sessions(facts.training.sessions)}"]
    primary = [s for s in facts.sites if s.site in SITES_INSIDE and s.this.mean is not None]
    together = len(primary) == 2 and all(s.inside_noise for s in primary)
    clauses = [_site_clause(s, first=i == 0, verdict=not together) for i, s in enumerate(primary)]
    if clauses:
        parts.append(" and ".join(clauses) + (", both changes inside the ordinary noise" if together else ""))
    return "; ".join(parts) + "."


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


# ---- discomfort ---------------------------------------------------------------------------------
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
    band = f"±{score(site.noise)}; from other people’s diaries, not yours"
    if site.inside_noise is None:
        return f"{size}. With fewer than 4 reports in one of the two weeks, that says little."
    if site.inside_noise:
        return f"{size}: inside the ordinary noise ({band})."
    return f"{size}: more than the ordinary noise ({band}). One week does not say why."


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


# ---- trend --------------------------------------------------------------------------------------
NO_TREND: Final = "Nothing was reported up to the end of this week, so there is no trend to draw."
ONLY_SITE_MISSING: Final = "{site}: no report up to the end of this week, so there is nothing to draw."
T_WEEK: Final = "Week"
T_MEAN: Final = "{site}, mean"
T_DAYS: Final = "{site}, days"
T_PROGRAM: Final = "Program"


def trend_note(weeks: int | None) -> str:
    """Return how to read the picture; `weeks`: how many it shows where the log is longer."""
    said = (
        "Dots are days, the line joins weekly means, shading is the program; the dashed box is this week. "
        "A gap is a day or a week without a report."
    )
    return said if weeks is None else f"{said} It shows the last {weeks} weeks; the log is longer."


def trend_label(week: str, sites: Iterable[Site]) -> str:
    """Return what the picture shows, for somebody who cannot see it."""
    names = words.listing(chart_texts.SITE_NAMES[site] for site in sites)
    return f"{names}: daily scores and weekly means from 0 to 10, up to {week}."


# ---- training and moves -------------------------------------------------------------------------
SETS_NOTE: Final = (
    "A hard set is a working, drop or failure set with an effort (RPE) of 6 or more, or with none logged."
)
PLAN_CHANGED: Final = "The plan changed during this week; the one of most days is shown."
NO_TRAINING: Final = "No training was logged this week."
NO_MOVES: Final = "None of the five moves has been logged so far."
MOVES_NOTE: Final = "Each in its own unit; the units are never added up. “–” means not logged."
ANCHOR_CAUTION: Final = (
    "Contested: in the laboratory, holding the feet down made the front of the thigh work harder, not "
    "less (Parfrey 2008; Burden and Redmond 2013)."
)
NO_MEASURE: Final = "Done, but without a number in the units followed here."
FARTHER: Final = "The farther from the anchor, the harder."
HANDS_MISSING: Final = "The hands were not logged, so the load is not known to be per hand."


def trained(training: TrainingWeek) -> str:
    """Return the hard sets of each family, or that there was no training."""
    if not training.days_trained:
        return NO_TRAINING
    if not training.sets.done:
        return "No hard set of a core exercise was logged this week."
    parts = [(n, FAMILIES[family]) for family, n in training.sets_by_family if n]
    told = words.count(training.sets.done, "hard set")
    if len(parts) == 1:
        return f"{told}, {'all ' if training.sets.done > 1 else ''}{parts[0][1]}."
    return f"{told}: {words.listing(f'{n} {family}' for n, family in parts)}."


def unmapped_sets(n: int) -> str:
    """Return how many of the week's sets count for nothing because their name is not mapped."""
    verb = "carries a name that is" if n == 1 else "carry names that are"
    return f"{words.count(n, 'set')} of this week {verb} not mapped yet and not counted here."


def planned(done: Done) -> str:
    """Return the small print under a number done."""
    return NO_PLAN if done.planned is None else PLANNED.format(n=words.trimmed(done.planned))


def measured(measure: Measure, value: float | None) -> str:
    """Return one best with its unit; a dash where there is none."""
    return "–" if value is None else words.trimmed(value, 1) + UNITS[measure.unit]


def side_support(sides: SideSupport) -> str:
    """Return left against right, or what is missing to compare them."""
    said = []
    if sides.difference is not None and sides.left is not None:
        longer = "left" if sides.difference > 0 else "right"
        if sides.difference == 0:
            said.append("Left and right were equal.")
        elif sides.share is not None:
            said.append(
                f"The {longer} side was held {words.trimmed(abs(sides.difference))} s longer "
                f"({words.percent(sides.share, 0)})."
            )
    elif sides.left is not None or sides.right is not None:
        said.append(f"Only the {'left' if sides.left is not None else 'right'} side was logged this week.")
    if sides.unsided is not None:
        said.append("Some sets do not say which side, so they are not compared.")
    if sides.leg_raised is not None:
        said.append("With the leg raised." if sides.leg_raised else "Without raising the leg.")
    return " ".join(said)


def move_note(move: MoveWeek, sides: SideSupport) -> str:
    """Return what a reader should know of one move this week; may be empty."""
    done = {measure.column: measure.this for measure in move.measures}
    if not move.measures:
        return NO_MEASURE
    if move.move is Move.ANCHORED_CRUNCH:
        return ANCHOR_CAUTION
    if move.move is Move.ROTATION and "rotation_band_distance_m" in done:
        return FARTHER
    if move.move is Move.LOADED_CARRY:
        return HANDS_MISSING if done.get("loaded_carry_unhanded_kg") is not None else ""
    return side_support(sides) if move.move is Move.SIDE_SUPPORT else ""


def moves_missing(moves: Iterable[Move]) -> str:
    """Return which of the five moves were never logged."""
    return f"Not logged so far: {words.listing(MOVES[move].lower() for move in moves)}."


# ---- gave out, abs felt -------------------------------------------------------------------------
GAVE_OUT_NONE: Final = "Nobody answered what gave out first this week; unanswered is missing, not “nothing”."
ABS_FELT_NONE: Final = "How much the abs were felt was not answered this week."


def answers(n: int, n_last: int) -> str:
    """Return how many answers the shares rest on."""
    return (
        f"Shares of {words.count(n, 'answer')} this week and {words.trimmed(n_last)} last week. "
        "Sets and sessions without an answer are left out."
    )


def share(count: int, answered: int) -> str:
    r"""Return a count of answers, and from five answers on its share.

    Examples
    --------
    >>> share(1, 2), share(3, 8), share(0, 0)
    ('1 of 2', '3 of 8 (38\xa0%)', '–')
    """
    if not answered:
        return "–"
    return f"{count} of {answered}" + (f" ({words.percent(count / answered, 0)})" if answered >= 5 else "")


def abs_felt(mean: float | None, days: int, last: float | None, days_last: int) -> str:
    """Return how much the abs were felt, this week and last."""
    if mean is None:
        return ABS_FELT_NONE
    said = f"Abs felt: {score(mean)} of 10 on average ({words.count(days, 'training day')} answered)"
    return f"{said}; last week {score(last)} ({days_last})." if last is not None else f"{said}."


# ---- data quality -------------------------------------------------------------------------------
NONE_SET_ASIDE: Final = "No row is set aside."
NONE_UNMAPPED: Final = "Every exercise name is mapped."
NO_SAFETY: Final = (
    "The safety questions were not answered this week, so the rules that rest on them could not fire."
)
ALIAS_HINT: Final = "Map them in the book’s alias file; all history follows."


def reported(facts: WeekFacts) -> str:
    """Return days reported, and why there could not be more."""
    said = f"{facts.quality.days_reported} of 7 days were reported."
    if facts.first_day is not None and facts.week.monday < facts.first_day <= facts.week.sunday:
        said += f" The log begins on {day(facts.first_day)}."
    if facts.so_far and facts.last_day is not None:
        said += f" It ends, so far, on {day(facts.last_day)}."
    elif facts.last_day is not None and facts.last_day < facts.week.monday:
        said += f" The log ends on {day(facts.last_day)}."
    elif facts.first_day is not None and facts.first_day > facts.week.sunday:
        said += f" The log begins on {day(facts.first_day)}."
    return said


def safety_asked(n: int) -> str:
    """Return on how many days a safety question was answered."""
    return f"The safety questions were answered on {words.count(n, 'day')}." if n else NO_SAFETY


def set_aside(n: int) -> str:
    """Return how many rows are set aside."""
    return f"{words.count(n, 'row')} of this log {'is' if n == 1 else 'are'} set aside (kept, not used)"


def rules(found: Iterable[tuple[str, int]]) -> str:
    """Return the rules that set rows aside, with their counts."""
    return words.listing(f"{clip(rule.replace('_', ' '), 40)} {n}" for rule, n in found)


def unmapped(names: int, sets: int) -> str:
    """Return how many names are not mapped."""
    return (
        f"{words.count(names, 'exercise name')} {'is' if names == 1 else 'are'} not mapped yet "
        f"({words.count(sets, 'set')}). {ALIAS_HINT}"
    )


def candidates(found: Iterable[str]) -> str:
    """Return what an unmapped name may be."""
    names = [clip(name, 40) for name in found][:3]
    return f"perhaps {' or '.join(names)}" if names else ""


def more(n: int) -> str:
    """Return how many are not shown."""
    return f"and {n} more" if n > 0 else ""


# ---- how it was computed ------------------------------------------------------------------------
def how(timing: Timing, noise: float, citation: str, version: str) -> tuple[str, ...]:
    """Return, in short sentences, how the numbers on the page were made."""
    return (
        f"The score of a day is {TIMINGS[timing]}. For the thigh root it is the worse side.",
        "A week runs from Monday to Sunday. A mean takes the days with a report, and says how many.",
        "The run-in is the time before the program began; it is the baseline.",
        f"Ordinary noise: two weekly means of one person differ by up to {score(noise)} points, 19 times in "
        f"20, with nothing going on ({citation}). That is a figure for a population, not for one person.",
        "Hard sets count core exercises only. Sessions count all that were logged on a day.",
        "Weights are in kilograms. A best is the best single set, each move in its own unit.",
        f"coreanalytics {version}, on this computer. {NOT_ADVICE} {NOT_FOR}",
    )


# ---- index --------------------------------------------------------------------------------------
INDEX_TITLE: Final = "Weekly reports"
INDEX_LEAD: Final = "{people}, those who need attention first. Scores are means of reported days, 0–10."
INDEX_NOBODY: Final = "Nobody has logged anything yet."
INDEX_NOTHING: Final = "nothing usable logged yet"
INDEX_PERSON: Final = "Person"
INDEX_WEEK: Final = "Week"
INDEX_FLAG: Final = {"emergency": "emergency", "check": "check"}
INDEX_NOTE: Final = "“–” means no report; it is never 0. Open a name for the report."


def sessions_cell(sessions: Done) -> str:
    """Return sessions done, of those planned."""
    if sessions.planned is None:
        return str(sessions.done)
    return f"{sessions.done} of {words.trimmed(sessions.planned)}"


# ---- words for numbers --------------------------------------------------------------------------
def score(value: float | None) -> str:
    """Return a score or a difference with one decimal; a dash where there is none."""
    return "–" if value is None else words.number(value)


def compared(difference: float) -> str:
    """Return a difference in words.

    Examples
    --------
    >>> compared(-0.62), compared(0.04)
    ('0.6 lower than', 'about the same as')
    """
    if abs(difference) < 0.05:
        return "about the same as"
    return f"{words.number(abs(difference))} {'lower' if difference < 0 else 'higher'} than"


def day(moment: date) -> str:
    """Return a date with its weekday.

    Examples
    --------
    >>> day(date(2026, 11, 9))
    'Mon 9 November 2026'
    """
    return f"{chart_texts.WEEKDAYS[moment.weekday()]} {words.day(moment)}"


def place(file: str, line: int | None) -> str:
    """Return where a row stands.

    Examples
    --------
    >>> place("pain.csv", 14)
    'pain.csv, line 14'
    """
    name = clip(file, 60) or "a file without a name"
    return f"{name}, line {line}" if line is not None else name
