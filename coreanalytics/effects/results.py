"""The answers: frozen results that tell themselves as a table, as sentences and in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from coreanalytics.effects import layout, texts
from coreanalytics.effects.student import quantile
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.shown import Shown

if TYPE_CHECKING:
    import polars as pl


class Contrast(StrEnum):
    """What is compared with what."""

    DIFFERENCE_AT_HORIZON = "difference_at_horizon"  # primary: treatment minus control, mean reported score
    DIFFERENCE_IN_SLOPE = "difference_in_slope"  # treatment minus control, points a week
    OWN_CHANGE_TREATMENT = "own_change_treatment"  # score at the horizon minus run-in mean; not an effect
    OWN_CHANGE_CONTROL = "own_change_control"
    DIFFERENCE_OF_PHASE_MEANS = "difference_of_phase_means"  # primary for one person, after wash-in


class Design(StrEnum):
    """How people came to their routines; only the randomised ones earn causal words."""

    RANDOMISED = "parallel groups, randomised"
    CHOSEN = "parallel groups, not randomised"
    INFERRED = "parallel groups, inferred from the sets logged"
    SWITCHED_RANDOMISED = "people who changed routine, randomised"
    SWITCHED_CHOSEN = "people who changed routine, not randomised"
    SWITCHED_INFERRED = "people who changed routine, inferred from the sets logged"
    WITHIN_RANDOMISED = "one person, randomised"
    WITHIN_CHOSEN = "one person, not randomised"
    WITHIN_INFERRED = "one person, inferred from the sets logged"

    @property
    def is_randomised(self) -> bool:
        """Whether chance alone decided who did what, and when."""
        return self in (Design.RANDOMISED, Design.SWITCHED_RANDOMISED, Design.WITHIN_RANDOMISED)

    @property
    def is_inferred(self) -> bool:
        """Whether somebody's routine was read off their sets."""
        return self in (Design.INFERRED, Design.SWITCHED_INFERRED, Design.WITHIN_INFERRED)

    @property
    def is_within(self) -> bool:
        """Whether one person is compared with themselves."""
        return self in (Design.WITHIN_RANDOMISED, Design.WITHIN_CHOSEN, Design.WITHIN_INFERRED)


class Kind(StrEnum):
    """For which way of looking an interval was made."""

    FIXED = "fixed"  # one look, planned
    RUNNING = "running"  # a look every week, for 26 weeks


class Fit(Protocol):
    """What stands behind a number: any model's own frozen result."""

    @property
    def people(self) -> pl.DataFrame:
        """One row per person who entered."""


class Ranged(Protocol):
    """A fit whose intervals are not Student's with one standard error, and which makes its own."""

    def range_at(self, level: float) -> tuple[float, float]:
        """Return the ends of the fixed interval at `level`."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A range for a number.

    Attributes
    ----------
    low, high
        Its ends, in the unit of the number.
    level
        Share of such ranges that hold the truth, e.g. 0.975.

    Examples
    --------
    >>> 0 in Interval(-1.2, -0.1, 0.975), Interval(-1.0, 2.0, 0.95).width
    (False, 3.0)
    """

    low: float
    high: float
    level: float

    @property
    def width(self) -> float:
        """High minus low."""
        return self.high - self.low

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Aside:
    """Another way to the same number, shown beside it and never judged.

    Attributes
    ----------
    name
        Which way, e.g. "two-stage Welch" or "permutation test".
    estimate, interval, p
        Its number, range and two-sided p; None where the way has none.
    sentence
        What it says, or why it has no answer.
    """

    name: str
    estimate: float | None = None
    interval: Interval | None = None
    p: float | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Effect(Shown):
    """One number about one outcome, with its range, its people, its days and its method.

    Attributes
    ----------
    outcome
        `thigh_root`, `low_back` or `control`.
    contrast
        A `Contrast`.
    treatment, control
        Programs compared; differences are treatment minus control, so less discomfort is negative.
    unit
        Unit of `estimate`, `se` and the interval.
    horizon
        Weeks after time zero.
    estimate, interval, se, df, p
        The number, its range, standard error, degrees of freedom and two-sided p against 0 (never
        printed in sentences). All None where refused.
    interval_kind
        "fixed" (one look) or "running" (looked at every week).
    n_people
        People who entered, per program.
    n_days
        Reported days of the outcome that went into the estimate (run-in days not counted).
    design
        A `Design`.
    method
        How it was estimated, in a few words.
    adjusted
        Whether the run-in mean was adjusted for.
    delta
        Smallest difference that matters, in points.
    warnings
        What a reader must know, one sentence each.
    verdict
        A `Verdict` (a string) on the primary contrast of a primary site ("no answer" where refused);
        else None.
    refusal
        Why there is no answer; empty if there is one.
    fit
        What stands behind the number; None where refused.
    look
        Week of the look, for a running interval; None for a fixed one.
    person
        Whose, where one person is compared with themselves; else None.
    days_by_program
        Reported days behind the number, per program.
    asides
        Other ways to the same number.
    people_in_all
        People who entered, where some are on both sides; else None.
    """

    outcome: str
    contrast: str
    treatment: str
    control: str
    unit: str
    horizon: float
    estimate: float | None
    interval: Interval | None
    interval_kind: str
    se: float | None
    df: float | None
    p: float | None
    n_people: Mapping[str, int]
    n_days: int
    design: str
    method: str
    adjusted: bool
    delta: float
    warnings: tuple[str, ...] = ()
    verdict: str | None = None
    refusal: str = ""
    fit: Fit | None = field(default=None, compare=False, repr=False)
    look: int | None = None
    person: str | None = None
    days_by_program: Mapping[str, int] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    people_in_all: int | None = None

    @property
    def n_people_in_all(self) -> int:
        """People who entered, each counted once."""
        return sum(self.n_people.values()) if self.people_in_all is None else self.people_in_all

    @property
    def is_answered(self) -> bool:
        """Whether there is a number at all."""
        return self.estimate is not None

    def interval_at(self, level: float) -> Interval:
        """Return the fixed interval at another level.

        It comes from standard error and degrees of freedom, or from the fit where that makes its own.

        Raises
        ------
        ArgumentError
            `level` does not lie between 0 and 1.
        DataError
            The contrast was refused.
        """
        check_level(level)
        if self.estimate is None or self.se is None or self.df is None:
            raise DataError(self.refusal or "there is no estimate", where=self.outcome)
        own: Callable[[float], tuple[float, float]] | None = getattr(self.fit, "range_at", None)
        if own is not None:
            return Interval(*own(level), level)
        half = quantile((1 + level) / 2, self.df) * self.se
        return Interval(self.estimate - half, self.estimate + half, level)

    def to_polars(self) -> pl.DataFrame:
        """Return one row; see `Effects.to_polars`."""
        return Effects((self,)).to_polars()

    def to_sentence(self, *, cautions: bool = True) -> str:
        """Return size, range, yardstick and, unless left out, the cautions, in that order."""
        return texts.tell_effect(self, cautions=cautions)

    def _repr_html_(self) -> str:
        return layout.draw_html((self,)) + layout.draw_paragraphs(self.to_sentence())

    def __str__(self) -> str:
        return self.to_sentence()


@dataclass(frozen=True, slots=True, eq=True)
class Effects(Shown, Mapping[tuple[str, str], Effect]):
    """All contrasts of a comparison, keyed by (outcome, contrast).

    ``effects["low_back"]`` is the primary contrast of an outcome, and
    ``effects["low_back", "difference_in_slope"]`` another one. Iterating gives the keys, as with any
    mapping; ``effects.values()`` gives the `Effect` objects.

    Attributes
    ----------
    items_
        The effects in order; use the mapping instead.
    left_out
        Frame of those who did not enter: outcome, person, arm, reason.
    """

    items_: tuple[Effect, ...]
    left_out: pl.DataFrame | None = field(default=None, compare=False, repr=False)

    def __getitem__(self, key: str | tuple[str, str]) -> Effect:
        outcome, contrast = (key, None) if isinstance(key, str) else key
        for effect in self.items_:
            if effect.outcome == outcome and contrast in (None, effect.contrast):
                return effect
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        try:
            self[key]  # type: ignore[index]
        except (KeyError, TypeError, ValueError):
            return False
        return True

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter((effect.outcome, effect.contrast) for effect in self.items_)

    def __len__(self) -> int:
        return len(self.items_)

    @property
    def primary(self) -> tuple[Effect, ...]:
        """The primary contrast of each outcome, in order."""
        first: dict[str, Effect] = {}
        for effect in self.items_:
            first.setdefault(effect.outcome, effect)
        return tuple(first.values())

    @property
    def warnings(self) -> tuple[str, ...]:
        """Every caution of the primary contrasts, once each.

        Those about all outcomes come first, the others after them with their site.
        """
        primary = self.primary
        shared: dict[str, None] = {}
        own: dict[str, None] = {}
        for effect in primary:
            for warning in effect.warnings:
                if all(warning in other.warnings for other in primary):
                    shared[warning] = None
                else:
                    own[texts.name_warning(effect.outcome, warning)] = None
        return (*shared, *own)

    def to_polars(self) -> pl.DataFrame:
        """Return one row per outcome and contrast; missing where refused."""
        import polars as pl

        return pl.DataFrame([_flatten(effect) for effect in self.items_], schema=_schema())

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON: effects (as in `to_polars`), sentences, warnings."""
        return {
            "effects": [_flatten(effect) for effect in self.items_],
            "sentences": [effect.to_sentence(cautions=False) for effect in self.primary],
            "warnings": list(self.warnings),
        }

    def to_sentence(self) -> str:
        """Return one paragraph per outcome (primary contrasts), then the cautions once each."""
        return texts.tell_effects(self.primary, self.warnings)

    def _repr_html_(self) -> str:
        return layout.draw_html(self.items_) + layout.draw_paragraphs(self._tell_all())

    def __str__(self) -> str:
        return f"{layout.draw_table(self.items_)}\n\n{self._tell_all()}"

    def _tell_all(self) -> str:
        """Return the paragraphs, other ways to the numbers, and why rows of the table have no answer."""
        parts = (
            self.to_sentence(),
            texts.tell_beside(self.primary),
            " ".join(layout.list_refusals(self.items_)),
        )
        return "\n\n".join(part for part in parts if part)


def check_level(level: float) -> None:
    """Raise `ArgumentError` unless `level` lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ArgumentError(
            f"a level lies between 0 and 1, not {level}", where="level", hint="write 0.95 for 95 %"
        )


def _flatten(effect: Effect) -> dict[str, object]:
    interval = effect.interval
    return {
        "outcome": effect.outcome,
        "contrast": effect.contrast,
        "treatment": effect.treatment,
        "control": effect.control,
        "unit": effect.unit,
        "horizon_weeks": effect.horizon,
        "estimate": effect.estimate,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "level": interval.level if interval else None,
        "interval_kind": effect.interval_kind,
        "se": effect.se,
        "df": effect.df,
        "p": effect.p,
        "n_treatment": effect.n_people.get(effect.treatment),
        "n_control": effect.n_people.get(effect.control),
        "n_days": effect.n_days,
        "adjusted": effect.adjusted,
        "delta": effect.delta,
        "design": effect.design,
        "method": effect.method,
        "verdict": effect.verdict,
        "refusal": effect.refusal or None,
        "warnings": list(effect.warnings),
    }


def _schema() -> dict[str, pl.DataType]:
    import polars as pl

    text, real, whole = pl.String(), pl.Float64(), pl.Int64()
    return {
        "outcome": text,
        "contrast": text,
        "treatment": text,
        "control": text,
        "unit": text,
        "horizon_weeks": real,
        "estimate": real,
        "low": real,
        "high": real,
        "level": real,
        "interval_kind": text,
        "se": real,
        "df": real,
        "p": real,
        "n_treatment": whole,
        "n_control": whole,
        "n_days": whole,
        "adjusted": pl.Boolean(),
        "delta": real,
        "design": text,
        "method": text,
        "verdict": text,
        "refusal": text,
        "warnings": pl.List(pl.String()),
    }
