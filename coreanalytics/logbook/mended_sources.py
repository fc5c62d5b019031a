"""Mended records after the files that they stand in were rewritten: they follow to the new lines."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Mapping
from dataclasses import replace

from coreanalytics.logbook.readers.delimited import open_table
from coreanalytics.logbook.rewriting import Matches, Rewriting
from coreanalytics.logbook.store import KeptFile

#: For each old source file the new ones, each with the new line of every record that stays by its old one;
#: None: its lines are what they were.
Moves = dict[str, dict[str, "Mapping[int, int] | None"]]


def move_corrections(
    kept: KeptFile, moves: Moves, people: Mapping[str, Collection[str]], matches: Matches
) -> Rewriting:
    """Work out a table of mended records for what became of their files; nothing is written.

    Parameters
    ----------
    kept
        The table.
    moves
        Where records are now.
    people
        Who is in each new source file.
    matches
        Whether a text is the name of whoever is forgotten: such cells become empty.

    Returns
    -------
    Rewriting
        Rows whose record is gone are gone; so are rows that name no record.
    """
    table = open_table(kept.path.read_bytes(), kept.manifest.name)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.header)
    sources: set[str] = set()
    dropped = table.problems.height
    for source, target, *cells, _ in table.frame.iter_rows():
        old = (source or "").strip().lower()
        line = int(target) if (target or "").strip().isdigit() else 0
        found = [
            (new, line if lines is None else lines[line])
            for new, lines in moves.get(old, {}).items()
            if lines is None or line in lines
        ]
        dropped += not found
        for new, place in found:
            told = ["" if cell is None or matches(cell) else cell for cell in cells]
            writer.writerow([new, place, *told])
            sources.add(new)
    if not sources:
        return Rewriting(theirs=dropped)
    data = stream.getvalue().encode()
    manifest = replace(
        kept.manifest,
        sha256=hashlib.sha256(data).hexdigest(),
        people=tuple(sorted({name for source in sources for name in people.get(source, ())})),
        mends=tuple(sorted(sources)),
    )
    return Rewriting(((manifest, data),), theirs=dropped)
