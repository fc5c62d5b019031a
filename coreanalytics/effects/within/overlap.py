"""Non-overlap of two phases: descriptive effect sizes of single-case research, without intervals.

Their published intervals assume that days are independent, which one person's days are not, so none is
given here. Each number says how far the treatment's days lie on the better side of the control's days;
`improvement` says which side that is. Sources: NAP, Parker & Vannest (2009); Tau-U, Parker, Vannest, Davis
& Sauber (2011); PND, PEM, PAND and IRD, Parker, Vannest & Davis (2011); baseline-corrected Tau, Tarlow
(2017).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

from coreanalytics.effects import texts
from coreanalytics.effects.within.fits import WithinFit
from coreanalytics.errors import ArgumentError, DataError

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect

Array = npt.NDArray[np.float64]
Improvement = Literal["decrease", "increase"]

#: A trend of the control days this unlikely under none is corrected for (Tarlow 2017).
TREND_P: Final = 0.05


@dataclass(frozen=True, slots=True)
class Overlap:
    """Non-overlap of treatment and control days; larger is better whatever the direction.

    Attributes
    ----------
    improvement
        Which way is better.
    n_baseline, n_treatment
        Days on each side.
    nap
        Non-overlap of all pairs, 0 to 1; ½ is none. A tie counts half.
    tau
        A versus B, -1 to 1: pairs won minus pairs lost, over all pairs.
    tau_u
        Tau minus the trend of the baseline: A versus B minus trend A, over the m n pairs between phases.
    tau_u_both
        The same plus the trend of the treatment phase, over all pairs of days.
    baseline_corrected_tau
        Kendall's tau of score and phase after taking out the baseline's Theil-Sen line, where Kendall's
        test finds a trend there (`is_corrected`); else of the scores as they are. Ties: tau-b.
    is_corrected
        Whether a baseline trend was taken out.
    pnd
        Share of treatment days better than the best baseline day.
    pem
        Share of treatment days better than the baseline's median (equal counts half).
    pand
        Share of all days left when the fewest are taken away so that nothing overlaps.
    ird
        Improvement rate difference for the same fewest days, shared out evenly over both phases.
    """

    improvement: Improvement
    n_baseline: int
    n_treatment: int
    nap: float
    tau: float
    tau_u: float
    tau_u_both: float
    baseline_corrected_tau: float
    is_corrected: bool
    pnd: float
    pem: float
    pand: float
    ird: float

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return asdict(self)

    def to_sentence(self) -> str:
        """Return NAP and Tau in words."""
        return texts.tell_overlap(self.nap, self.tau, self.n_baseline, self.n_treatment, self.improvement)

    def __str__(self) -> str:
        return self.to_sentence()


def describe_overlap(
    baseline: npt.ArrayLike, treatment: npt.ArrayLike, improvement: Improvement = "decrease"
) -> Overlap:
    """Return the non-overlap effect sizes of two phases.

    Parameters
    ----------
    baseline, treatment
        Scores in time order, without missing values.
    improvement
        "decrease" (less discomfort is better) or "increase".

    Raises
    ------
    ArgumentError
        Another improvement.
    DataError
        A phase has no days, or values are missing.

    Examples
    --------
    >>> parker = describe_overlap([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29], "increase")
    >>> round(42 * parker.nap, 6), round(42 * parker.tau, 6), round(13 * parker.pand, 6)
    (38.5, 35.0, 11.0)
    """
    if improvement not in ("decrease", "increase"):
        raise ArgumentError(
            f"{improvement!r} is no direction", where="improvement", hint="decrease or increase"
        )
    sign = 1.0 if improvement == "increase" else -1.0
    a, b = sign * np.asarray(baseline, dtype=float), sign * np.asarray(treatment, dtype=float)
    if a.size == 0 or b.size == 0 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise DataError("both phases need scores, and none may be missing", where="baseline, treatment")
    m, n = a.size, b.size
    between = int(np.sign(b[None, :] - a[:, None]).sum())
    trend_a, trend_b = _count_trend(a), _count_trend(b)
    corrected, is_corrected = _correct_baseline(a, b)
    pand, ird = _remove_overlap(a, b)
    return Overlap(
        improvement=improvement,
        n_baseline=m,
        n_treatment=n,
        nap=(between / (m * n) + 1) / 2,
        tau=between / (m * n),
        tau_u=(between - trend_a) / (m * n),
        tau_u_both=(between - trend_a + trend_b) / ((m + n) * (m + n - 1) / 2),
        baseline_corrected_tau=corrected,
        is_corrected=is_corrected,
        pnd=float(np.mean(b > a.max())),
        pem=float(np.mean((b > np.median(a)) + 0.5 * (b == np.median(a)))),
        pand=pand,
        ird=ird,
    )


def _count_trend(values: Array) -> int:
    """Kendall's S against time: pairs of days that rise minus pairs that fall."""
    later = np.sign(values[None, :] - values[:, None])
    return int(np.triu(later, 1).sum())


def _correct_baseline(a: Array, b: Array) -> tuple[float, bool]:
    """Tarlow's tau: of score and phase, after the baseline's Theil-Sen line if it has a trend."""
    from scipy.stats import kendalltau

    phase = np.repeat([0.0, 1.0], [a.size, b.size])
    values, time = np.concatenate([a, b]), np.arange(a.size + b.size, dtype=float)
    p = float(kendalltau(time[: a.size], a).pvalue) if a.size > 1 else 1.0
    has_trend = p < TREND_P  # a missing p (nothing varies) is no trend
    if has_trend:
        rows, columns = np.triu_indices(a.size, 1)
        slope = np.median((a[columns] - a[rows]) / (columns - rows))
        values = np.round(values - slope * time, 10)  # ties must stay ties
    tau = float(kendalltau(phase, values).statistic)
    return (0.0 if np.isnan(tau) else tau), has_trend


def _remove_overlap(a: Array, b: Array) -> tuple[float, float]:
    """Share of days kept when the fewest go so that nothing overlaps, and the improvement rate difference.

    A cut puts baseline days above it and treatment days at or below it on the wrong side. The fewest of
    these over all cuts is what must go.
    """
    values = np.unique(np.concatenate([a, b]))
    cuts = np.concatenate([values[:1] - 1, values])  # days up to a cut belong to the baseline
    wrong = (a[None, :] > cuts[:, None]).sum(axis=1) + (b[None, :] <= cuts[:, None]).sum(axis=1)
    fewest = int(wrong.min())
    m, n = a.size, b.size
    return 1 - fewest / (m + n), 1 - fewest / (2 * m) - fewest / (2 * n)


def overlap_of(effect: Effect) -> Overlap:
    """Return the non-overlap of the days behind one person's effect; less discomfort is better.

    All days of the control that count are set against all days of the treatment that count, each in time
    order, whatever the order of phases.

    Raises
    ------
    DataError
        The effect was refused, or is not one person's.
    """
    if not isinstance(effect.fit, WithinFit):
        raise DataError(effect.refusal or "this is no effect of one person", where=effect.outcome)
    fit = effect.fit
    baseline, treatment = (fit.score[fit.seen & side] for side in (~fit.treated, fit.treated))
    return describe_overlap(baseline, treatment, "decrease")
