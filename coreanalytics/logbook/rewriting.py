"""Rewriting: a kept file as it is without one person.

What stays are the records that the reader names somebody else for; all others go: the person's own, and those
that nobody can be named for. The new file is read again, and must tell of the others what the old one told.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Final

import polars as pl

from coreanalytics.errors import BookError, CoreAnalyticsError, LogFileError
from coreanalytics.logbook import texts_of_sharing as texts
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.own_words import list_exercises, list_raw_words, list_texts, list_words
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.sources import Source
from coreanalytics.logbook.readings import Reading, read_file
from coreanalytics.logbook.remainders import Remainder, blank_cells, blank_values, keep_records
from coreanalytics.logbook.scrubbing import scrub_tree
from coreanalytics.logbook.store import KeptFile

_SOURCE: Final = ("source_file", "source_line")
_TOLD: Final = ("table", "column", "rule", "person")

Matches = Callable[[str], bool]
Corrections = Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What becomes of a kept file.

    Attributes
    ----------
    files
        The files in its place with their bytes; none: it goes as a whole.
    theirs
        Records of the person.
    nameless
        Records that nobody can be named for; they go too.
    lost
        Records of others that could not be carried over: set-aside ones, or all of a file that had to go.
    is_converted
        Whether it is in another format now.
    words
        What the person wrote, to be looked for afterwards.
    told_too
        What stands in the records that stay, and may hold the same words.
    lines
        New line of each record that stays by its old one, by identity of the new file; None: the same.
    """

    files: tuple[tuple[Manifest, bytes], ...] = ()
    theirs: int = 0
    nameless: int = 0
    lost: int = 0
    is_converted: bool = False
    words: frozenset[str] = frozenset()
    told_too: frozenset[str] = frozenset()
    lines: Mapping[str, Mapping[int, int] | None] = field(default_factory=dict)


def rewrite_file(
    kept: KeptFile,
    person: str,
    matches: Matches,
    now: Corrections,
    ever: Corrections,
    *,
    drop_unreadable: bool = False,
) -> Rewriting:
    """Work out what a kept file is without a person; nothing is written.

    Parameters
    ----------
    kept
        The file.
    person
        Their name in the book.
    matches
        Whether a text is their name as a whole: such cells of others' records become empty.
    now, ever
        What stands in the place of some records, by line: what counts, and including what was undone.
    drop_unreadable
        A file about several people that cannot be written without this one goes as a whole.

    Raises
    ------
    BookError
        The file is about several people and cannot be written without one of them.
    """
    told = kept.manifest
    source = Source.of_path(kept.path, told.name)
    others = tuple(name for name in told.people if name != person)
    try:
        plain = read_file(source, told)
        reading = read_file(source, told, corrections=now) if now else plain
        latest = read_file(source, told, corrections=ever) if ever != now else reading
    except CoreAnalyticsError as problem:
        if not others or drop_unreadable:
            return Rewriting()
        raise _refuse(told, problem.what) from problem
    theirs = {line for r in (plain, reading, latest) for line, name in _list_owners(r) if name == person}
    named = {line for line, name in _list_owners(reading) if name in others}
    stays = named - theirs
    gone, told_too = list_raw_words(source, stays)
    words = (list_words((plain, reading, latest), person) | gone) - list_exercises(plain)
    if not stays:
        return Rewriting(theirs=plain.records, words=words)
    counts: dict[str, Any] = {
        "theirs": len(theirs),
        "nameless": plain.records - len(theirs) - len(stays),
        "words": words,
        "told_too": told_too | list_texts(plain, stays),
    }
    base = leave_out(told, person, matches)
    parts = _try_keep(source, stays)
    blanked = [_blank(part, matches) for part in parts]
    same = all(part.is_same_format for part in parts)
    for files, wanted in ((blanked, _pick(plain, stays, matches)), (parts, _pick(plain, stays))):
        done = _fit(files, base, wanted) if files else None
        if done is not None:
            lines = {m.source_file: part.lines for (m, _), part in zip(done, files, strict=True)}
            return Rewriting(tuple(done), is_converted=not same, lines=lines, **counts)
    done = _fit(_make_tidy(reading, stays, told.name), base, _pick(reading, stays), tidy=True)
    if done is None and drop_unreadable:
        return Rewriting(**{**counts, "lost": len(stays)})
    if done is None:
        raise _refuse(told, texts.TELLS_SOMETHING_ELSE)
    lost = reading.rejected.filter(pl.col("line").is_in(list(stays)))["line"].n_unique()
    return Rewriting(tuple(done), is_converted=True, lost=lost, **counts)


def blank_file(kept: KeptFile, matches: Matches) -> Rewriting | None:
    """Work out a file about others in which no cell is a name as a whole; None if none has to be emptied.

    Where the others' records would be read otherwise, the file stays as it is.
    """
    source = Source.of_path(kept.path, kept.manifest.name)
    part = Remainder(kept.manifest.name, source.read(), {})
    blanked = _blank(part, matches)
    if blanked.data == part.data:
        return None
    reading = read_file(source, kept.manifest)
    lines = {line for line, _ in _list_owners(reading)}
    done = _fit([blanked], kept.manifest, _pick(reading, lines, matches))
    return None if done is None else Rewriting(tuple(done), lines={done[0][0].source_file: None})


def _refuse(told: Manifest, reason: str) -> BookError:
    return BookError(texts.cannot_rewrite(reason), where=told.name, hint=texts.DROP_IT)


def leave_out(told: Manifest, person: str, matches: Matches) -> Manifest:
    """Return a manifest without a person."""
    is_theirs = told.person == person
    return replace(
        told,
        name=_rename(told.name, matches),
        person=None if is_theirs else told.person,
        origin="file" if is_theirs else told.origin,
        people=tuple(name for name in told.people if name != person),
        timezones={name: zone for name, zone in told.timezones.items() if name != person},
        weight_units={name: unit for name, unit in told.weight_units.items() if name != person},
        renamed={name: meant for name, meant in told.renamed.items() if meant != person},
        mapping=None if told.mapping is None else scrub_tree(told.mapping, matches),
    )


def _rename(name: str, matches: Matches) -> str:
    """A file name without the person's, wherever it is a part of it."""
    parts = [part for part in name.split("/") if not matches(part)] or [name.split("/")[-1]]
    if matches(PurePosixPath(parts[-1]).stem):
        return "/".join([*parts[:-1], f"file{PurePosixPath(parts[-1]).suffix}"])
    pieces = re.split(r"([\W_]+)", parts[-1])
    return "/".join([*parts[:-1], "".join("x" if matches(piece) else piece for piece in pieces)])


# --- records --------------------------------------------------------------------------------------------


def _list_owners(reading: Reading) -> set[tuple[int, str | None]]:
    frames = [
        frame.select(line="source_line", person="person")
        for name, frame in reading.tables.items()
        if name != "folded"
    ]
    return set(pl.concat([reading.rejected.select("line", "person"), *frames]).unique().iter_rows())


# --- what stays -----------------------------------------------------------------------------------------


def _try_keep(source: Source, stays: Collection[int]) -> list[Remainder]:
    try:
        return keep_records(source, stays)
    except LogFileError:
        return []


def _blank(part: Remainder, matches: Matches) -> Remainder:
    """Empty the cells that are the person's name as a whole."""
    if part.data.startswith(b"PAR1"):
        frame = pl.read_parquet(io.BytesIO(part.data))
        return replace(part, data=_write_parquet(blank_cells(frame, matches)))
    try:
        return replace(part, data=blank_values(part.data, part.name, matches))
    except LogFileError:
        return part


def _write_parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def _pick(reading: Reading, stays: Collection[int], matches: Matches | None = None) -> Reading:
    """Return what a reading tells of some records."""
    mine = pl.col("source_line").is_in(list(stays))
    tables = {name: frame.filter(mine) for name, frame in reading.tables.items()}
    if matches is not None:
        tables = {name: blank_cells(frame, matches) for name, frame in tables.items()}
    rejected = reading.rejected.filter(pl.col("line").is_in(list(stays)))
    return replace(reading, tables=tables, rejected=rejected)


def _make_tidy(reading: Reading, stays: Collection[int], name: str) -> list[Remainder]:
    """Return the accepted records as tables of our own: the last resort, for what cannot be written again."""
    tables = dict(_pick(reading, stays).tables)
    folded = tables.pop("folded", None)
    if folded is not None and "sessions" not in tables:
        tables["sessions"] = folded
    drop = ["app", "exercise", "family", *_SOURCE]
    stem = PurePosixPath(name).stem
    return [
        Remainder(f"{stem}, {table}.parquet", _write_parquet(frame.drop(drop, strict=False)), {}, False)
        for table, frame in tables.items()
        if frame.height
    ]


def _fit(
    parts: Sequence[Remainder], base: Manifest, wanted: Reading, *, tidy: bool = False
) -> list[tuple[Manifest, bytes]] | None:
    """Return files with manifests under which they tell what is wanted; None if there are none.

    What was inferred from records that are gone, such as the order of day and month, is told now.
    """
    for day_first in dict.fromkeys((base.day_first, True, False)):
        told = replace(base, day_first=day_first)
        try:
            files = [(_describe(part, told), part.data) for part in parts]
            readings = [read_file(Source(m.name, data=data), m) for m, data in files]
        except CoreAnalyticsError:
            continue
        if _tells_the_same(readings, wanted, tidy=tidy):
            return files
    return None


def _describe(part: Remainder, told: Manifest) -> Manifest:
    source = Source(told.name if part.is_same_format else part.name, data=part.data)
    described = replace(told, name=source.name, sha256=hashlib.sha256(part.data).hexdigest())
    if part.is_same_format:
        return described
    draft = read_draft(source, options=told.options)
    return replace(described, format=draft.format, tables=tuple(draft.tables))


def _tells_the_same(readings: Sequence[Reading], wanted: Reading, *, tidy: bool) -> bool:
    drop = [*_SOURCE, *(["app"] if tidy else [])]
    for name, frame in wanted.tables.items():
        if name == "folded":
            continue
        found = [reading.tables[name] for reading in readings if name in reading.tables]
        rows = pl.concat([frame.clear(), *found])
        if not rows.drop(drop, strict=False).equals(frame.drop(drop, strict=False), null_equal=True):
            return False
    extra = {name for reading in readings for name, rows in reading.tables.items() if rows.height}
    if not tidy and not extra <= set(wanted.tables):
        return False
    rejected = pl.concat([wanted.rejected.clear(), *(reading.rejected for reading in readings)])
    told = wanted.rejected.clear() if tidy else wanted.rejected
    return rejected.select(_TOLD).equals(told.select(_TOLD), null_equal=True)
