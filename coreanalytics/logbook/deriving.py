"""Deriving: kept files, aliases and names made into the tables of a book, with a cache in two stages.

First stage, a file: bytes, manifest and the versions of reader and screening (`cached_readings`). Second
stage, a group of people (`groups`): the readings of their files in their order, the alias file, the
catalogue and the order in which apps are believed. A book of several groups is cached once more as a whole.
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
from coreanalytics.logbook.double_sessions import DOUBLES, resolve_doubles
from coreanalytics.logbook.double_sessions import VERSION as DOUBLES_VERSION
from coreanalytics.logbook.events import Entry
from coreanalytics.logbook.groups import Group, make_groups
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.merging import merge_people, merge_readings
from coreanalytics.logbook.naming import name_sets
from coreanalytics.logbook.readers import Source, reader_version
from coreanalytics.logbook.readings import Reading, read_file
from coreanalytics.logbook.store import CACHE
from coreanalytics.logbook.tables import REJECTED, TABLES
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
    doubles
        Sessions that several apps logged (`double_sessions.DOUBLES`).
    hidden
        Rows of sets and sessions that are not in the tables because of them, as the files tell them.
    """

    tables: dict[str, pl.DataFrame]
    rejected: pl.DataFrame
    unmapped: pl.DataFrame
    unsaid: pl.DataFrame
    doubles: pl.DataFrame
    hidden: dict[str, pl.DataFrame]


def derive(
    kept: Sequence[tuple[Manifest, Reading]], aliases: pl.DataFrame, sources: Sequence[str] = ()
) -> Derived:
    """Merge readings, match names, and count once what several apps logged.

    Parameters
    ----------
    kept
        The files in the order of adds.
    aliases
        What people call exercises.
    sources
        Apps in the order in which they are believed (`double_sessions`).
    """
    merged = merge_readings(kept)
    named = name_sets(merged.tables["sets"], aliases)
    once = resolve_doubles(
        named.sets, merged.tables["sessions"], sources=sources, first_adds=_list_first_adds(kept)
    )
    tables = {**merged.tables, "sets": once.sets, "sessions": once.sessions}
    told = [named.unmapped, named.unsaid]
    unmapped, unsaid = told if once.doubles.is_empty() else (_recount(names, once.sets) for names in told)
    return Derived(tables, merged.rejected, unmapped, unsaid, once.doubles, once.hidden)


def _list_first_adds(kept: Sequence[tuple[Manifest, Reading]]) -> pl.DataFrame:
    """For each person and app the place of its first file in the order of adds."""
    empty = pl.DataFrame(schema={"person": pl.String, "app": pl.String, "first": pl.Int64})
    parts = [
        reading.tables[name].select("person", "app").unique().with_columns(first=pl.lit(order, pl.Int64))
        for order, (_, reading) in enumerate(kept)
        for name in ("folded", "sessions")
        if name in reading.tables
    ]
    return pl.concat([empty, *parts]).group_by("person", "app").agg(pl.col("first").min())


def derive_cached(
    book: Path,
    entries: Sequence[Entry],
    aliases: pl.DataFrame,
    names: str,
    people: Collection[str] | None = None,
    sources: Sequence[str] = (),
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
    sources
        Apps in the order in which they are believed.
    """
    groups = make_groups(entries, people)
    keys = [_group_key(group, names, sources) for group in groups]
    if people is None and len(groups) > 1:
        folder = _united_folder(book, keys)
        found = _load_derived(folder)
        if found is None:
            parts = [
                _derive_group(book, group, key, aliases, sources)
                for group, key in zip(groups, keys, strict=True)
            ]
            found = unite(parts)
            _save_derived(folder, found)
        return found
    parts = [
        _derive_group(book, group, key, aliases, sources, people)
        for group, key in zip(groups, keys, strict=True)
    ]
    derived = parts[0] if len(parts) == 1 else unite(parts)
    everybody = {name for group in groups for name in group.people}
    return derived if people is None or everybody <= set(people) else pick_people(derived, people)


def derive_rejected(
    book: Path, entries: Sequence[Entry], aliases: pl.DataFrame, names: str, sources: Sequence[str] = ()
) -> pl.DataFrame:
    """Return the set-aside records of everybody; see `derive_cached`, which loads all tables for that."""
    groups = make_groups(entries)
    keys = [_group_key(group, names, sources) for group in groups]
    only = ("rejected",)
    united = load_entry(_united_folder(book, keys), only) if len(groups) > 1 else None
    if united is not None:
        return united[0]["rejected"]
    parts = [pl.DataFrame(schema=REJECTED)]
    for group, key in zip(groups, keys, strict=True):
        found = load_entry(book / CACHE / "tables" / key, only)
        if found is not None:
            parts.append(found[0]["rejected"])
        else:
            parts.append(_derive_group(book, group, key, aliases, sources).rejected)
    return pl.concat(parts)


def _united_folder(book: Path, keys: Sequence[str]) -> Path:
    return book / CACHE / "tables" / hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


def _derive_group(
    book: Path,
    group: Group,
    key: str,
    aliases: pl.DataFrame,
    sources: Sequence[str],
    people: Collection[str] | None = None,
) -> Derived:
    """Derive one group; with `people` the rows of others may be missing from the tables."""
    folder = book / CACHE / "tables" / key
    found = _load_derived(folder, people)
    if found is None:
        found = derive(_read_files(book, group.entries), aliases, sources)
        _save_derived(folder, found)
    return found


def _load_derived(folder: Path, people: Collection[str] | None = None) -> Derived | None:
    rows = None if people is None else pl.col("person").is_in(list(people))
    found = load_entry(folder, rows=rows)
    if found is None:
        return None
    frames = found[0]
    tables = {name: frames[name] for name in TABLES}
    names = frames["unmapped"], frames["unsaid"]
    doubles = frames.get("doubles", pl.DataFrame(schema=DOUBLES))
    hidden = {name: frames.get(f"hidden_{name}", tables[name].clear()) for name in ("sets", "sessions")}
    return Derived(tables, frames["rejected"], *names, doubles, hidden)


def _save_derived(folder: Path, derived: Derived) -> None:
    beside = {"rejected": derived.rejected, "unmapped": derived.unmapped, "unsaid": derived.unsaid}
    if derived.doubles.height:
        beside |= {"doubles": derived.doubles}
        beside |= {f"hidden_{name}": frame for name, frame in derived.hidden.items()}
    save_entry(folder, {**derived.tables, **beside}, {})


def _group_key(group: Group, names: str, sources: Sequence[str]) -> str:
    parts = [names, _catalogue_hash(), __version__, f"doubles {DOUBLES_VERSION}", *sources]
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
        pl.concat([part.doubles for part in parts]).sort("person", maintain_order=True),
        {name: pl.concat([part.hidden[name] for part in parts]) for name in parts[0].hidden},
    )


def pick_people(derived: Derived, people: Collection[str]) -> Derived:
    """Return what concerns some people; names of exercises with the counts of these people alone."""
    mine = pl.col("person").is_in(list(people))
    tables = {name: frame.filter(mine) for name, frame in derived.tables.items()}
    hidden = {name: frame.filter(mine) for name, frame in derived.hidden.items()}
    return Derived(
        tables,
        derived.rejected.filter(mine),
        _recount(derived.unmapped, tables["sets"]),
        _recount(derived.unsaid, tables["sets"]),
        derived.doubles.filter(mine),
        hidden,
    )


def _recount(names: pl.DataFrame, sets: pl.DataFrame) -> pl.DataFrame:
    """Return those of some names that occur in sets, with how often they do."""
    counts = sets.group_by("exercise_logged").agg(n_sets=pl.len(), n_people=pl.col("person").n_unique())
    return (
        names.drop("n_sets", "n_people", strict=False)
        .join(counts, on="exercise_logged")
        .select(names.columns)
        .cast(names.schema)
        .sort(["n_sets", "exercise_logged"], descending=[True, False])
    )


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
