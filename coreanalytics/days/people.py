"""One person's days."""

from __future__ import annotations

import difflib

import polars as pl

from coreanalytics.errors import ArgumentError

_SHOWN = 5


def pick_person(days: pl.DataFrame, person: str) -> pl.DataFrame:
    """Return the days of one person.

    Raises
    ------
    ArgumentError
        Nobody of that name has logged a day; the hint names people of like names.
    """
    own = days.filter(pl.col("person") == person)
    if own.is_empty():
        people = days["person"].unique().sort().to_list()
        near = difflib.get_close_matches(person, people, n=3, cutoff=0.6) or people[:_SHOWN]
        more = f" and {len(people) - len(near)} more" if len(people) > len(near) else ""
        hint = f"known are {', '.join(near)}{more}" if near else "add some logs first"
        raise ArgumentError(f"no days are known for {person!r}", where="person", hint=hint)
    return own
