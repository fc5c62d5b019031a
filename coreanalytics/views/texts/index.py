"""The page that leads to everybody's report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.views.texts import charts as _chart_texts
from coreanalytics.vocabulary import RedFlag

if TYPE_CHECKING:
    from coreanalytics.effects.false_alarms import FalseAlarms
    from coreanalytics.effects.signals import Signal, SiteSignal

INDEX_TITLE: Final = "Weekly reports"
INDEX_LEAD: Final = "{people}, those who need a look first. Scores are means of reported days, 0–10."
INDEX_NOBODY: Final = "Nobody has logged anything yet."
INDEX_NOTHING: Final = "nothing usable logged yet"
INDEX_PERSON: Final = "Person"
INDEX_REPORTED: Final = "Days reported"
INDEX_SESSIONS: Final = "Sessions done"
INDEX_STEP: Final = "Next step"
INDEX_SITE_HEAD: Final = "{weeks} weeks, this week, last week"
INDEX_THIS: Final = "this week"
INDEX_LAST: Final = "last week"
INDEX_SUMMARY: Final = "Go to"
INDEX_COMPARISON: Final = "comparison of the routines"
INDEX_TOP: Final = "Back to the top"
#: The groups of the page, in the order in which they need a look; the last is of all the others.
INDEX_GROUPS: Final = {
    "emergency": "Emergency sign reported",
    "check": "Please get checked",
    "worsening": "May be getting worse",
    "silent": "Not heard from",
    "stalled": "Standing still",
    "": "Everybody else",
}
INDEX_ALL: Final = "Everybody"
#: Few words for a group, with a number before them.
INDEX_SHORT: Final = {
    "emergency": "emergency",
    "check": "to get checked",
    "worsening": "may be worse",
    "silent": "not heard from",
    "stalled": "standing still",
    "": "others",
}
INDEX_NOTE: Final = "“–” means no report; it is never 0. Open a name for the report."
#: How each group was found; shown below the table where anybody was looked at like that.
INDEX_HOW: Final = (
    "“May be getting worse”: the mean of the last two weeks against the four weeks before, at either site. "
    "The change is drawn towards everybody’s, because the biggest of many changes is partly chance. “Not "
    "heard from”: no report for a week or more while a program runs. “Standing still”: training the five "
    "moves as usual with no new best for four weeks, or the same scores in every report. A mark is a reason "
    "to open a page, and says nothing about why. No mark does not mean no rise: of true rises by 2 points, "
    "two weeks old, about 6 in 10 are marked (5 to 8 in 10, in simulated logs)."
)
INDEX_HOW_TITLE: Final = "How people are sorted"
#: What fired, in few words (`effects.safety.Flag.rule`).
INDEX_RULES: Final = {
    "emergency": "emergency sign",
    "below_knee": "numbness or pain below the knee",
    "numb": "numbness",
    "strong": "a rating of 8 or more",
    "long": "weekly mean 4 or more for 7 weeks",
    "rising": "weekly mean up by 2 or more",
    "mornings": "next mornings above 5",
    "sharp": "sharp or pinching groin",
}
_SET_ASIDE: Final = {
    RedFlag.EMERGENCY: "emergency sign, in a row set aside",
    RedFlag.BELOW_KNEE: "numbness or pain below the knee, in a row set aside",
}
_HYPHEN: Final = "\u2011"  #: at which no line is broken
_MANY: Final = 3  #: people from whom on changes are compared with each other (`effects.meta_analysis`)
_FEW: Final = (
    "So few people cannot be compared with each other, so a chance peak is harder to tell from a rise."
)


def count_group(kind: str, people: int) -> str:
    """Return how many people a group has, in few words.

    Examples
    --------
    >>> count_group("worsening", 3)
    '3 may be worse'
    """
    return f"{words.number(people, 0)} {INDEX_SHORT[kind]}"


def sessions_cell(done: int, planned: float | None) -> str:
    """Return sessions done, of those planned.

    Examples
    --------
    >>> sessions_cell(2, 3.0), sessions_cell(2, None)
    ('2 of 3', '2')
    """
    return str(done) if planned is None else f"{done} of {words.trimmed(planned)}"


def name_flag(rule: str) -> str:
    """Return few words for a safety rule."""
    return INDEX_RULES.get(rule, rule.replace("_", " "))


def name_set_aside(red_flag: str) -> str:
    """Return few words for a safety answer in a row that was set aside."""
    return _SET_ASIDE[RedFlag(red_flag)]


def tell_rise_briefly(one: SiteSignal) -> str:
    """Return few words for a rise: the shrunk change, with its range, in points."""
    rise = "–" if one.shrunk is None else words.points(one.shrunk)
    ends = one.interval
    span = "" if ends is None else f" ({words.span(ends.low, ends.high)})"
    return f"{_chart_texts.SITE_NAMES[one.site].lower()} up by about {rise}{span}"


def tell_silence_briefly(signal: Signal) -> str:
    """Return few words for silence."""
    if signal.days_silent is None:
        return "never reported" if signal.inactive else "trains, never reported"
    since = words.count(signal.days_silent, "day")
    return f"nothing logged for {since}" if signal.inactive else f"trains, but no report for {since}"


def tell_stall_briefly(signal: Signal) -> str:
    """Return few words for a standstill of the five moves."""
    return f"no new best in {words.count((signal.days_since_best or 0) // 7, 'week')}"


def tell_same_briefly(reports: int) -> str:
    """Return few words for reports that are all alike."""
    return f"same scores in the last {words.count(reports, 'report')}"


def tell_old_week(week: str) -> str:
    """Return which week the numbers of a row are of, where it is not the newest."""
    return f"numbers of {week.replace('-', _HYPHEN)}"


def tell_week(week: str, *, so_far: bool) -> str:
    """Return the newest week of the page."""
    return f"Week {week}{', so far' if so_far else ''}."


def label_spark(site: str, weeks: int, values: tuple[float | None, ...]) -> str:
    """Return what a person who cannot see a small line hears.

    Examples
    --------
    >>> label_spark("low_back", 4, (None, 2.0, None, 3.5))
    'Low back, weekly means of the last 4 weeks, 0–10: from 2.0 to 3.5, 2 weeks without a report'
    """
    known = [value for value in values if value is not None]
    name = f"{_chart_texts.SITE_NAMES[site]}, weekly means of the last {weeks} weeks"
    if not known:
        return f"{name}: no report"
    gaps = len(values) - len(known)
    missing = f", {words.count(gaps, 'week')} without a report" if gaps else ""
    return f"{name}, 0–10: from {words.number(known[0])} to {words.number(known[-1])}{missing}"


def tell_false_alarms(people: int, marks: FalseAlarms, flags: FalseAlarms) -> str:
    """Say how many people would be named by chance alone.

    Parameters
    ----------
    people
        How many had reports enough to be looked at.
    marks, flags
        Numbers of people a week: marked as getting worse, and named by the rule for a fast rise.
    """
    few = f" {_FEW}" if people < _MANY else ""
    if people == 1:
        return (
            "If nothing changed for this person, “may be getting worse” would still stand here in about "
            f"{_share(marks)} of weeks by chance, and the safety rule for a fast rise would speak in about "
            f"{_share(flags)}.{few}"
        )
    return (
        f"If nothing changed for any of these {words.people(people)}, expect about {_amount(marks)} a week "
        f"to be marked “may be getting worse” by chance{_every(marks.usual)}; and the safety rule for a fast "
        f"rise to speak for about {_amount(flags)}. Measured in simulated logs; the more alike one day and "
        f"the next, the more false alarms.{few}"
    )


def _amount(alarms: FalseAlarms) -> str:
    digits = 1 if alarms.high < 10 else 0
    low, high = words.number(alarms.low, digits), words.number(alarms.high, digits)
    return f"{words.number(alarms.usual, digits)} ({low} to {high})"


def _share(alarms: FalseAlarms) -> str:
    low, high = words.trimmed(100 * alarms.low, 1), words.percent(alarms.high)
    return f"{words.percent(alarms.usual)} ({low} to {high})"


def _every(a_week: float) -> str:
    """Return how often, where it is rarer than one a week."""
    weeks = round(1 / a_week) if a_week > 0 else 0
    return f", one in about {weeks} weeks" if weeks > 1 else ""
