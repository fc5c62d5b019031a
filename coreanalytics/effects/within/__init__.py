"""One person compared with themselves: which days enter, their model, and its noise."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coreanalytics.effects.within.fits import WithinFit as WithinFit
    from coreanalytics.effects.within.overlap import Overlap as Overlap
    from coreanalytics.effects.within.overlap import describe_overlap as describe_overlap
    from coreanalytics.effects.within.overlap import overlap_of as overlap_of
    from coreanalytics.effects.within.person_rows import WithinEntry as WithinEntry
    from coreanalytics.effects.within.studies import compare_within as compare_within

_HOMES = {
    "WithinFit": "fits",
    "Overlap": "overlap",
    "describe_overlap": "overlap",
    "overlap_of": "overlap",
    "WithinEntry": "person_rows",
    "compare_within": "studies",
}

__all__ = [  # noqa: PLE0604 - the names live in one table
    *_HOMES,
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
