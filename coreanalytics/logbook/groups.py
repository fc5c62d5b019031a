"""Groups: which files must be read together, and which need not be.

Files that share a person belong together; so do a file and the corrections of its records. Such families of
files are packed into groups of some dozens of people: each group is derived and cached for itself, so that
one quick entry, or one person of ten thousand, costs a group and not the whole book.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from coreanalytics.logbook.events import Entry

#: Families of files in a group: more make a quick entry dearer, fewer the whole book.
FAMILIES: Final = 32


@dataclass(frozen=True, slots=True)
class Group:
    """Files that are derived together.

    Attributes
    ----------
    entries
        The files in the order of adds.
    people
        Everybody in them.
    """

    entries: tuple[Entry, ...]
    people: frozenset[str]


def make_groups(entries: Sequence[Entry], people: Collection[str] | None = None) -> list[Group]:
    """Part the files of a book into groups.

    Parameters
    ----------
    entries
        Files that count, in the order of adds.
    people
        Only groups with any of these people; None: all.

    Examples
    --------
    >>> file = lambda sha, *people: Entry(1, "a.csv", sha, None, people, (), (), "{}")
    >>> [sorted(group.people) for group in make_groups([file("1", "ann"), file("2", "bob", "ann")])]
    [['ann', 'bob']]
    """
    families: dict[int, list[int]] = {}
    for place, root in enumerate(_find_families(entries)):
        families.setdefault(root, []).append(place)
    count = 1
    while count * FAMILIES < len(families):
        count *= 2
    wanted = None if people is None else set(people)
    chosen: set[int] | None = None
    places: dict[int, list[int]] = {}
    for members in families.values():
        named = {name for place in members for name in entries[place].people}
        group = zlib.crc32(min(named, default="").encode()) % count
        places.setdefault(group, []).extend(members)
        if wanted is not None and not wanted.isdisjoint(named):
            chosen = (chosen or set()) | {group}
    groups = []
    for group in sorted(places):
        if wanted is None or (chosen is not None and group in chosen):
            files = tuple(entries[place] for place in sorted(places[group]))
            groups.append(Group(files, frozenset(name for entry in files for name in entry.people)))
    return groups


def _find_families(entries: Sequence[Entry]) -> list[int]:
    """Return for each file the first of its family: they share a person, or one mends another."""
    above = list(range(len(entries)))
    mended = {source for entry in entries for source in entry.mends}
    first: dict[str, int] = {}  # where a person, or a file of which records were mended, comes up first

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]  # shorten the way for the next
            place = above[place]
        return place

    for place, entry in enumerate(entries):
        shared = [f"person {name}" for name in entry.people] + [f"source {source}" for source in entry.mends]
        if entry.source_file in mended:
            shared.append(f"source {entry.source_file}")
        for other in {first.setdefault(name, place) for name in shared}:
            one, two = root(place), root(other)
            above[max(one, two)] = min(one, two)
    return [root(place) for place in range(len(entries))]
