"""Correcting: set-aside records written down to be mended, and mended ones put in their places."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook import texts
from coreanalytics.logbook.events import Entry
from coreanalytics.logbook.formulas import escape_formulas
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readers.base import Draft, Source, TextTable, gather_problems, problems_frame
from coreanalytics.logbook.readers.corrections import (
    FIRST,
    NAME,
    OTHERS,
    WHOLE,
    Correction,
    correct_table,
    list_corrections,
    parse,
)
from coreanalytics.logbook.readers.delimited import open_table
from coreanalytics.logbook.readings import Reading, read_file
from coreanalytics.logbook.store import explain_failure, write_private

#: Columns of set-aside records of files that are no delimited text: there is nothing to be filled in.
LISTED: Final = "-others"  #: at the end of the name of the file that lists them


# --- out ------------------------------------------------------------------------------------------------


def write_rejected(book: Path, entries: Sequence[Entry], rejected: pl.DataFrame, file: Path) -> list[Path]:
    """Write set-aside records to be mended, with where each stands.

    Parameters
    ----------
    book
        The book's folder.
    entries
        Its files.
    rejected
        Set-aside records (columns of `tables.REJECTED`).
    file
        CSV to write. Records of files with other columns go into files beside it, ``NAME-2.csv`` and so on;
        ``NAME-others.csv`` lists those of files that are no delimited text, which cannot be mended there.

    Returns
    -------
    list of Path
        The files written.
    """
    corrections = gather_corrections(book, entries)
    by_header: dict[tuple[str, ...], list[pl.DataFrame]] = {}
    others = []
    for (source_file,), reasons in rejected.group_by("source_file", maintain_order=True):
        entry = next((e for e in reversed(entries) if e.source_file == source_file), None)
        found = _open_text(book, entry, corrections.get(str(source_file), {})) if entry else None
        if found is None:
            others.append(reasons)
        else:
            table, lines = found
            by_header.setdefault(table.header, []).append(_lay_out(table, lines, reasons))
    written: list[Path] = []
    for header, frames in by_header.items():
        target = file if not written else file.with_name(f"{file.stem}-{len(written) + 1}{file.suffix}")
        _write_csv(target, (*FIRST, *header, WHOLE), pl.concat(frames))
        written.append(target)
    if others:
        frame = pl.concat(others).with_columns(reason="sentence").select(pl.col(OTHERS).cast(pl.String))
        target = file.with_name(f"{file.stem}{LISTED}{file.suffix}")
        _write_csv(target, OTHERS, frame)
        written.append(target)
    return written


def _open_text(
    book: Path, entry: Entry, corrections: Mapping[int, Correction]
) -> tuple[TextTable, list[str]] | None:
    kept = entry.open_in(book)
    data = kept.path.read_bytes()
    try:
        table = open_table(data, kept.manifest.name)
    except LogFileError:
        return None  # a workbook or the like
    lines = io.StringIO(data.decode(table.encoding, errors="replace"), newline="").readlines()
    return correct_table(table, corrections), lines


def _lay_out(table: TextTable, lines: Sequence[str], reasons: pl.DataFrame) -> pl.DataFrame:
    """One row a record: where it stands, what is wrong, its cells; or, if it has none, the record whole."""
    reason = pl.col("sentence").str.join("; ").alias("reason")
    told = reasons.group_by("line", maintain_order=True).agg(pl.col("source_file").first(), reason)
    starts = sorted({*table.lines, *table.problems["line"]})
    torn = {}
    for line in table.problems["line"]:
        after = next((start for start in starts if start > line), len(lines) + 1)
        torn[line] = "".join(lines[line - 1 : after - 1]).rstrip("\r\n")
    cells = [f"c{index}" for index in range(len(table.header))]
    whole = pl.DataFrame(
        {"line": list(torn), "whole": list(torn.values())}, schema={"line": pl.Int32, "whole": pl.String}
    )
    return (
        told.join(table.frame.rename({"source_line": "line"}), on="line", how="left", maintain_order="left")
        .join(whole, on="line", how="left", maintain_order="left")
        .select("source_file", pl.col("line").cast(pl.String), "reason", *cells, "whole")
    )


def _write_csv(file: Path, header: Sequence[str], frame: pl.DataFrame) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerow(header)
    rows = frame.select(escape_formulas(pl.col(name)).alias(name) for name in frame.columns)
    # a byte-order mark: Excel would take UTF-8 for something else without it
    with explain_failure(file.parent):
        write_private(file, ("\ufeff" + stream.getvalue() + rows.write_csv(include_header=False)).encode())


# --- in -------------------------------------------------------------------------------------------------


def gather_corrections(book: Path, entries: Sequence[Entry]) -> dict[str, dict[int, Correction]]:
    """Return what mended records tell, by source file and line; those added later win."""
    gathered: dict[str, dict[int, Correction]] = {}
    for entry in entries:
        if entry.mends:
            kept = entry.open_in(book)
            table = open_table(kept.path.read_bytes(), kept.manifest.name)
            for source_file, found in list_corrections(table, parse(table, kept.manifest.options)).items():
                gathered.setdefault(source_file, {}).update(found)
    return gathered


def hash_corrections(corrections: Mapping[int, Correction]) -> str:
    """Return a hash of what stands in the place of a file's records; empty if nothing does."""
    told = "\n".join(repr((line, corrections[line])) for line in sorted(corrections))
    return hashlib.sha256(told.encode()).hexdigest()[:16] if corrections else ""


def offer_corrections(
    source: Source, draft: Draft, manifest: Manifest, book: Path, entries: Sequence[Entry]
) -> tuple[Manifest, Reading]:
    """Try mended records in their places; return the manifest to keep, and what became of them.

    Parameters
    ----------
    source, draft, manifest
        The table of mended records.
    book, entries
        The book that they are of.
    """
    table = open_table(source.read(), source.name)
    offered = list_corrections(table, draft)
    before = gather_corrections(book, entries)
    people: set[str] = set()
    problems = [draft.problems]
    still: list[pl.DataFrame] = []
    rows = draft.tables[NAME]
    for (source_file,), told in rows.group_by("source_file", maintain_order=True):
        entry = next((e for e in reversed(entries) if e.source_file == source_file), None)
        if entry is None:
            problems.append(_refuse(told, pl.lit(True), texts.NO_SUCH_SOURCE))
            continue
        kept = entry.open_in(book)
        mine = {**before.get(str(source_file), {}), **offered[str(source_file)]}
        original = Source.of_path(kept.path, kept.manifest.name)
        reading = read_file(original, kept.manifest, corrections=mine)
        people |= set(kept.manifest.people)
        there = _list_lines(reading) | set(reading.rejected["line"])
        problems.append(_refuse(told, ~pl.col("target").is_in(list(there)), texts.NO_SUCH_LINE))
        again = reading.rejected.filter(pl.col("line").is_in(told["target"].implode()))
        if again.height:
            place = told.select(pl.col("target").alias("line"), pl.col("source_line").alias("_row"))
            still.append(again.join(place, on="line").with_columns(line="_row").drop("_row"))
    reading = read_file(source, manifest, replace(draft, problems=gather_problems(*problems)))
    if still:
        both = pl.concat([reading.rejected, *still])
        lines = both["line"].n_unique()
        reading = replace(reading, rejected=both, set_aside=lines, accepted=reading.records - lines)
    mends = tuple(sorted(offered))
    return replace(manifest, people=tuple(sorted(people)), mends=mends), reading


def _refuse(told: pl.DataFrame, where: pl.Expr, sentence: str) -> pl.DataFrame:
    value = pl.format("{} line {}", "source_file", "target")
    return problems_frame(
        told, where, table=NAME, column=FIRST[1], rule="lost", value=value, sentence=sentence
    )


def _list_lines(reading: Reading) -> set[int]:
    return {line for name, rows in reading.tables.items() if name != "folded" for line in rows["source_line"]}
