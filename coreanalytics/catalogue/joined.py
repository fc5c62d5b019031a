"""Joined names: two exercises in one name ("Plank / Side Plank", "Sit-up and press"), to be asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from coreanalytics.catalogue.exercise_table import NOT_CORE
from coreanalytics.catalogue.meanings import Meaning

#: Words and signs that join two exercises, or two ways to do one. Single letters (y, e, o) join too much.
_JOINER: Final = re.compile(r"\s+/\s+|\s*[&+]\s*|\s+(?:and|or|und|oder|et|ou|ve|veya)\s+", re.IGNORECASE)
_EITHER: Final = re.compile(r"(?<![\w-])([\w-]+(?:/[\w-]+)+)(?![\w-])")
_MOST: Final = 4  # parts of a name; more are a list, not a name


def find_alternatives(name: str, read: Callable[[str], Meaning | None]) -> tuple[str, ...]:
    """Return what a joined name may mean; nothing if it is none, or all its parts say the same.

    Parameters
    ----------
    name
        As logged, counts stripped.
    read
        Meaning of a part of it; None where it has none.

    Examples
    --------
    >>> known = {"plank": "front_plank", "side plank": "side_plank", "press": "not_core"}
    >>> def read(part): return Meaning((known[part.lower()],), sure=True) if part.lower() in known else None
    >>> find_alternatives("Plank / Side Plank", read), find_alternatives("Side Plank", read)
    (('front_plank', 'side_plank'), ())
    >>> find_alternatives("Side/Front Plank", read), find_alternatives("Plank and Press", read)
    ((), ('front_plank', 'not_core'))
    """
    for parts in _list_parts(name):
        told = [set(meaning.targets) for part in parts if (meaning := read(part)) is not None]
        if len(told) > 1 and not set.intersection(*told):
            # the exercises of the catalogue first: they are what a person is asked about
            targets = dict.fromkeys(
                target for part in parts if (found := read(part)) for target in found.targets
            )
            return tuple(sorted(targets, key=lambda target: target == NOT_CORE))
    return ()


def _list_parts(name: str) -> Iterator[list[str]]:
    """Yield the ways in which a name falls into parts: "A and B", and "A/B C" as "A C" and "B C"."""
    parts = [part.strip(" ()[],;:") for part in _JOINER.split(name)]
    if 1 < len(parts) <= _MOST:
        yield [part for part in parts if part]
    either = _EITHER.search(name)
    if either is not None:
        words = either[1].split("/")
        if 1 < len(words) <= _MOST:
            yield [name[: either.start()] + word + name[either.end() :] for word in words]
            yield [name[: either.start()] + words[0], words[-1] + name[either.end() :]]
