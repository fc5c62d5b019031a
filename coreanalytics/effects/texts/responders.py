"""How many people are so much lower than in their run-in, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import program_name, site_name, weeks_text

if TYPE_CHECKING:
    from coreanalytics.effects.results import Interval

RESPONDER_HEADINGS: Final = (
    "outcome",
    "at least",
    "arm",
    "people",
    "share",
    "range",
    "difference in 100",
    "range",
)
#: The 28 % are computed from daily diaries of chronic back pain, four weeks under usual care.
RESPONDERS_NO_EFFECT: Final = (
    "These counts describe and are never an effect by themselves: people often begin when it is worst, and "
    "scores then fall anyway. In diaries of chronic back pain, 28% of people on usual care reported 30% "
    "less after four weeks with no treatment at all.".replace("%", f"{words.NO_BREAK}%")
)
NOBODY_TO_COUNT: Final = "Nobody has a run-in and a later score to count by."
HINT_RESPONDERS: Final = (
    "a person is counted with enough reported run-in days, a run-in mean high enough to fall from, and "
    "enough reported days around the horizon"
)


def name_criterion(kind: str, size: float) -> str:
    """Return "30 % lower" or "2 points lower"."""
    return f"{words.percent(size) if kind == 'share' else words.points(size)} lower"


def tell_responders(
    outcome: str,
    weeks: float,
    level: float,
    criteria: Sequence[
        tuple[str, Mapping[str, tuple[int, int, Interval | None]], float | None, Interval | None]
    ],
) -> str:
    """Return one site as a paragraph.

    Parameters
    ----------
    outcome, weeks, level
        Site, horizon, level of every range.
    criteria
        Per criterion its name, (k, n, range of the share) per program, and the difference of shares,
        treatment minus control, with its range.
    """
    told = [
        _tell_criterion(name, arms, difference, interval, level, is_first=i == 0)
        for i, (name, arms, difference, interval) in enumerate(criteria)
    ]
    return f"{site_name(outcome)}, after {weeks_text(weeks)}, against their own run-in. {' '.join(told)}"


def _tell_criterion(
    name: str,
    arms: Mapping[str, tuple[int, int, Interval | None]],
    difference: float | None,
    interval: Interval | None,
    level: float,
    *,
    is_first: bool,
) -> str:
    said = f"{words.percent(level)} range " if is_first else ""
    sides = []
    for i, (program, (k, n, own)) in enumerate(arms.items()):
        who = f"{words.number(k, 0)} of {words.people(n) if is_first and i == 0 else words.number(n, 0)}"
        share = f" ({words.percent(k / n, 0)}; {said}{span_percent(own)})" if own is not None else ""
        sides.append(f"{who} on {program_name(program)}{share}")
    ahead = f"at least {name}: {words.listing(sides)}"
    if difference is None or interval is None:
        return words.sentence(ahead)
    return words.sentence(f"{ahead}, {_tell_gap(difference)} ({said}{_tell_gap_span(interval)})")


def _tell_gap(difference: float) -> str:
    size = words.number(100 * abs(difference), 0)
    if size == "0":
        return "about as many in 100"
    return f"{size} {'more' if difference > 0 else 'fewer'} in 100"


def _tell_gap_span(interval: Interval) -> str:
    """Return "27 to 87 more", "24 fewer to 51 more"."""
    ends = span_points(interval).split(" to ")
    bare = [end.removeprefix(words.MINUS) for end in ends]
    ways = ["fewer" if end.startswith(words.MINUS) else "more" for end in ends]
    if ways[0] == ways[1]:
        first, last = bare if ways[0] == "more" else bare[::-1]
        return f"{first} to {last} {ways[0]}"
    return f"{bare[0]} {ways[0]} to {bare[1]} {ways[1]}"


def span_percent(interval: Interval) -> str:
    """Return the range of a share, "32 to 81 %"."""
    low, high = words.number(100 * interval.low, 0), words.number(100 * interval.high, 0)
    return f"{low} to {high}{words.NO_BREAK}%"


def span_points(interval: Interval) -> str:
    """Return the range of a difference of shares in 100, "−24 to 51"."""
    return words.span(100 * interval.low, 100 * interval.high, 0, (0.0,))


def warn_uncounted(
    reasons: Mapping[str, int], weeks: float, window: int, min_days: int, min_run_in: int, least: float
) -> str:
    """Count those who are not counted, by reason; empty where there are none."""
    why = {
        "no_run_in": f"with fewer than {words.count(min_run_in, 'reported run-in day')}",
        "low_run_in": (
            f"whose run-in mean was too low (below {words.trimmed(least)}) for a percentage to say much"
        ),
        "no_follow_up": (
            f"with fewer than {words.count(min_days, 'reported day')} within {words.count(window, 'day')} "
            f"of week {words.trimmed(weeks, 1)}"
        ),
    }
    total = sum(reasons.values())
    if not total:
        return ""
    verb = "is" if total == 1 else "are"
    if len(reasons) == 1:
        return f"{words.people(total)} {why[next(iter(reasons))]} {verb} not counted."
    parts = [f"{words.number(n, 0)} {why[key]}" for key, n in reasons.items()]
    return f"{words.people(total)} {verb} not counted: {'; '.join(parts)}."


def refuse_responders(sizes: Mapping[str, int], minimum: int) -> str:
    """Say why there is no difference of shares."""
    have = words.listing(f"{n} on {program_name(program)}" for program, n in sizes.items())
    return f"No difference is told: {have} can be counted, each needs at least {minimum}."


def refuse_alone() -> str:
    """Say that a share of one person is none."""
    return "one person alone has no share of responders"
