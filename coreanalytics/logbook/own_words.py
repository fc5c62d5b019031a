"""Own words: what a person wrote in a file, and what others wrote there too."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers.delimited import open_table
from coreanalytics.logbook.readers.sources import Source
from coreanalytics.logbook.readings import Reading

#: Texts of a person that are looked for are longer than this: shorter ones others may write too.
LONG: Final = 12
_WORDS: Final = ("note", "title")
_SEVERAL: Final = re.compile(r"[^\W\d_]{2,}")


def list_words(readings: Sequence[Reading], person: str) -> frozenset[str]:
    """Notes and titles of a person in the records that were accepted."""
    words: set[str] = set()
    for reading in readings:
        for frame in reading.tables.values():
            theirs = frame.filter(pl.col("person") == person)
            for column in _WORDS:
                if column in frame.columns:
                    words |= set(theirs[column].drop_nulls().str.strip_chars())
    return frozenset(text for text in words if len(text) > LONG)


def list_raw_words(source: Source, stays: Collection[int]) -> tuple[frozenset[str], frozenset[str]]:
    """Cells of several words in the records that go, and all cells of those that stay."""
    try:
        table = open_table(source.read(), source.name)
    except LogFileError:
        return frozenset(), frozenset()
    gone, kept = set[str](), set[str]()
    for *cells, line in table.frame.iter_rows():
        (kept if line in stays else gone).update(filter(None, cells))
    found = {text.strip() for text in gone}
    words = frozenset(text for text in found if len(text) > LONG and len(_SEVERAL.findall(text)) > 2)
    return words, frozenset(kept)


def list_exercises(reading: Reading) -> frozenset[str]:
    """Names of exercises are nobody's own words."""
    return frozenset(reading.tables["sets"]["exercise_logged"]) if "sets" in reading.tables else frozenset()


def list_texts(reading: Reading, stays: Collection[int]) -> frozenset[str]:
    """Every text in some accepted records."""
    return frozenset(
        value
        for frame in reading.tables.values()
        for column in frame.filter(pl.col("source_line").is_in(list(stays))).select(pl.col(pl.String))
        for value in column.unique().drop_nulls()
    )
