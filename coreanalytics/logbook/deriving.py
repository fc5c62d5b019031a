"""Deriving: kept files, aliases and names made into the tables of a book, with a cache in two stages.

First stage, a file: bytes, manifest and the versions of reader and screening. Second stage, the book:
the readings of the first stage in their order, the alias file and the catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources
from pathlib import Path

import polars as pl

from coreanalytics.logbook import readings
from coreanalytics.logbook.aliases import SCHEMA as ALIAS_SCHEMA
from coreanalytics.logbook.cache import load_entry, save_entry
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.merging import merge_readings
from coreanalytics.logbook.naming import name_sets
from coreanalytics.logbook.readers import Source, reader_version
from coreanalytics.logbook.readings import Reading, read_file
from coreanalytics.logbook.store import CACHE, KeptFile
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


def derive_cached(book: Path, kept: Sequence[KeptFile], aliases: pl.DataFrame, names: str) -> Derived:
    """Derive the tables of a book, from the cache where nothing that goes into them has changed.

    Parameters
    ----------
    book
        The book's folder.
    kept
        Its files in the order of adds.
    aliases
        Its aliases.
    names
        Hash of the alias file.
    """
    keys = [_reading_key(entry.manifest) for entry in kept]
    people = [repr((k.manifest.people, k.manifest.told_timezone, k.manifest.told_weight_unit)) for k in kept]
    whole = "\n".join([names, _catalogue_hash(), __version__, *keys, *people])
    folder = book / CACHE / "tables" / hashlib.sha256(whole.encode()).hexdigest()[:32]
    found = load_entry(folder)
    if found is not None:
        frames = found[0]
        return Derived(
            {name: frames[name] for name in TABLES},
            frames["rejected"],
            frames["unmapped"],
            frames["unsaid"],
        )
    read = [(entry.manifest, _read_cached(book, entry, key)) for entry, key in zip(kept, keys, strict=True)]
    derived = derive(read, aliases)
    beside = {"rejected": derived.rejected, "unmapped": derived.unmapped, "unsaid": derived.unsaid}
    save_entry(folder, {**derived.tables, **beside}, {})
    return derived


def _read_cached(book: Path, entry: KeptFile, key: str) -> Reading:
    folder = book / CACHE / "readings" / key
    found = load_entry(folder)
    if found is not None:
        frames, facts = found
        return Reading(
            format=facts["format"],
            tables={name: frame for name, frame in frames.items() if name not in ("rejected", "entries")},
            rejected=frames["rejected"],
            entries=frames["entries"],
            records=facts["records"],
            accepted=facts["accepted"],
            set_aside=facts["set_aside"],
            not_ours=facts["not_ours"],
            notices=tuple(facts["notices"]),
        )
    reading = read_file(Source.of_path(entry.path, entry.manifest.name), entry.manifest)
    keep_reading(book, entry.manifest, reading)
    return reading


def keep_reading(book: Path, manifest: Manifest, reading: Reading) -> None:
    """Put the reading of one file into the book's cache."""
    facts = {
        what: getattr(reading, what)
        for what in ("format", "records", "accepted", "set_aside", "not_ours", "notices")
    }
    folder = book / CACHE / "readings" / _reading_key(manifest)
    beside = {"rejected": reading.rejected, "entries": reading.entries}
    save_entry(folder, {**reading.tables, **beside}, facts)


def _reading_key(manifest: Manifest) -> str:
    return manifest.reading_key(f"{readings.VERSION} {reader_version(manifest.format)} {__version__}")


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
