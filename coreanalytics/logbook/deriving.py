"""Deriving: kept files, aliases and names made into the tables of a book, with a cache in two stages.

First stage, a file: bytes, manifest and the versions of reader and screening (`cached_readings`). Second
stage, a group of people (`groups`): the readings of their files in their order, the alias file and the
catalogue. A book of several groups is cached once more as a whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources
from pathlib import Path

import polars as pl

from coreanalytics.logbook import readings
from coreanalytics.logbook.aliases import SCHEMA as ALIAS_SCHEMA
from coreanalytics.logbook.cache import load_entry, save_entry
from coreanalytics.logbook.cached_readings import keep_reading, load_readings
from coreanalytics.logbook.correcting import gather_corrections, hash_corrections
from coreanalytics.logbook.events import Entry
from coreanalytics.logbook.groups import Group, make_groups
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.merging import merge_people, merge_readings
from coreanalytics.logbook.naming import name_sets
from coreanalytics.logbook.readers import Source, reader_version
from coreanalytics.logbook.readings import Reading, read_file
from coreanalytics.logbook.store import CACHE
from coreanalytics.logbook.tables import TABLES
from coreanalytics.version import __version__


@dataclass(frozen=True, slots=True)
class Derived:
    """What a book holds.

    Attributes
    ----------
    tables
        The six tables by name (`tables.TABLES`).
    rejected
        Set-aside records (`tables.REJECTED`).
    unmapped
        Names that are doubtful or unknown (see `naming.Named`).
    unsaid
        Names of which side or hands are unknown (see `naming.Named`).
    """

    tables: dict[str, pl.DataFrame]
    rejected: pl.DataFrame
    unmapped: pl.DataFrame
    unsaid: pl.DataFrame


def derive(kept: Sequence[tuple[Manifest, Reading]], aliases: pl.DataFrame) -> Derived:
    """Merge readings and match names."""
    merged = merge_readings(kept)
    named = name_sets(merged.tables["sets"], aliases)
    return Derived({**merged.tables, "sets": named.sets}, merged.rejected, named.unmapped, named.unsaid)


def derive_cached(
    book: Path,
    entries: Sequence[Entry],
    aliases: pl.DataFrame,
    names: str,
    people: Collection[str] | None = None,
) -> Derived:
    """Derive the tables of a book, from the cache where nothing that goes into them has changed.

    Parameters
    ----------
    book
        The book's folder.
    entries
        Its files in the order of adds.
    aliases
        Its aliases.
    names
        Hash of the alias file.
    people
        Whom to derive; None: everybody. Files that concern none of them are not opened.
    """
    groups = make_groups(entries, people)
    keys = [_group_key(group, names) for group in groups]
    if people is None and len(groups) > 1:
        digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]
        folder = book / CACHE / "tables" / digest
        found = _load_derived(folder)
        if found is None:
            parts = [
                _derive_group(book, group, key, aliases) for group, key in zip(groups, keys, strict=True)
            ]
            found = unite(parts)
            _save_derived(folder, found)
        return found
    parts = [_derive_group(book, group, key, aliases) for group, key in zip(groups, keys, strict=True)]
    derived = parts[0] if len(parts) == 1 else unite(parts)
    everybody = {name for group in groups for name in group.people}
    return derived if people is None or everybody <= set(people) else pick_people(derived, people)


def _derive_group(book: Path, group: Group, key: str, aliases: pl.DataFrame) -> Derived:
    folder = book / CACHE / "tables" / key
    found = _load_derived(folder)
    if found is None:
        found = derive(_read_files(book, group.entries), aliases)
        _save_derived(folder, found)
    return found


def _load_derived(folder: Path) -> Derived | None:
    found = load_entry(folder)
    if found is None:
        return None
    frames = found[0]
    tables = {name: frames[name] for name in TABLES}
    return Derived(tables, frames["rejected"], frames["unmapped"], frames["unsaid"])


def _save_derived(folder: Path, derived: Derived) -> None:
    beside = {"rejected": derived.rejected, "unmapped": derived.unmapped, "unsaid": derived.unsaid}
    save_entry(folder, {**derived.tables, **beside}, {})


def _group_key(group: Group, names: str) -> str:
    parts = [names, _catalogue_hash(), __version__]
    for entry in group.entries:
        told = entry.manifest
        parts += [reading_key(told), repr((told.people, told.told_timezone, told.told_weight_unit))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _read_files(book: Path, entries: Sequence[Entry]) -> list[tuple[Manifest, Reading]]:
    """Read files, from the cache where they were read before."""
    corrections = gather_corrections(book, entries)
    mine = [corrections.get(entry.source_file, {}) for entry in entries]
    keys = [
        reading_key(entry.manifest) + hash_corrections(told)
        for entry, told in zip(entries, mine, strict=True)
    ]
    found = load_readings(book, keys)
    read = []
    for entry, key, told in zip(entries, keys, mine, strict=True):
        reading = found.get(key)
        if reading is None:
            kept = entry.open_in(book)
            source = Source.of_path(kept.path, kept.manifest.name)
            reading = read_file(source, kept.manifest, corrections=told)
            keep_reading(book, key, reading)
        read.append((entry.manifest, reading))
    return read


def read_table_of_people(book: Path, entries: Sequence[Entry]) -> pl.DataFrame:
    """Return everybody in a book with zone and unit (`tables.PEOPLE`), opening only the files that tell."""
    telling = [entry for entry in entries if not entry.tables or "people" in entry.tables]
    read = {id(manifest): reading for manifest, reading in _read_files(book, telling)}
    told = [(entry.manifest, read.get(id(entry.manifest))) for entry in entries]
    return merge_people(told).select(list(TABLES["people"])).sort("person")


def reading_key(manifest: Manifest) -> str:
    """Return the name under which the reading of a file is cached."""
    return manifest.reading_key(f"{readings.VERSION} {reader_version(manifest.format)} {__version__}")


def unite(parts: Sequence[Derived]) -> Derived:
    """Return the tables of several groups as one; nobody is in two of them."""
    if not parts:
        return derive([], complete_aliases(None))
    tables = {
        name: pl.concat([part.tables[name] for part in parts]).sort("person", maintain_order=True)
        for name in TABLES
    }
    first = pl.col("status", "candidates", "score").first()
    most = {"by": ["n_sets", "exercise_logged"], "descending": [True, False]}
    unmapped = pl.concat([part.unmapped for part in parts])
    unsaid = pl.concat([part.unsaid for part in parts])
    return Derived(
        tables,
        pl.concat([part.rejected for part in parts]),
        unmapped.group_by("exercise_logged")
        .agg(first, pl.col("n_sets", "n_people").sum())
        .select(unmapped.columns)
        .cast(unmapped.schema)
        .sort(**most),  # type: ignore[arg-type]
        unsaid.group_by("exercise_logged", "exercise", "lacks")
        .agg(pl.col("n_sets").sum())
        .cast(unsaid.schema)
        .sort(**most),  # type: ignore[arg-type]
    )


def pick_people(derived: Derived, people: Collection[str]) -> Derived:
    """Return what concerns some people; names of exercises with the counts of these people alone."""
    mine = pl.col("person").is_in(list(people))
    tables = {name: frame.filter(mine) for name, frame in derived.tables.items()}
    sets = (
        tables["sets"].group_by("exercise_logged").agg(n_sets=pl.len(), n_people=pl.col("person").n_unique())
    )

    def recount(names: pl.DataFrame) -> pl.DataFrame:
        counted = names.drop("n_sets", "n_people", strict=False).join(sets, on="exercise_logged")
        return (
            counted.select(names.columns)
            .cast(names.schema)
            .sort(["n_sets", "exercise_logged"], descending=[True, False])
        )

    return Derived(tables, derived.rejected.filter(mine), recount(derived.unmapped), recount(derived.unsaid))


@cache
def _catalogue_hash() -> str:
    """Hash of all that decides what a name means: the catalogue's data and its code."""
    digest = hashlib.sha256()
    catalogue = resources("coreanalytics.catalogue")
    for folder, ending in ((catalogue, ".py"), (catalogue / "data", ".csv")):
        for file in sorted(folder.iterdir(), key=lambda part: part.name):
            if file.name.endswith(ending):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def complete_aliases(aliases: pl.DataFrame | None) -> pl.DataFrame:
    """Return an alias frame with all its columns; None stands for no aliases."""
    if aliases is None:
        return pl.DataFrame(schema=ALIAS_SCHEMA)
    missing = [name for name in ALIAS_SCHEMA if name not in aliases.columns]
    return aliases.with_columns(pl.lit(None).alias(name) for name in missing).cast(ALIAS_SCHEMA)  # type: ignore[arg-type]
