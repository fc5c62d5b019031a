"""How complete the log is, and how the numbers were made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.views.hostile import clip
from coreanalytics.views.texts.names import TIMINGS
from coreanalytics.views.texts.numbers import day, score
from coreanalytics.views.texts.safety import NOT_ADVICE, NOT_FOR
from coreanalytics.vocabulary import Timing

if TYPE_CHECKING:
    from coreanalytics.views.weekly.facts import WeekFacts

NONE_SET_ASIDE: Final = "No row is set aside."
NONE_UNMAPPED: Final = "Every exercise name is mapped."
NO_SAFETY: Final = (
    "The safety questions were not answered this week, so the rules that rest on them could not fire."
)
ALIAS_HINT: Final = "Map them in the book’s alias file; all history follows."


def reported(facts: WeekFacts) -> str:
    """Return days reported, and why there could not be more."""
    days = facts.quality.days_reported
    said = f"{days} of 7 days {'was' if days == 1 else 'were'} reported."
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


# ---- how it was computed ----
def how(timing: Timing, noise: float, citation: str, version: str) -> tuple[str, ...]:
    """Return, in short sentences, how the numbers on the page were made."""
    return (
        f"The score of a day is {TIMINGS[timing]}. For the thigh root it is the worse side.",
        "A week runs from Monday to Sunday. A mean takes the days with a report, and says how many.",
        "The run-in is the time before the program began; it is the baseline.",
        f"Ordinary noise: how far two weekly means lie apart, 19 times in 20, with nothing going on. From 30 "
        "reported days on it is your own: it comes from how your days vary, how much a day is like the one "
        "before, and how many days each week has. Before then it is the figure of other people, "
        f"{score(noise)} points ({citation}).",
        "Hard sets count core exercises only. Sessions count all that were logged on a day.",
        "Weights are in kilograms. A best is the best single set, each move in its own unit.",
        f"coreanalytics {version}, on this computer. {NOT_ADVICE} {NOT_FOR}",
    )
