"""Known mappings: what was told of the columns of a table holds for later files with the same columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from coreanalytics.errors import CoreAnalyticsError
from coreanalytics.logbook.events import Entry

_TOLD: Final = re.compile(r'"mapping"\s*:\s*\{')
Recall = Callable[[Sequence[str]], Mapping[str, Any] | None]


def make_recall(entries: Sequence[Entry]) -> Recall:
    """Return a function from column names to the mapping told last for a file with exactly these.

    Parameters
    ----------
    entries
        Files of a book in the order of adds; manifests are only opened once somebody asks.
    """
    asked: dict[tuple[str, ...], Mapping[str, Any] | None] = {}

    def recall(header: Sequence[str]) -> Mapping[str, Any] | None:
        key = tuple(header)
        if key not in asked:
            asked[key] = _find_mapping(entries, key)
        return asked[key]

    return recall


def _find_mapping(entries: Sequence[Entry], header: Sequence[str]) -> Mapping[str, Any] | None:
    from coreanalytics.logbook.readers.mapping import parse_mapping

    for entry in reversed(entries):
        told = entry.manifest.mapping if _TOLD.search(entry.told) else None
        if told is None:
            continue
        try:
            if parse_mapping(told).is_for(header):
                return told
        except CoreAnalyticsError:  # written by a version that knew more
            continue
    return None
