"""The cohort model: a linear mixed model with AR(1) errors in calendar time, from cross-products.

``y = X beta + Z u_i + e`` for person i with Z = (1, day), u_i ~ N(0, sigma^2 L L'), e AR(1) over calendar
days with missing ones. The rows are read once (`moments`); every likelihood evaluation (`likelihood`), the
fit (`fitting`), CR2 standard errors with Satterthwaite degrees of freedom (`sandwich`) and each person's own
line (`predictions`) need the per-person sums alone.

Everything here is imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coreanalytics.effects.mixed.designs import Design as Design
    from coreanalytics.effects.mixed.fitting import MixedModel as MixedModel
    from coreanalytics.effects.mixed.fitting import fit_mixed as fit_mixed
    from coreanalytics.effects.mixed.merging import merge_moments as merge_moments
    from coreanalytics.effects.mixed.moments import Moments as Moments
    from coreanalytics.effects.mixed.moments import gather_moments as gather_moments
    from coreanalytics.effects.mixed.moments import read_moments as read_moments
    from coreanalytics.effects.mixed.predictions import predict_people as predict_people
    from coreanalytics.effects.mixed.sandwich import Sandwich as Sandwich
    from coreanalytics.effects.mixed.sandwich import make_sandwich as make_sandwich

_HOMES = {
    "Design": "designs",
    "MixedModel": "fitting",
    "Moments": "moments",
    "Sandwich": "sandwich",
    "fit_mixed": "fitting",
    "gather_moments": "moments",
    "make_sandwich": "sandwich",
    "merge_moments": "merging",
    "predict_people": "predictions",
    "read_moments": "moments",
}

__all__ = [  # noqa: PLE0604 - the names live in one table
    *_HOMES,
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
