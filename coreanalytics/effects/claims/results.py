"""What the logs say of a claim: one number, its range, its people and days, a verdict and a caution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from coreanalytics.effects.results import Interval
from coreanalytics.shown import Shown

if TYPE_CHECKING:
    import polars as pl


class ClaimVerdict(StrEnum):
    """What may be said of a claim."""

    SUPPORTED = "supported"  # the whole range lies where the claim says
    CONTRADICTED = "contradicted"  # the whole range lies where the claim says that it does not
    TOO_SMALL = (
        "no difference that matters"  # the whole range lies inside the smallest difference that matters
    )
    CANT_TELL = "can't tell yet"
    REFUSED = "no answer"  # too little data; `missing` says what to log


@dataclass(frozen=True, slots=True)
class Claim(Shown):
    """One claim of the article beside what the logs say.

    Attributes
    ----------
    name
        Its number in the article: ``C1`` ... ``C8``.
    part
        Which number of the claim: a claim may need several, e.g. ``next_morning`` and ``thigh_root``;
        (name, part) is unique.
    question
        What is asked, in one plain sentence.
    estimate, interval, unit
        The number, its range (`effects.results.Interval`, whose level is said) and its unit; None: no answer.
    p
        Two-sided p against the null of the part; feeds the false-discovery rate, never printed in sentences.
    q
        The false-discovery rate at which this part would just be called; None for the primary parts and
        where refused.
    is_primary
        Whether it belongs to the two primary sites of C5, which multiplicity leaves alone.
    people, days
        How many entered: people, and days (or answers, or sessions: `counted` says which).
    counted
        What `days` counts: "days", "answers" or "sessions".
    verdict
        A `ClaimVerdict`.
    sentence
        Size, range, yardstick: what was found, in words.
    caution
        What weakens it, and what the literature found to the contrary, with its citation.
    missing
        What to log so that there is an answer; empty where there is one.
    method
        How it was estimated, in a few words.
    table
        The numbers behind it; None where refused.
    delta
        Smallest amount that matters, in `unit`; None: not told.
    """

    name: str
    part: str
    question: str
    estimate: float | None
    interval: Interval | None
    unit: str
    p: float | None
    q: float | None
    is_primary: bool
    people: int
    days: int
    counted: str
    verdict: ClaimVerdict
    sentence: str
    caution: str
    missing: str = ""
    method: str = ""
    table: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    delta: float | None = None

    @property
    def is_answered(self) -> bool:
        """Whether there is a number at all."""
        return self.estimate is not None

    def to_polars(self) -> pl.DataFrame:
        """Return one row; see `Claims.to_polars`."""
        return Claims((self,)).to_polars()

    def to_sentence(self) -> str:
        """Return what was found or what is missing, then the caution."""
        from coreanalytics.effects import texts

        return texts.tell_claim(self)

    def _repr_html_(self) -> str:
        return Claims((self,))._repr_html_()

    def __str__(self) -> str:
        return self.to_sentence()


@dataclass(frozen=True, slots=True, eq=True)
class Claims(Shown, Mapping[tuple[str, str], Claim]):
    """All claims that were examined, keyed by (name, part).

    ``claims["C3"]`` is the first part of a claim, ``claims["C1", "next_morning"]`` another.

    Attributes
    ----------
    items_
        The claims in order; use the mapping instead.
    """

    items_: tuple[Claim, ...]

    def __getitem__(self, key: str | tuple[str, str]) -> Claim:
        name, part = (key, None) if isinstance(key, str) else key
        for claim in self.items_:
            if claim.name == name and part in (None, claim.part):
                return claim
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        try:
            self[key]  # type: ignore[index]
        except (KeyError, TypeError, ValueError):
            return False
        return True

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter((claim.name, claim.part) for claim in self.items_)

    def __len__(self) -> int:
        return len(self.items_)

    def to_polars(self) -> pl.DataFrame:
        """Return one row a part: every attribute but the table; low, high and level for the interval."""
        import polars as pl

        rows = [
            {
                "claim": one.name,
                "part": one.part,
                "question": one.question,
                "estimate": one.estimate,
                "low": one.interval.low if one.interval else None,
                "high": one.interval.high if one.interval else None,
                "level": one.interval.level if one.interval else None,
                "unit": one.unit,
                "p": one.p,
                "q": one.q,
                "primary": one.is_primary,
                "people": one.people,
                "days": one.days,
                "counted": one.counted,
                "verdict": str(one.verdict),
                "sentence": one.sentence,
                "caution": one.caution,
                "missing": one.missing or None,
                "method": one.method,
                "delta": one.delta,
            }
            for one in self.items_
        ]
        text, real, whole = pl.String(), pl.Float64(), pl.Int64()
        types = {
            "people": whole,
            "days": whole,
            "primary": pl.Boolean(),
            **dict.fromkeys(_REAL, real),
        }
        names = list(rows[0]) if rows else _COLUMNS
        return pl.DataFrame(rows, schema={name: types.get(name, text) for name in names})

    def to_sentence(self) -> str:
        """Return a paragraph a claim."""
        from coreanalytics.effects import texts

        return texts.tell_claims(self)

    def _repr_html_(self) -> str:
        from coreanalytics import words
        from coreanalytics.effects import layout, texts

        rows = [
            (
                one.name,
                one.question,
                "–" if one.estimate is None else f"{words.signed(one.estimate, 2)} {one.unit}",
                "–"
                if one.interval is None
                else f"{words.signed(one.interval.low, 2)} to {words.signed(one.interval.high, 2)}",
                str(one.people),
                f"{one.days} {one.counted}",
                str(one.verdict),
            )
            for one in self.items_
        ]
        return layout.draw_cells(texts.CLAIM_HEADINGS, rows, "claims") + layout.draw_paragraphs(
            self.to_sentence()
        )

    def __str__(self) -> str:
        return self.to_sentence()


_REAL: Final = ("estimate", "low", "high", "level", "p", "q", "delta")
_COLUMNS: Final = [
    "claim", "part", "question", "estimate", "low", "high", "level", "unit", "p", "q", "primary", "people",
    "days", "counted", "verdict", "sentence", "caution", "missing", "method", "delta",
]  # fmt: skip
