"""The verdict: what may be said so far by somebody who looks every week, and what at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts import RESPONDERS_NO_EFFECT as RESPONDERS_NO_EFFECT
from coreanalytics.effects.texts import program_name, running_span, site_name, weeks_text
from coreanalytics.effects.verdicts import Verdict
from coreanalytics.vocabulary import Program

if TYPE_CHECKING:
    from coreanalytics.effects.responder_counts import ResponderCount
    from coreanalytics.effects.results import Effect, Interval
    from coreanalytics.effects.running import RunningVerdict

H_VERDICT: Final = "The verdict so far"
H_VERDICT_END: Final = "The verdict at the end"
H_WEEK_BY_WEEK: Final = "What the weekly looks had told"
H_BETWEEN: Final = "Between people, so far"
H_BETWEEN_END: Final = "Between people, at the end"
H_LOOKED_WEEKLY: Final = "Looked at every week"
H_RESPONDERS: Final = "How many people were much lower than in their own run-in"
IN_FULL: Final = "In full"
LESS: Final = "less on core-focused"
MORE: Final = "more on core-focused"
C_AT_LEAST: Final = "At least"
C_DIFFERENCE: Final = "Difference in 100 people"
NO_ANSWER_YET: Final = "No answer yet"
VERDICT_RUNNING: Final = (
    "Core-focused routines against standard crunches within this one person, looked at every week, 26 times "
    "at most; the weekly range is wider than that of a single look, so that looking often makes no false "
    "alarm likelier."
)
VERDICT_HOW: Final = (
    "The verdict compares the mean scores of the days on the two routines; the run-in and the first 3 days "
    "after each change are left out. The ranges allow for days that resemble their neighbours, and the "
    "weekly ones for a look every week."
)
BETWEEN_RUNNING: Final = (
    "People on core-focused routines against people on standard crunches, looked at every week, 26 times at "
    "most; the weekly range is wider than that of a single look, so that looking often makes no false alarm "
    "likelier."
)
BLOCKS_WOULD_DO: Final = "Following both would tell, best in two-week blocks in an order drawn at random."
PEOPLE_ON_INDEX: Final = (
    "People on the two routines are compared with each other on the page of all reports (report --all)."
)
NO_ROUTINE: Final = (
    "Neither core-focused routines nor standard crunches are known to have been followed so far, so there "
    "is nothing to compare. A table of phases (phases.csv) says which were, or sets of either."
)
SINGLE_LOOK: Final = (
    "These ranges are made for a single look, planned beforehand. Whoever looks again and again goes by the "
    "weekly ranges below."
)
NOT_RESPONDERS: Final = "Nobody is counted: {reason}"


def one_routine(program: str, *, alone: bool) -> str:
    """Return why one routine gives no verdict, and what would.

    Examples
    --------
    >>> one_routine("standard_crunch", alone=True)[:60]
    'Only standard crunches have been followed so far, so there i'
    """
    why = f"Only {program_name(program)} have been followed so far, so there is nothing to compare them with."
    return f"{why} {BLOCKS_WOULD_DO}" if alone else f"{why} {BLOCKS_WOULD_DO} {PEOPLE_ON_INDEX}"


def no_verdict(followed: Sequence[str], *, alone: bool) -> str:
    """Return why there is no verdict on somebody who has not followed both routines."""
    return one_routine(followed[0], alone=alone) if followed else NO_ROUTINE


def tell_end(end: date, *, is_ended: bool) -> str:
    """Return which comparison the one at the end is.

    Parameters
    ----------
    end
        Last day that it reads.
    is_ended
        Whether the program ended; else all weekly looks are over.
    """
    why = (
        f"The program ended on {words.day(end)}."
        if is_ended
        else f"All weekly looks are over since {words.day(end)}."
    )
    return (
        f"{why} This is the comparison planned for then: looked at once, with the days up to then, so its "
        "range is narrower than a weekly one."
    )


def verdict_line(running: RunningVerdict) -> str:
    """Return the verdict that stands, with the week since when.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> verdict_line(SimpleNamespace(path=((9, Verdict.LOWER),), verdict=Verdict.LOWER))
    'Lower, since week 9'
    """
    if not running.path:
        return NO_ANSWER_YET if running.verdict is Verdict.REFUSED else _capital(running.verdict)
    week, verdict = running.path[-1]
    line = f"{_capital(verdict)}, since week {week}"
    return f"{line} (lower since week {running.path[0][0]})" if _is_sharper(running) else line


def _is_sharper(running: RunningVerdict) -> bool:
    return len(running.path) > 1 and running.path[0][1] is Verdict.LOWER


def final_line(effect: Effect) -> str:
    """Return the verdict of the comparison at the end."""
    return _capital(effect.verdict or Verdict.REFUSED)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def tell_briefly(running: RunningVerdict) -> str:
    """Return a running verdict as its site, the verdict, and the last look in one sentence."""
    line = _lower(verdict_line(running))
    return f"{site_name(running.outcome)}: {line}. {tell_size_so_far(running)}"


def tell_size_so_far(running: RunningVerdict) -> str:
    """Return what the last weekly look found, in one sentence, or why it found nothing."""
    if running.estimate is None or running.interval is None:
        return words.sentence(running.refusal)
    span = f"{words.percent(running.level, 2)} weekly range {running_span(running.interval, running.delta)}"
    after = f"after {weeks_text(running.horizon_now)} of it, " if running.horizon_now is not None else ""
    who = "people on " if running.person is None else ""
    size = _size(running.estimate, running.treatment, running.control, who)
    return f"In week {running.look} of {running.planned}, {after}{size} ({span})."


def tell_final_briefly(effect: Effect) -> str:
    """Return the comparison at the end as its site, the verdict, and the size in one sentence."""
    return f"{site_name(effect.outcome)}: {_lower(final_line(effect))}. {tell_final_size(effect)}"


def tell_final_size(effect: Effect) -> str:
    """Return what the comparison at the end found, in one sentence, or why it found nothing."""
    if effect.estimate is None or effect.interval is None:
        return words.sentence(effect.refusal)
    who = "people on " if effect.person is None else ""
    size = _size(effect.estimate, effect.treatment, effect.control, who)
    when = f"after {weeks_text(effect.horizon)} " if effect.contrast == "difference_at_horizon" else ""
    span = words.span(effect.interval.low, effect.interval.high, 1, (-effect.delta, 0.0, effect.delta))
    return words.sentence(f"{when}{size} ({words.percent(effect.interval.level, 2)} range {span})")


def tell_plainly(effect: Effect) -> str:
    """Return one effect as a paragraph without cautions and without other ways to its number."""
    return replace(effect, asides=()).to_sentence(cautions=False)


def tell_asides(effect: Effect) -> str:
    """Return the other ways to the number of an effect."""
    return " ".join(aside.sentence for aside in effect.asides)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _size(estimate: float, treatment: str, control: str, who: str) -> str:
    first, second = (f"{who}{program_name(program)}" for program in (treatment, control))
    if words.number(estimate, 1) == words.number(0.0, 1):
        size, than = "about the same", "as"
    else:
        size, than = f"{words.points(estimate)} {'less' if estimate < 0 else 'more'}", "than"
    return f"{first} reported {size} {than} {second}" if who else f"{size} on {first} {than} on {second}"


def ruler_label(estimate: float, interval: Interval, delta: float) -> str:
    """Return what the small picture of a range shows, for somebody who cannot see it."""
    return (
        f"Difference {words.signed(estimate)} points, range {running_span(interval, delta)}; 0 is no "
        f"difference, and inside ±{words.trimmed(delta)} it would not matter."
    )


def ruler_note(delta: float) -> str:
    """Return how to read the small pictures."""
    return (
        "Dot: the difference in points; line: its range. Left of 0 is less discomfort on core-focused "
        f"routines; inside the grey band (±{words.trimmed(delta)}) a difference would not matter."
    )


def responder_gap(count: ResponderCount) -> str:
    """Return a difference of shares with its range: "+44 (1 to 71)"."""
    if count.difference is None or count.interval is None:
        return "–"
    span = words.span(100 * count.interval.low, 100 * count.interval.high, 0, (0.0,))
    return f"{words.signed(100 * count.difference, 0)} ({span})"


ARM_HEADINGS: Final = {
    Program.CORE_FOCUSED: "Core-focused",
    Program.STANDARD_CRUNCH: "Standard crunch",
}


def no_answer_yet(reason: str) -> str:
    """Return that there is no answer at any site, and why."""
    return f"{NO_ANSWER_YET}: {_lower(words.sentence(reason))}"


def look_first(people: int) -> str:
    """Return the beginning of the line that names those who need attention."""
    verb = "needs" if people == 1 else "need"
    return f"{words.people(people)} {verb} a look before anything else: "


def responder_level(level: float) -> str:
    """Return what stands in brackets behind a difference of shares."""
    return f"In brackets: the {words.percent(level)} range."
