"""What a check says: passed, failed, or that it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coreanalytics.shown import Shown

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Check(Shown):
    """One check of a comparison.

    Attributes
    ----------
    name
        Which check, e.g. ``placebo_dates``; unique together with `outcome`.
    outcome
        Of which site; empty where the check concerns the design as a whole.
    question
        What is asked, in one plain sentence.
    passed
        True, False, or None: it cannot tell, because there is too little data or nothing to check with.
    sentence
        What was found, with its numbers.
    table
        The numbers; None where it cannot tell.
    p
        Two-sided p of the check where it has a null; None where it is a description.
    method
        How, in a few words.
    """

    name: str
    outcome: str
    question: str
    passed: bool | None
    sentence: str
    table: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    p: float | None = None
    method: str = ""

    @property
    def answer(self) -> str:
        """The answer in a word: passed, failed, cannot tell."""
        return {True: "passed", False: "failed", None: "cannot tell"}[self.passed]

    def to_polars(self) -> pl.DataFrame:
        """Return the numbers behind the check; an empty frame where it cannot tell."""
        import polars as pl

        return pl.DataFrame() if self.table is None else self.table

    def to_sentence(self) -> str:
        """Return the answer and what was found."""
        from coreanalytics.effects import texts

        return texts.tell_check(self)

    def _repr_html_(self) -> str:
        return Checks((self,))._repr_html_()

    def __str__(self) -> str:
        return self.to_sentence()


@dataclass(frozen=True, slots=True, eq=True)
class Checks(Shown, Mapping[tuple[str, str], Check]):
    """All checks of a comparison, keyed by (name, outcome).

    ``checks["placebo_dates"]`` is the first of its name.

    Attributes
    ----------
    items_
        The checks in order; use the mapping instead.
    """

    items_: tuple[Check, ...]

    def __getitem__(self, key: str | tuple[str, str]) -> Check:
        name, outcome = (key, None) if isinstance(key, str) else key
        for check in self.items_:
            if check.name == name and outcome in (None, check.outcome):
                return check
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        try:
            self[key]  # type: ignore[index]
        except (KeyError, TypeError, ValueError):
            return False
        return True

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter((check.name, check.outcome) for check in self.items_)

    def __len__(self) -> int:
        return len(self.items_)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed, in order."""
        return tuple(check for check in self.items_ if check.passed is False)

    def to_polars(self) -> pl.DataFrame:
        """Return one row a check: check, outcome, question, answer, sentence, p, method."""
        import polars as pl

        rows = [
            (one.name, one.outcome, one.question, one.answer, one.sentence, one.p, one.method)
            for one in self.items_
        ]
        text = pl.String()
        schema = {
            "check": text,
            "outcome": text,
            "question": text,
            "answer": text,
            "sentence": text,
            "p": pl.Float64(),
            "method": text,
        }
        return pl.DataFrame(rows, schema=schema, orient="row")

    def to_sentence(self) -> str:
        """Return the failed checks first, then what cannot be told, then how many passed."""
        from coreanalytics.effects import texts

        return texts.tell_checks(self)

    def _repr_html_(self) -> str:
        from coreanalytics.effects import layout, texts

        rows = [
            (one.question, texts.site_name(one.outcome) if one.outcome else "", one.answer, one.sentence)
            for one in self.items_
        ]
        return layout.draw_cells(texts.CHECK_HEADINGS, rows, "checks")

    def __str__(self) -> str:
        return self.to_sentence()
