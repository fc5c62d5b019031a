"""Adding: from files as people have them to files that the book can keep.

Nothing is written here. Each file is opened, its people, zones and units are found out, and it is read
once, so that whatever is wrong is said before anything is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.errors import ArgumentError, CoreAnalyticsError, LogFileError, QuestionError
from coreanalytics.logbook import texts
from coreanalytics.logbook.correcting import offer_corrections
from coreanalytics.logbook.events import Entry
from coreanalytics.logbook.known_mappings import Recall, make_recall
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.names_of_people import find_near_names
from coreanalytics.logbook.outlines import (
    Outline,
    load_outline,
    outline_draft,
    outline_key,
    recall_reading,
)
from coreanalytics.logbook.paths import as_text, find_logs, is_stranger, short_name
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Draft, Options, Source
from coreanalytics.logbook.readers.corrections import NAME as CORRECTIONS
from coreanalytics.logbook.readings import Reading, read_file
from coreanalytics.logbook.settling import Needs
from coreanalytics.logbook.zone_plans import is_plan, tidy_plan
from coreanalytics.version import __version__

Book = tuple[Path, Sequence[Entry]]  #: folder of a book and its files
Progress = Callable[[str, int, int], None]  #: name of the file, files done, files in all


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says about the files that they add.

    Attributes
    ----------
    person, timezone, weight_unit, format, day_first, severity, mapping
        See `Logbook.add`.
    same
        Names in the files, and the names in the book that they stand for.
    distinct
        Names that are confirmed to be new people, however like an old name they look.
    """

    person: str | None = None
    timezone: str | None = None
    weight_unit: str | None = None
    format: str | None = None
    day_first: bool | None = None
    severity: Mapping[str, int] | None = None
    mapping: Mapping[str, Any] | str | Path | None = None
    same: Mapping[str, str] = field(default_factory=dict)
    distinct: frozenset[str] = frozenset()


@dataclass(slots=True)
class Offer:
    """A file on its way into the book.

    Attributes
    ----------
    path, name
        Where it is, and what it is called.
    source
        Its bytes.
    key
        Name of its outline in the cache of a book.
    outline
        What its draft shows.
    draft
        What a reader made of it; None where the outline is enough so far, and again once it was settled.
    manifest
        What is known about it.
    reading
        What it holds; without tables where a book holds it already.
    error
        Why it went no further.
    """

    path: Path
    name: str
    source: Source | None = None
    key: str = ""
    outline: Outline | None = None
    draft: Draft | None = None
    manifest: Manifest | None = None
    reading: Reading | None = None
    error: CoreAnalyticsError | None = None


def check_told(told: Told) -> Told:
    """Return what was told with the spelling of zone and unit settled.

    Raises
    ------
    ArgumentError
        Unknown time zone or weight unit, an empty name, or a mapping that makes no sense.
    """
    from coreanalytics.logbook.readers.mapping_files import settle_mapping

    timezone = None if told.timezone is None else tidy_plan(told.timezone)
    if told.person is not None and not told.person.strip():
        raise ArgumentError("the person's name is empty", hint="give a name or a code, such as --person me")
    unit = told.weight_unit
    if unit is not None:
        unit = {"kgs": "kg", "lbs": "lb", "pounds": "lb", "kilograms": "kg"}.get(unit.lower(), unit.lower())
        if unit not in v.WEIGHT_UNITS:
            raise ArgumentError(f"{told.weight_unit!r} is not a weight unit", hint="use kg or lb")
    person = as_text(told.person).strip() if told.person else None
    same = {as_text(name): as_text(like) for name, like in told.same.items()}
    distinct = frozenset(map(as_text, told.distinct))
    mapping = None if told.mapping is None else settle_mapping(told.mapping)
    told = replace(told, person=person, timezone=timezone, weight_unit=unit, mapping=mapping)
    return replace(told, same=same, distinct=distinct)


def expand_paths(paths: Iterable[str | Path], skipped: list[Path] | None = None) -> list[Path]:
    """Return the files meant: folders stand for the logs in them, alias files and books left out.

    Files in folders that could be anything (.zip, .xml) and that no reader knows join `skipped`.

    A path that does not exist, or a folder without logs, stays in the list: opening it says what is
    wrong with it, and the other files go in all the same.
    """
    files: list[Path] = []
    for given in map(Path, paths):
        found = find_logs(given) if given.is_dir() else []
        strangers = {path for path in found if is_stranger(path)}
        files += [path for path in found if path not in strangers] or [given]
        if skipped is not None:
            skipped += sorted(strangers)
    return list(dict.fromkeys(files))


def prepare_files(
    files: Sequence[Path],
    told: Told,
    people: pl.DataFrame,
    *,
    default_person: str | None = None,
    book: Book | None = None,
    progress: Progress | None = None,
) -> list[Offer]:
    """Open and read files; what is wrong with one does not stop the others.

    Parameters
    ----------
    files
        Files to read.
    told
        What the person says about them.
    people
        Table of the people whom the book knows.
    default_person
        Whom a file belongs to when nothing else says so.
    book
        The book and its files, of which mended records may be.
    progress
        Called after each file.
    """
    offers = [Offer(path, short_name(path, files)) for path in files]
    recall = make_recall(book[1]) if book is not None else None
    for offer in offers:
        _attempt(offer, lambda o: _open(o, told, book, recall))
    known = {
        row["person"]: (row["timezone"], row["weight_unit"])
        for row in people.select("person", "timezone", "weight_unit").to_dicts()
    }
    # tables of people first: they tell the zones and units of the other files
    order = sorted(offers, key=lambda o: o.outline is None or "people" not in o.outline.tables)
    for done, offer in enumerate(order, start=1):
        _attempt(offer, lambda o: _read(o, told, known, default_person, book, recall))
        if progress is not None:
            progress(offer.name, done, len(order))
    return offers


def _attempt(offer: Offer, step: Callable[[Offer], None]) -> None:
    if offer.error is None:
        try:
            step(offer)
        except CoreAnalyticsError as error:
            offer.error = error
            error.where = error.where or offer.name


def _open(offer: Offer, told: Told, book: Book | None, recall: Recall | None) -> None:
    if offer.path.is_dir():
        raise LogFileError(
            "the folder holds no log (.csv, .txt, .tsv, .parquet, .xlsx, .ods, .fit, .xml or .zip)",
            where=str(offer.path),
            hint="name the files themselves, or another folder",
        )
    try:
        offer.source = Source.of_path(offer.path, offer.name)
    except FileNotFoundError as problem:
        raise LogFileError(
            "there is no such file", where=str(offer.path), hint="check the spelling and the folder"
        ) from problem
    except OSError as problem:
        raise LogFileError(
            f"the file cannot be opened ({(problem.strerror or str(problem)).lower()})",
            where=str(offer.path),
            hint="check that you may read it",
        ) from problem
    if book is not None:
        offer.key = outline_key(offer.source.sha256, told.format, _make_options(told))
        if any(entry.sha256 == offer.source.sha256 for entry in book[1]):
            offer.outline = load_outline(book[0], offer.key)
    before = offer.outline.mapping if offer.outline else None
    if (
        before is not None
        and told.mapping is None
        and (not recall or recall(list(before["columns"])) != before)
    ):
        offer.outline = None  # its columns have been told anew since
    if offer.outline is None:
        _make_draft(offer, told, recall)


def _make_options(told: Told, recall: Recall | None = None) -> Options:
    severity = {**v.SEVERITY, **(told.severity or {})}
    assert not isinstance(told.mapping, (str, Path))  # `check_told` has opened it
    return Options(day_first=told.day_first, severity=severity, mapping=told.mapping, recall=recall)


def _make_draft(offer: Offer, told: Told, recall: Recall | None) -> None:
    assert offer.source is not None
    offer.draft = read_draft(offer.source, format=told.format, options=_make_options(told, recall))
    offer.outline = outline_draft(offer.draft)


def _read(
    offer: Offer,
    told: Told,
    known: dict[str, tuple[str | None, str | None]],
    default_person: str | None,
    book: Book | None,
    recall: Recall | None,
) -> None:
    assert offer.outline is not None
    assert offer.source is not None
    if offer.draft is not None and offer.draft.app == CORRECTIONS:
        _read_corrections(offer, offer.source, offer.draft, book)
        return
    needs = offer.outline.needs
    person, origin = _find_person(offer, needs, told, default_person)
    renamed = {name: told.same[name] for name in needs.people if name in told.same}
    people = sorted({renamed.get(name, name) for name in needs.people} | ({person} if person else set()))
    _check_names(offer, people, told, known)
    telling = dict(known)
    if offer.draft is not None and "people" in offer.outline.tables:
        telling |= _told_in_file(offer.draft, telling)
    zones, units = _find_zones_and_units(offer, needs, people, person, renamed, told, telling)
    offer.manifest = Manifest(
        name=offer.name,
        sha256=offer.source.sha256,
        format=offer.outline.format,
        person=person,
        origin=origin,
        people=tuple(people),
        timezones=zones,
        weight_units=units,
        told_timezone=told.timezone,
        told_weight_unit=told.weight_unit,
        day_first=told.day_first,
        severity=told.severity or {},
        mapping=offer.outline.mapping,
        renamed=renamed,
        tables=offer.outline.tables,
        added_at=datetime.now(UTC).isoformat(timespec="seconds"),
        software=__version__,
    )
    if offer.draft is None and book is not None:
        offer.reading = recall_reading(*book, offer.manifest)
    if offer.reading is None:
        if offer.draft is None:
            _make_draft(offer, told, recall)
        offer.reading = read_file(offer.source, offer.manifest, offer.draft)
        offer.draft = None  # large, and no longer needed
    for name in people:
        zone, unit = telling.get(name, (None, None))
        known[name] = (told.timezone or zone, told.weight_unit or unit)


def _read_corrections(offer: Offer, source: Source, draft: Draft, book: Book | None) -> None:
    if book is None:
        raise LogFileError(texts.CORRECTIONS_WITHOUT_BOOK, where=offer.name, hint=texts.ADD_TO_BOOK)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(
        name=offer.name,
        sha256=source.sha256,
        format=draft.format,
        origin="file",
        tables=tuple(draft.tables),
        added_at=now,
        software=__version__,
    )
    offer.manifest, offer.reading = offer_corrections(source, draft, manifest, *book)


def _find_person(
    offer: Offer, needs: Needs, told: Told, default_person: str | None
) -> tuple[str | None, str]:
    """Whom the rows belong to that name nobody, and how that is known."""
    meant = told.same.get(told.person, told.person) if told.person else None
    others = [name for name in needs.people if told.same.get(name, name) != meant]
    if told.person and others:
        raise QuestionError(
            f"the file names {_list(others)}, but {told.person} was told",
            hint=f'leave out --person, or say --same "{others[0]}={told.person}" if it is the same person',
        )
    if not needs.person and needs.people:
        return None, "file"
    if told.person:
        return told.same.get(told.person, told.person), "told"
    parents = offer.path.resolve().parts
    for place in range(len(parents) - 2, 0, -1):
        if parents[place - 1].lower() == "clients":
            name = as_text(parents[place]).strip()
            return told.same.get(name, name), "folder"
    if default_person and not needs.people:
        return default_person, "told"
    if needs.people or not needs.person:
        return None, "file"  # rows without a name are set aside, one by one
    raise QuestionError("whose log is this?", hint="say --person NAME", asks="person")


def _check_names(offer: Offer, people: Sequence[str], told: Told, known: Mapping[str, object]) -> None:
    new = [name for name in people if name not in known and name not in told.distinct]
    # who is told to be somebody else is not asked about from the other end either
    near = find_near_names(new, [name for name in known if name not in told.distinct])
    if near:
        name, like = near[0]
        raise QuestionError(
            f"{name!r} looks like {like!r}: is it the same person?",
            hint=f'say --same "{name}={like}" if it is, --distinct "{name}" if it is not',
            asks="same_person",
            about=(name, like),
        )


def _told_in_file(
    draft: Draft, known: Mapping[str, tuple[str | None, str | None]]
) -> dict[str, tuple[str | None, str | None]]:
    """Zones and units that a table of people tells; nonsense in it is set aside later."""
    table = draft.tables["people"]
    if "person" not in table.columns:
        return {}
    found = {}
    for row in table.to_dicts():
        name = str(row["person"] or "").strip()
        before = known.get(name, (None, None))
        zone, unit = row.get("timezone"), row.get("weight_unit")
        found[name] = (
            tidy_plan(zone) if zone and is_plan(zone) else before[0],
            unit if unit in v.WEIGHT_UNITS else before[1],
        )
    return found


def _find_zones_and_units(
    offer: Offer,
    needs: Needs,
    people: Sequence[str],
    person: str | None,
    renamed: Mapping[str, str],
    told: Told,
    known: Mapping[str, tuple[str | None, str | None]],
) -> tuple[dict[str, str], dict[str, str]]:
    """Zone and unit of everybody in the file, as told now or known before; asked for where missing."""
    answers: list[dict[str, str]] = []
    for place, (answer, what, wanted, ask) in enumerate(
        (
            (told.timezone, "timezone", needs.timezone, "the times in it have no time zone"),
            (told.weight_unit, "weight_unit", needs.weight_unit, "the weights in it have no unit"),
        )
    ):
        # only what this file uses is noted, so that the same file stays the same when more is known
        concerned = {person if name is None else renamed.get(name, name) for name in wanted}
        found = {
            name: value
            for name in people
            if (name in concerned or (what == "timezone" and needs.dated))
            and (value := answer or known.get(name, (None, None))[place]) is not None
        }
        lacking = sorted(name for name in concerned if name is not None and name not in found)
        if lacking:
            flag = "--timezone Europe/Berlin" if what == "timezone" else "--weight-unit kg (or lb)"
            raise QuestionError(
                f"{ask}, and none is known for {_list(lacking)}",
                hint=f"say it once, for example {flag}",
                asks=what,
                about=tuple(lacking),
            )
        answers.append(found)
    return answers[0], answers[1]


def _list(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
