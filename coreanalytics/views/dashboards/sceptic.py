"""What a sceptic asks of a comparison, on its dashboard: the checks, and the article's claims one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from coreanalytics.effects import check, examine_claims
from coreanalytics.effects.checks.results import Checks
from coreanalytics.effects.claims.results import Claims
from coreanalytics.effects.texts.checks import tell_failed
from coreanalytics.errors import DataError
from coreanalytics.views.charts import answers
from coreanalytics.views.dashboards import tables
from coreanalytics.views.dashboards.panels import Part, hang
from coreanalytics.views.texts import checks as check_texts
from coreanalytics.views.texts import claims as claim_texts
from coreanalytics.views.texts import dashboards as texts

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effects
    from coreanalytics.views.dashboards.judged import Comparison, Opened
    from coreanalytics.views.weekly.verdicts import Verdicts

#: People up to whom both are worked out for a page, in 3 s at most; for more, commands give them.
MOST_PEOPLE: Final = 100
#: The claim that the routines themselves are about.
_ROUTINES: Final = "C5"


@dataclass(frozen=True, slots=True)
class Examined:
    """The checks and the claims of a page.

    Attributes
    ----------
    checks
        None where there is no comparison to check, or too many people.
    claims
        None where there is nobody on either routine, or too many people.
    note
        Why both are left out; empty if they are not.
    claims_note
        Which claim is left out, and where it is told instead; may be empty.
    """

    checks: Checks | None = field(default=None, repr=False)
    claims: Claims | None = field(default=None, repr=False)
    note: str = ""
    claims_note: str = ""

    @property
    def failed(self) -> list[str]:
        """One sentence for each check that failed."""
        return [answers.say(said) for said in tell_failed(self.checks)] if self.checks else []

    def make_parts(self) -> dict[str, Part]:
        """Return the pictures with their tables, by id."""
        from coreanalytics.views.charts.checks import describe_checks, draw_checks, table_of_checks
        from coreanalytics.views.charts.claims import describe_claims, draw_claims, table_of_claims

        parts = {}
        if self.checks:
            given = self.checks.items_
            table = tables.tell_frame(check_texts.CHECKS_TABLE, table_of_checks(given))
            parts["checks"] = Part(hang(draw_checks(given), describe_checks(given)), (table,))
        if self.claims:
            found = self.claims.items_
            table = tables.tell_frame(claim_texts.CLAIMS_TABLE, table_of_claims(found))
            parts["claims"] = Part(hang(draw_claims(found), describe_claims(found)), (table,))
        return parts


def examine(opened: Opened, comparison: Comparison, verdicts: Verdicts | None, weeks: float) -> Examined:
    """Check the comparison of a book and examine the claims, each once.

    Of one person whose study runs, the comparison at its end is not made yet: there is nothing to check, and
    claim 5 is left to the weekly looks, which a range for a single look would contradict.

    Parameters
    ----------
    opened
        The days of the book, and its yardsticks.
    comparison
        Between people; refused where there is one.
    verdicts
        Of one person; None where there are several.
    weeks
        Horizon of the comparison.
    """
    if len(opened.people) > MOST_PEOPLE:
        return Examined(note=texts.NOT_EXAMINED.format(n=MOST_PEOPLE))
    effects, until = comparison.effects, None
    is_running = len(opened.people) == 1 and not (verdicts and verdicts.final)
    if len(opened.people) == 1:
        effects, until = (verdicts.final, verdicts.end) if verdicts else (None, None)
    checks = _check(opened.days, effects, until)
    claims = _examine(opened, weeks, until)
    if claims is None or not is_running:
        return Examined(checks, claims)
    kept = Claims(tuple(one for one in claims.items_ if one.name != _ROUTINES))
    return Examined(checks, kept, claims_note=texts.CLAIM_LEFT_OUT)


def _check(days: pl.DataFrame, effects: Effects | None, until: date | None) -> Checks | None:
    if effects is None:
        return None
    read = days if until is None else days.filter(pl.col("date") <= until)
    try:
        return check(read, effects)
    except DataError:  # a frame of person-days without the columns that checks read
        return None


def _examine(opened: Opened, weeks: float, until: date | None) -> Claims | None:
    deltas: dict[str, Any] = {"delta_within": opened.delta_within, "delta_between": opened.delta_between}
    try:
        claims = examine_claims(opened.days, weeks=weeks, until=until, **deltas)
    except DataError:
        return None
    return claims if any(one.days for one in claims.items_) else None
