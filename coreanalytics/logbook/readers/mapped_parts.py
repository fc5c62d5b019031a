"""Parts of a foreign table: what a day tells, and each set that a row tells of, read as plain tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from coreanalytics.logbook.headings import fold
from coreanalytics.logbook.readers import plain
from coreanalytics.logbook.readers.base import Draft, Options, TextTable
from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.logbook.readers.meanings import Meaning
from coreanalytics.logbook.readers.problems import no_problems
from coreanalytics.logbook.readers.targets import EFFORT, OF_A_SET, OF_BOTH, WHEN

_SESSION: Final = ("person", "session", "local_time", "instant", "date")
#: What makes a row of a table with a column of exercises a set.
_TELLING: Final = (
    EFFORT | {"exercise", "band_distance_m", "rpe", "leg_raised", "gave_out_first", "abs_felt", "minutes"}
) - {"set", "set_index"}


@dataclass(frozen=True, slots=True)
class ForeignColumn:
    """A column of the table under the name that our own tables give it."""

    name: str
    label: str
    cells: pl.Series
    worded: pl.Series
    told: Meaning


def split_parts(columns: Sequence[ForeignColumn]) -> list[tuple[int | None, list[ForeignColumn]]]:
    """Take a table apart: what a day tells, and each set of a row; with the number of the set."""
    when = [c for c in columns if c.name in WHEN]
    long = any(c.name == "exercise" for c in columns)
    own = OF_A_SET | ({*OF_BOTH, "side"} if long else set())
    of_sets = [c for c in columns if c.name in own]
    rest = [c for c in columns if c.name not in own and c.name not in WHEN]
    note = [c for c in rest if c.name in ("note", "timing", "side")]
    parts: list[tuple[int | None, list[ForeignColumn]]] = []
    day = len(rest) > len(note)
    if day:
        parts.append((None, [*when, *rest]))
    if not any(c.name in EFFORT or c.told.exercise for c in of_sets):
        return parts
    noted = [] if day else [c for c in note if c.name == "note"]
    shared = [c for c in of_sets if c.told.exercise is None and c.told.number is None]
    groups: dict[tuple[str, int], list[ForeignColumn]] = {}
    for column in of_sets:
        if column not in shared:
            key = (fold(column.told.exercise or ""), column.told.number or 0)
            groups.setdefault(key, []).append(column)
    if not groups:
        return [*parts, (None, [*when, *shared, *noted])]
    first = list(dict.fromkeys(exercise for exercise, _ in groups))
    for exercise, number in sorted(groups, key=lambda key: (first.index(key[0]), key[1])):
        mine = groups[exercise, number]
        named = _name_exercise(mine) if exercise else []
        parts.append((number, [*when, *named, *shared, *mine, *noted]))
        noted = []
    return parts


def _name_exercise(columns: Sequence[ForeignColumn]) -> list[ForeignColumn]:
    """Return a column with the exercise that the heading of a column tells."""
    first = columns[0]
    names = pl.Series("cells", [first.told.exercise], pl.String).new_from_index(0, first.cells.len())
    return [replace(first, name="exercise", cells=names, told=Meaning("exercise"))]


def parse_part(table: TextTable, part: Sequence[ForeignColumn], options: Options) -> Draft:
    """Read one part as a plain table; a row in which no column of a set is filled in tells of no set."""
    frame = pl.DataFrame([c.cells.cast(pl.String).alias(f"c{i}") for i, c in enumerate(part)])
    frame = frame.with_columns(table.lines.alias("source_line"))
    telling = [f"c{i}" for i, c in enumerate(part) if c.told.exercise or c.told.number]
    telling = telling or [f"c{i}" for i, c in enumerate(part) if c.name in _TELLING]
    if telling and any(column.name == "exercise" for column in part):
        frame = frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in telling))
    opened = replace(
        table,
        header=tuple(column.label for column in part),
        frame=frame,
        notices=(),
        problems=no_problems(),
    )
    return plain.parse_named(opened, [column.name for column in part], options)


def unite_parts(drafts: Sequence[tuple[int | None, Draft]]) -> dict[str, pl.DataFrame]:
    """Put the tables of all parts together; sets of several parts are numbered anew."""
    frames: dict[str, list[pl.DataFrame]] = {}
    for place, (number, draft) in enumerate(drafts):
        for name, frame in draft.tables.items():
            marks = [pl.lit(number or None, pl.Int32).alias("_number"), pl.lit(place).alias("_place")]
            marked = frame.with_columns(marks if name == "sets" and number is not None else [])
            frames.setdefault(name, []).append(marked)
    tables = {name: pl.concat(parts, how="diagonal_relaxed") for name, parts in frames.items()}
    if "_place" in tables.get("sets", pl.DataFrame()).columns:
        sets = tables["sets"].sort("source_line", "_place", maintain_order=True)
        session = [name for name in _SESSION if name in sets.columns]
        numbered = number_blocks(
            sets.drop("occurrence", "set_index", strict=False), session=session, order="_number"
        )
        tables["sets"] = numbered.drop("_number", "_place")
    return tables
