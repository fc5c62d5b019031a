"""Name search: where in a book somebody's name stands as a whole value, or what they wrote.

A value is a cell, a string of JSON or TOML, or what stands between quotes, brackets, separators and line
ends in any other text. `Ann` is the value of `"ANN "`, not of `Anna` or `trained with Ann`. The search knows
nothing of how the book is made: it reads every file as it is.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.errors import LogFileError
from coreanalytics.logbook.headings import fold
from coreanalytics.logbook.readers.decoding import decode_text
from coreanalytics.logbook.readers.delimited import open_table
from coreanalytics.logbook.readers.plain_columns import COLUMNS
from coreanalytics.logbook.tables import REJECTED, TABLES

_QUOTES: Final = "\"'`´‘’‚“”„«»‹›"
_BETWEEN: Final = re.compile(r"[\x00-\x1f\x7f\ufffd\"`“”„«»<>|,;:=(){}\[\]]+")
_NUMBER: Final = re.compile(r"[+-]?[\d.,:/ -]+")
_NAMED: Final = frozenset(
    {"person", "people", "name", "client", "athlete", "participant", "nombre", "cliente"}
)
_NAMED_KEYS: Final = frozenset({"person", "people", "timezones", "weight_units", "renamed", "same"})
_TEXT: Final = (".csv", ".tsv", ".txt")
_MOST_PIECES: Final = 2**26  #: characters of a file that is no table, read at a time


@dataclass(frozen=True, slots=True)
class Trace:
    """A place where somebody is still to be found.

    Attributes
    ----------
    path
        File, below the book's folder.
    kind
        `name` or `words`.
    value
        What stands there.
    """

    path: str
    kind: str
    value: str


def make_matcher(person: str, others: Collection[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a text is a person's name as a whole.

    Case, Unicode form, spaces and quotes around it do not matter, unless it is exactly somebody else's name.

    Examples
    --------
    >>> matches = make_matcher("Ann", ["ann"])
    >>> [matches(text) for text in (" ANN", '"Ann"', "ann", "Anna", "Ann Lee")]
    [True, True, False, False, False]
    """
    wanted = _settle(person)

    def matches(text: str) -> bool:
        # the length first: most texts are no names
        return len(text) < 4 * len(wanted) + 64 and _settle(text) == wanted and text.strip() not in others

    return matches


def _settle(text: str) -> str:
    bare = unicodedata.normalize("NFKC", text).strip().strip(_QUOTES).strip()
    return " ".join(unicodedata.normalize("NFKC", bare.casefold()).split())


def is_common(person: str) -> bool:
    """Tell whether a name is a number or a word that logs are full of: only where names stand it is one.

    Examples
    --------
    >>> [is_common(name) for name in ("7", "left", "ann")]
    [True, True, False]
    """
    settled = _settle(person)
    return bool(_NUMBER.fullmatch(settled)) or settled in _common_words()


def _common_words() -> frozenset[str]:
    enums = (
        v.Site,
        v.Side,
        v.Timing,
        v.Quality,
        v.RedFlag,
        v.SetKind,
        v.GaveOut,
        v.Family,
        v.Move,
        v.Program,
        v.Assigned,
    )
    words = {str(word) for enum in enums for word in enum} | {
        column for table in TABLES.values() for column in table
    }
    words |= {c.name for columns in COLUMNS.values() for c in columns} | set(REJECTED) | set(v.WEIGHT_UNITS)
    words |= {"add", "undo", "redo", "notes", "forget", "told", "folder", "file", "plain", "form", "csv"}
    words |= {
        "history",
        "templates",
        "book",
        "aliases",
        "coreanalytics",
        "pseudonyms",
        "add.json",
        "zip",
        "sheets",
    }
    words |= {"yes", "no", "true", "false", "null", "none", "nan", "x", ""}
    return frozenset(words | {word.replace("_", " ") for word in words})


def find_traces(
    book: Path, matches: Callable[[str], bool], words: Collection[str], *, only_names: bool = False
) -> tuple[list[Trace], int]:
    """Search every file of a book.

    Parameters
    ----------
    book
        Its folder.
    matches
        From `make_matcher`.
    words
        What the person wrote.
    only_names
        Look for the name only where names stand (`is_common`).

    Returns
    -------
    traces, files
        What was found, and in how many files it was looked for.
    """
    traces, searched = [], 0
    for path in sorted(book.rglob("*")):
        inside = str(path.relative_to(book))
        if not only_names and (matches(path.name) or matches(path.stem)):
            traces.append(Trace(inside, "name", path.name))
        if not path.is_file():
            continue
        try:
            values, named = read_values(path)
        except FileNotFoundError:
            continue
        searched += 1
        traces += [
            Trace(inside, "name", value) for value in (named if only_names else values) if matches(value)
        ]
        traces += [Trace(inside, "words", word) for word in find_words(values, words)]
    return traces, searched


def find_words(values: Iterable[str], words: Collection[str]) -> list[str]:
    """Return which of some texts stand anywhere in some values."""
    if not words:
        return []
    told = pl.Series(list(values), dtype=pl.String)
    found = told.str.extract_many(list(words), overlapping=True).explode().drop_nulls()
    return sorted(set(found))


def read_values(path: Path) -> tuple[set[str], set[str]]:
    """Return the values in a file, and those that stand where names do."""
    data = path.read_bytes()
    if data.startswith(b"PAR1"):
        return _read_frame(pl.read_parquet(path))
    if data.startswith(b"PK\x03\x04"):
        return _read_zip(path), set()
    if path.suffix == ".json":
        try:
            return _read_tree(json.loads(data))
        except ValueError:
            pass
    if path.suffix == ".toml":
        try:
            return _read_tree(tomllib.loads(data.decode("utf-8", errors="replace")))
        except ValueError:
            pass
    try:
        table = open_table(data, path.name) if path.suffix.lower() in _TEXT else None
    except LogFileError:
        table = None
    if table is None:
        return read_pieces(data), set()
    named = {f"c{place}" for place, heading in enumerate(table.header) if fold(heading).strip() in _NAMED}
    values, names = _read_frame(table.frame.drop("source_line"), named)
    torn = {value for value in table.problems["value"] if value}
    # what stands outside the records: comments, headings, lines that cannot be split
    return values | set(table.header) | torn | (read_pieces(data) if torn else set()), names


def _read_frame(frame: pl.DataFrame, named: Collection[str] = _NAMED) -> tuple[set[str], set[str]]:
    values, names = set[str](), set[str]()
    for column in frame:
        cells = column.explode() if column.dtype == pl.List(pl.String) else column
        if cells.dtype == pl.String:
            found = set(cells.unique().drop_nulls())
            values |= found
            if column.name in named:
                names |= found
    return values, names


def _read_tree(tree: Any) -> tuple[set[str], set[str]]:
    values, names = set[str](), set[str]()
    for value, key in _walk(tree, ""):
        values.add(value)
        if key in _NAMED_KEYS:
            names.add(value)
    return values, names


def _walk(tree: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield every string with the key that it stands under; keys are strings under their own parent's."""
    if isinstance(tree, str):
        yield tree, key
    elif isinstance(tree, dict):
        for name, branch in tree.items():
            yield name, key
            yield from _walk(branch, key if key in _NAMED_KEYS else name)
    elif isinstance(tree, list):
        for branch in tree:
            yield from _walk(branch, key)


def _read_zip(path: Path) -> set[str]:
    values = set[str]()
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                values.add(Path(member.filename).stem)
                with archive.open(member) as stream:
                    values |= read_pieces(stream.read(_MOST_PIECES))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        values |= read_pieces(path.read_bytes())
    return values


def read_pieces(data: bytes) -> set[str]:
    """Values of bytes of any kind: what stands between separators, and whole lines."""
    try:
        text = decode_text(data, "")[0]
    except LogFileError:
        text = data.decode("utf-8", errors="replace")
        if data.count(0) > len(data) // 4:
            text += "\n" + data.decode("utf-16-le", errors="replace")
    lines = text.splitlines()
    return {piece for line in lines for piece in _BETWEEN.split(line) if piece.strip()} | set(lines) | {text}
