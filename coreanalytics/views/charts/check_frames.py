"""Small frames for pictures of checks: rows in groups, failed ones first."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics.views.charts import answers
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import checks as texts

if TYPE_CHECKING:
    from coreanalytics.effects.checks.results import Check

#: Height of a row, and what a failed one takes more for its sentence, in pixels.
ROW: Final = 24
SAID: Final = 32
#: Characters of its lines, on a wide page and on a phone.
_WIDE: Final = 100
_NARROW: Final = 44
_ORDER: Final = (False, None, True)


@dataclass(frozen=True, slots=True)
class Group:
    """Checks that ask the same kind of thing.

    Attributes
    ----------
    heading
        What they ask together.
    checks
        Failed ones first.
    """

    heading: str
    checks: tuple[Check, ...] = field(repr=False)

    @property
    def failed(self) -> int:
        """How many failed."""
        return sum(one.passed is False for one in self.checks)


def group_checks(checks: Sequence[Check]) -> list[Group]:
    """Return the checks in their groups, those with failures first."""
    named = [
        (heading, [one for one in checks if one.name in names]) for heading, names in texts.GROUPS.items()
    ]
    known = {name for names in texts.GROUPS.values() for name in names}
    named.append((texts.OTHER_GROUP, [one for one in checks if one.name not in known]))
    groups = [Group(heading, tuple(rank_checks(own))) for heading, own in named if own]
    return sorted(groups, key=lambda group: -group.failed)


def rank_checks(checks: Sequence[Check]) -> list[Check]:
    """Return the checks, failed ones first, then those that cannot tell."""
    return sorted(checks, key=lambda one: _ORDER.index(one.passed))


def list_rows(checks: Sequence[Check]) -> pl.DataFrame:
    """Return one row a check: top (pixels), answer, asked, short, sentence, said and brief (lines)."""
    rows, top = [], 0
    for one in checks:
        site = chart_texts.SITE_NAMES.get(one.outcome, one.outcome)
        short = texts.SHORT.get(one.name, one.name.replace("_", " "))
        rows.append(
            {
                "top": top + ROW // 2,
                "answer": one.answer,
                "asked": _place(site, one.question),
                "short": _place(site, short),
                "sentence": answers.say(one.sentence),
                "said": _shorten(one, _WIDE),
                "brief": _shorten(one, _NARROW),
            }
        )
        top += ROW + (SAID if one.passed is False else 0)
    return pl.DataFrame(rows)


def measure(checks: Sequence[Check]) -> int:
    """Return the height of the rows of `list_rows`."""
    return sum(ROW + (SAID if one.passed is False else 0) for one in checks)


def _place(site: str, what: str) -> str:
    return texts.WITH_SITE.format(site=site, what=what) if site else f"{what[:1].upper()}{what[1:]}"


def _shorten(one: Check, width: int) -> list[str]:
    """Return the first sentence of a failed check in at most two lines."""
    if one.passed is not False:
        return []
    first, *_ = re.split(r"(?<=[.!?]) (?=[A-Z])", answers.say(one.sentence), maxsplit=1)
    return textwrap.wrap(first, width, max_lines=2, placeholder=" …")
