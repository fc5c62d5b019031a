"""Cached readings: what each kept file holds, kept so that no file is read twice.

A reading is one cache entry. Those of many small files (quick entries) are folded into packs, since opening
hundreds of tiny files takes longer than reading them; the pack is found by the key of its first reading.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics.logbook.cache import load_entry, save_entry
from coreanalytics.logbook.readings import Reading
from coreanalytics.logbook.store import CACHE

READINGS: Final = "readings"
PACKS: Final = "packs"
MANY: Final = 32  #: small readings kept singly before they are folded
SMALL: Final = 500  #: records of a reading that is folded at most
_MANY_PACKS: Final = 8  #: packs of a group before they are folded again
_FACTS: Final = ("format", "records", "accepted", "set_aside", "not_ours", "notices")
_KEY: Final = "_key"


def keep_reading(book: Path, key: str, reading: Reading) -> None:
    """Put the reading of one file into the book's cache."""
    beside = {"rejected": reading.rejected, "entries": reading.entries}
    save_entry(book / CACHE / READINGS / key, {**reading.tables, **beside}, _tell_facts(reading))


def load_reading_facts(book: Path, key: str) -> Reading | None:
    """Return a cached reading with what it set aside but without its tables; None: it is not kept singly."""
    found = load_entry(book / CACHE / READINGS / key, only=("rejected", "entries"))
    return None if found is None else _make_reading(*found)


def load_readings(book: Path, keys: Sequence[str]) -> dict[str, Reading]:
    """Return the cached readings among `keys`, by key; many small ones are folded."""
    packs = _list_packs(book)
    found: dict[str, Reading] = {}
    opened: list[str] = []
    for key in keys:
        if key not in found and key in packs:
            pack = load_entry(book / CACHE / PACKS / packs[key])
            if pack is not None:
                found |= _unpack(*pack)
                opened.append(packs[key])
    single = {}
    for key in keys:
        if key not in found:
            entry = load_entry(book / CACHE / READINGS / key)
            if entry is not None:
                single[key] = _make_reading(entry[0], entry[1])
    small = {key: reading for key, reading in single.items() if reading.records <= SMALL}
    wanted = {key: found.get(key) or single.get(key) for key in keys}
    there = {key: reading for key, reading in wanted.items() if reading is not None}
    if len(small) >= MANY:
        again = opened if len(opened) >= _MANY_PACKS else []
        _fold(book, small if not again else {key: there[key] for key in there if key not in single} | small)
        for key in small:
            shutil.rmtree(book / CACHE / READINGS / key, ignore_errors=True)
        for name in again:
            shutil.rmtree(book / CACHE / PACKS / name, ignore_errors=True)
    return there


def _list_packs(book: Path) -> dict[str, str]:
    """Name of the largest pack by the key of its first reading."""
    folder = book / CACHE / PACKS
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return {name.partition("-")[0]: name for name in sorted(names) if not name.startswith(".")}


def _fold(book: Path, readings: Mapping[str, Reading]) -> None:
    """Put several readings into one cache entry."""
    stacks: dict[str, list[pl.DataFrame]] = {}
    for key, reading in readings.items():
        for name, frame in _list_frames(reading).items():
            stacks.setdefault(name, []).append(frame.with_columns(pl.lit(key).alias(_KEY)))
    frames = {name: pl.concat(stack, how="vertical") for name, stack in stacks.items()}
    facts = {
        "readings": {
            key: {**_tell_facts(reading), "tables": list(reading.tables)} for key, reading in readings.items()
        }
    }
    first = next(iter(readings))
    count = len(readings)
    digest = hashlib.sha256("\n".join(readings).encode()).hexdigest()[:8]
    save_entry(book / CACHE / PACKS / f"{first}-{count:08d}-{digest}", frames, facts)


def _unpack(frames: Mapping[str, pl.DataFrame], facts: Mapping[str, Any]) -> dict[str, Reading]:
    parts = {
        name: {str(key[0]): part for key, part in frame.partition_by(_KEY, as_dict=True).items()}
        for name, frame in frames.items()
    }
    readings = {}
    for key, told in facts["readings"].items():
        names = [*told["tables"], "rejected", "entries"]
        own = {name: parts[name].get(key, frames[name].clear()).drop(_KEY) for name in names}
        readings[key] = _make_reading(own, told)
    return readings


def _list_frames(reading: Reading) -> dict[str, pl.DataFrame]:
    return {**reading.tables, "rejected": reading.rejected, "entries": reading.entries}


def _tell_facts(reading: Reading) -> dict[str, Any]:
    return {what: getattr(reading, what) for what in _FACTS}


def _make_reading(frames: Mapping[str, pl.DataFrame], facts: Mapping[str, Any]) -> Reading:
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
