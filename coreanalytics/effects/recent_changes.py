r"""Has somebody's discomfort changed of late? Two weeks against the four before, for everybody at once.

A look at day t compares the mean of the reported days of the last two weeks with that of the four weeks
before them. Two weeks are long enough to hold some ten reports and short enough to be news; four weeks
before them hold the level that a person is used to.

**Noise.** A day resembles the day before, so n reported days are worth fewer. With correlation
:math:`\rho^{|s-t|}` between the days s and t, the difference :math:`d = \sum_t w_t y_t` of the two means has

.. math:: v = \sigma^2 \sum_s \sum_t w_s w_t \rho^{|s-t|}

over the days that were reported, gaps as they are. :math:`\rho` is the correlation of neighbouring days
within blocks (the two weeks, the four, and the six before), corrected for the means taken out of short blocks
(Kendall 1954; Marriott & Pope 1954); each person's is drawn towards the cohort's, and the cohort's towards
`RHO`, as if `RHO_DAYS` more pairs of days had been seen. :math:`\sigma^2` is a person's sum of squares
within blocks over its expectation at that :math:`\rho`, drawn towards the cohort's as if `SD_DAYS` more days
had been seen (Smyth 2004), and the cohort's towards `DAY_SD`.

**Shrinkage.** Of many people, those whose difference is largest were partly unlucky. True changes are taken
to come from

.. math::
    \theta_i \sim (1 - \pi)\,N(\mu, \tau^2) + \pi\,N(\mu, \tau^2 + S^2), \qquad d_i \sim N(\theta_i, v_i)

Most people change about alike (:math:`\mu, \tau^2` by REML, as in `meta_analysis`), and a few, :math:`\pi`,
change by a lot more (S points). Within each part the posterior is the usual one of empirical Bayes (Morris
1983, JASA 78:47): mean :math:`B\mu + (1 - B) d`, variance :math:`(1 - B) v + B^2\,\mathrm{var}(\mu)`,
:math:`B = v / (v + \text{variance of the part})`; the parts are weighed by how well they foretold d. The
second part keeps a lone person's real change from being drawn away with the noise, the aim of the limited
translation rule of Efron and Morris (1972, JASA 67:130). Fewer than `meta_analysis.MIN_PEOPLE` people make no
cohort: then nothing is shrunk, and the posterior is :math:`N(d, v)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.meta_analysis import MIN_PEOPLE, fit_pooled
from coreanalytics.effects.two_stage import Array

RECENT: Final = 14  #: days of the last two weeks
BEFORE: Final = 28  #: days of the four weeks before
EARLIER: Final = 42  #: days before those, which only tell about noise
WINDOW: Final = RECENT + BEFORE + EARLIER

#: Lag-1 correlation and SD of a person's days where little is known of the cohort: the middle of .22-.55
#: and of 1.3-1.4 in three daily-diary data sets of chronic back pain.
RHO: Final = 0.4
DAY_SD: Final = 1.35
RHO_DAYS: Final = 60.0  #: pairs of days that the prior guess of the correlation counts for
SD_DAYS: Final = 20.0  #: days that the prior guess of the variance counts for
_RHO_RANGE: Final = (0.0, 0.9)

#: Share of people who change by a lot, and by how much (SD, points). Ours: with them a lone rise of about
#: two points is likelier than not to be told as one, and what that costs in false alarms is measured in
#: ``benchmarks/attention``.
LOT_SHARE: Final = 0.25
LOT_SD: Final = 2.0


@dataclass(frozen=True, slots=True)
class Noise:
    """How a person's days vary around their level.

    Attributes
    ----------
    rho
        (n,) lag-1 correlation.
    sd
        (n,) standard deviation of a day, points.
    """

    rho: Array
    sd: Array


@dataclass(frozen=True, slots=True)
class Changes:
    """The last two weeks against the four before; NaN where too few days were reported.

    Attributes
    ----------
    recent, before
        (n,) means, 0-10.
    n_recent, n_before
        (n,) reported days.
    difference, se
        (n,) recent minus before, and its standard error, points.
    """

    recent: Array
    before: Array
    n_recent: npt.NDArray[np.int64]
    n_before: npt.NDArray[np.int64]
    difference: Array
    se: Array


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The changes after a look at everybody's.

    Attributes
    ----------
    value, sd
        (n,) posterior mean and standard deviation, points.
    probability
        (n,) posterior probability that the true change exceeds the threshold.
    people
        Number of people whose changes made the cohort's mean; 0: nothing was shrunk.
    mean, tau
        The cohort's mean change and the SD of true changes around it, points; NaN where nothing was shrunk.
    """

    value: Array
    sd: Array
    probability: Array
    people: int
    mean: float
    tau: float


def _blocks() -> tuple[slice, slice, slice]:
    return slice(0, RECENT), slice(RECENT, RECENT + BEFORE), slice(RECENT + BEFORE, WINDOW)


def _correlate(weights: Array, rho: Array) -> Array:
    """Return sum over s, t of w_s w_t rho^|s-t| for each row."""
    total = (weights**2).sum(axis=1)
    power = np.ones_like(rho)
    for lag in range(1, weights.shape[1]):  # over days, at most `WINDOW`; never over people
        power = power * rho
        if not (power > 1e-4).any():
            break
        total = total + 2 * power * np.einsum("ij,ij->i", weights[:, lag:], weights[:, :-lag])
    return np.asarray(total)


def estimate_noise(scores: Array) -> Noise:
    """Estimate how each person's days vary around the level of their block.

    Parameters
    ----------
    scores
        (n, `WINDOW`) scores, the newest day first; NaN: no report.

    Returns
    -------
    Noise
    """
    n = len(scores)
    squares, pairs, products = np.zeros(n), np.zeros(n), np.zeros(n)
    blocks_seen, days = np.zeros(n), np.zeros(n)
    masks, counts = [], []
    for part in _blocks():
        seen = np.isfinite(scores[:, part])
        count = seen.sum(axis=1)
        filled = np.where(seen, scores[:, part], 0.0)
        mean = filled.sum(axis=1) / np.maximum(count, 1)
        rest = np.where(seen, filled - mean[:, None], 0.0)
        squares += (rest**2).sum(axis=1)
        pairs += (seen[:, 1:] & seen[:, :-1]).sum(axis=1)
        products += (rest[:, 1:] * rest[:, :-1]).sum(axis=1)
        blocks_seen += count > 1
        days += np.where(count > 1, count, 0)
        masks.append(seen)
        counts.append(count)
    rho = _estimate_rho(squares, days, pairs, products, blocks_seen)
    expected = np.zeros(n)
    for seen, count in zip(masks, counts, strict=True):
        shared = _correlate(seen.astype(float), rho) / np.maximum(count, 1)
        expected += np.where(count > 1, np.maximum(count - shared, 0.0), 0.0)
    pooled = (squares.sum() + SD_DAYS * DAY_SD**2) / (expected.sum() + SD_DAYS)
    variance = (squares + SD_DAYS * pooled) / (expected + SD_DAYS)
    return Noise(rho, np.sqrt(variance))


def _estimate_rho(squares: Array, days: Array, pairs: Array, products: Array, blocks: Array) -> Array:
    """Return each person's lag-1 correlation, drawn towards the cohort's, which is drawn towards `RHO`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = (products / pairs) / (squares / days)
        length = days / blocks
        # E r = rho - (1 + 3 rho) / n for a mean taken out of n days
        corrected = (raw + 1 / length) / (1 - 3 / length)
    usable = np.isfinite(corrected) & (pairs >= 5) & (length > 6)
    weight = np.where(usable, pairs, 0.0)
    own = np.where(usable, np.clip(corrected, -1.0, 1.0), 0.0)
    pooled = (weight @ own + RHO_DAYS * RHO) / (weight.sum() + RHO_DAYS)
    drawn = (weight * own + RHO_DAYS * pooled) / (weight + RHO_DAYS)
    return np.asarray(np.clip(drawn, *_RHO_RANGE))


def measure_changes(scores: Array, noise: Noise, min_recent: int, min_before: int) -> Changes:
    """Compare the last two weeks with the four before.

    Parameters
    ----------
    scores
        (n, `WINDOW`) scores, the newest day first; NaN: no report.
    noise
        `estimate_noise` of them.
    min_recent, min_before
        Reported days that each part needs.
    """
    recent, before, _ = _blocks()
    now, then = np.isfinite(scores[:, recent]), np.isfinite(scores[:, before])
    n_now, n_then = now.sum(axis=1), then.sum(axis=1)
    enough = (n_now >= min_recent) & (n_then >= min_before)
    share_now, share_then = np.maximum(n_now, 1)[:, None], np.maximum(n_then, 1)[:, None]
    weights = np.hstack([now / share_now, -(then / share_then)])
    filled = np.where(np.isfinite(scores[:, : RECENT + BEFORE]), scores[:, : RECENT + BEFORE], 0.0)
    mean_now = np.where(n_now > 0, filled[:, recent].sum(axis=1) / share_now[:, 0], np.nan)
    mean_then = np.where(n_then > 0, filled[:, before].sum(axis=1) / share_then[:, 0], np.nan)
    se = noise.sd * np.sqrt(_correlate(weights, noise.rho))
    return Changes(
        mean_now,
        mean_then,
        n_now,
        n_then,
        np.where(enough, mean_now - mean_then, np.nan),
        np.where(enough, se, np.nan),
    )


def shrink_changes(difference: Array, se: Array, threshold: float) -> Shrunk:
    """Draw people's changes towards the cohort's, and say how likely each exceeds a threshold.

    Parameters
    ----------
    difference, se
        (n,) changes and their standard errors, points; NaN: none.
    threshold
        Points that the true change must exceed.

    Examples
    --------
    >>> made = shrink_changes(np.array([0.3, -0.5, 0.0, 0.2, 2.5]), np.full(5, 0.6), 1.0)
    >>> made.value.round(1).tolist(), made.probability.round(2).tolist()
    ([0.3, -0.3, 0.1, 0.3, 2.1], [0.11, 0.01, 0.05, 0.09, 0.97])
    """
    known = np.isfinite(difference) & np.isfinite(se) & (se > 0)
    d, v = difference[known], se[known] ** 2
    if len(d) < MIN_PEOPLE:
        return Shrunk(difference, se, _exceed(difference, se, threshold), 0, np.nan, np.nan)
    fit = fit_pooled(d, np.sqrt(v))
    mean, of_mean = fit.estimate.value, fit.estimate.se**2
    parts = [_update(d, v, mean, of_mean, fit.tau2 + extra) for extra in (0.0, LOT_SD**2)]
    foretold = np.log([[1 - LOT_SHARE], [LOT_SHARE]]) + np.array([part[2] for part in parts])
    share = np.exp(foretold - foretold.max(axis=0))
    share /= share.sum(axis=0)
    values = np.array([part[0] for part in parts])
    variances = np.array([part[1] for part in parts])
    value = (share * values).sum(axis=0)
    variance = (share * (variances + (values - value) ** 2)).sum(axis=0)
    chance = (share * _exceed(values, np.sqrt(variances), threshold)).sum(axis=0)
    spread = [_spread(part, known) for part in (value, np.sqrt(variance), chance)]
    return Shrunk(spread[0], spread[1], spread[2], len(d), mean, fit.tau)


def _update(d: Array, v: Array, mean: float, of_mean: float, spread: float) -> tuple[Array, Array, Array]:
    """Return posterior mean, posterior variance and log density of d, up to a constant, in one part."""
    pull = v / (v + spread)
    foreseen = v + spread + of_mean
    density = -0.5 * (np.log(foreseen) + (d - mean) ** 2 / foreseen)
    return pull * mean + (1 - pull) * d, (1 - pull) * v + pull**2 * of_mean, density


def _exceed(value: Array, sd: Array, threshold: float) -> Array:
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(ndtr((value - threshold) / sd))


def _spread(values: Array, known: npt.NDArray[np.bool_]) -> Array:
    full = np.full(known.shape, np.nan)
    full[known] = values
    return full
