"""Design matrices of one person's models: from days and programs to columns, and to the contrast asked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.results import Contrast

Array = npt.NDArray[np.float64]


def build_columns(
    day: npt.ArrayLike,
    treated: npt.ArrayLike,
    week_in_phase: npt.ArrayLike | None = None,
    *,
    trend: bool = False,
) -> Array:
    """Return the design columns of a model, broadcasting over studies.

    Without `week_in_phase`: ``1, A`` and with `trend` also ``t``, the model of phase means. With it:
    ``1, A, t, w, A w``, the model of a course within phases, whose trend is always there. A is 1 on days
    of the treatment and 0 on those of the control, t calendar time in weeks from the middle of the days,
    and w weeks since the first day of the phase.

    Parameters
    ----------
    day
        (n,) calendar days, whole numbers.
    treated
        (..., n) whether the day belongs to the treatment.
    week_in_phase
        (..., n) weeks since the phase began, or None.
    trend
        Whether phase means share a straight trend in time.

    Returns
    -------
    numpy.ndarray
        (..., n, p), p = 2, 3 or 5.
    """
    when = np.asarray(day, dtype=float)
    program = np.asarray(treated, dtype=float)
    time = np.broadcast_to((when - when.mean()) / 7 if when.size else when, program.shape)
    columns = [np.ones_like(program), program]
    if week_in_phase is not None:
        week = np.asarray(week_in_phase, dtype=float)
        columns += [time, np.broadcast_to(week, program.shape), program * week]
    elif trend:
        columns.append(time)
    return np.stack(columns, axis=-1)


def contrast_of(contrast: Contrast, *, weeks: float = 0.0, trend: bool = False) -> Array:
    """Return the weights of the coefficients of `build_columns` that make a contrast.

    Parameters
    ----------
    contrast
        Difference of phase means, difference at a horizon, or difference in slope.
    weeks
        Horizon, weeks since the phase began.
    trend
        Whether the model of phase means has a trend.
    """
    if contrast is Contrast.DIFFERENCE_OF_PHASE_MEANS:
        return np.array([0.0, 1.0, 0.0] if trend else [0.0, 1.0])
    if contrast is Contrast.DIFFERENCE_AT_HORIZON:
        return np.array([0.0, 1.0, 0.0, 0.0, weeks])
    if contrast is Contrast.DIFFERENCE_IN_SLOPE:
        return np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    raise ValueError(f"{contrast} is no contrast of one person")


def is_estimable(columns: npt.ArrayLike) -> bool:
    """Tell whether the columns (n, p) of the days that enter can be told apart."""
    matrix = np.asarray(columns, dtype=float)
    rank = int(np.linalg.matrix_rank(matrix))
    return bool(matrix.shape[0] > matrix.shape[1] and rank == matrix.shape[1])
