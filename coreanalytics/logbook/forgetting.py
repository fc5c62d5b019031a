"""Forgetting: a person taken out of every kept file, manifest, event, note and cache of a book, for good.

It is the one operation that changes history in place. All that shall be is worked out first, from every file
that was ever added, also those undone or replaced since; nothing is written until all of it is known. Then it
is put in place as one amendment (`amendments`), and the whole folder is searched for what may be left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from coreanalytics.errors import ArgumentError, BookError
from coreanalytics.logbook import texts_of_sharing as texts
from coreanalytics.logbook.aliases import FILE_NAME as ALIAS_FILE
from coreanalytics.logbook.amendments import Amendment, amend, last_amendment
from coreanalytics.logbook.correcting import gather_corrections
from coreanalytics.logbook.events import Entry, Event, Happening, replay
from coreanalytics.logbook.forgotten import Forgotten, ForgottenFile
from coreanalytics.logbook.history import read_history
from coreanalytics.logbook.mended_sources import Moves, move_corrections
from coreanalytics.logbook.name_search import (
    Trace,
    find_traces,
    find_words,
    is_common,
    make_matcher,
    read_pieces,
    read_values,
)
from coreanalytics.logbook.names_of_people import find_near_names
from coreanalytics.logbook.pseudonyms import KEY_FILE, forget_in_key, open_key, write_key
from coreanalytics.logbook.rewriting import Matches, Rewriting, blank_file, rewrite_file
from coreanalytics.logbook.scrubbing import scrub_aliases, scrub_person, scrub_settings, scrub_tree
from coreanalytics.logbook.sealed_texts import leave_person_out, list_members, read_seal
from coreanalytics.logbook.settings import FILE_NAME as SETTINGS_FILE
from coreanalytics.logbook.store import NOTE, PLAN, event_folder, explain_failure, safe_name

#: How often it is begun anew because others changed the book meanwhile.
_TRIES: Final = 8


@dataclass(slots=True)
class Plan:
    """What a book shall be without somebody, while it is worked out."""

    amendment: Amendment
    files: list[ForgottenFile] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)  #: identities of the files written anew

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return not self.amendment.notes and not self.amendment.others


def list_people(book: Path) -> list[str]:
    """Return everybody whom a kept file, counting or not, is about, or the key of pseudonyms names."""
    people = {name for event in read_history(book) for entry in event.entries for name in entry.people}
    return sorted(people | {name for name in open_key(book) if not name.startswith("\x00")})


def check_person(book: Path, person: str, default: str | None) -> None:
    """Refuse to forget whom the book does not know.

    Raises
    ------
    ArgumentError
        There is nobody of this name.
    """
    people = sorted({*list_people(book), *([default] if default else [])})
    if person not in people:
        near = [like for _, like in find_near_names([person], people)]
        raise ArgumentError(texts.nobody(person), where="person", hint=texts.known_people(near, people))


def forget_person(book: Path, person: str, *, drop_unreadable: bool = False) -> Forgotten:
    """Take a person out of a book.

    Parameters
    ----------
    book
        The book's folder.
    person
        Their name in the book, exactly.
    drop_unreadable
        A file about several people that cannot be written without this one goes as a whole.

    Raises
    ------
    BookError
        A file cannot be written without them, or the disk is full or read-only; nothing was changed then.
    """
    files: list[ForgottenFile] = []
    words: set[str] = set()
    others: set[str] = set()
    changed: set[str] = set()
    matches: Matches = make_matcher(person, [])
    for _ in range(_TRIES):
        # a pseudonym of somebody else (P24) may be this name (p24) in another case
        given = [told.name for name, told in open_key(book).items() if name != person]
        matches = make_matcher(person, {*list_people(book), *given} - {person})
        plan = make_plan(book, person, matches, drop_unreadable=drop_unreadable)
        words |= plan.words
        if plan.is_empty:
            break
        with explain_failure(book):
            is_done = amend(book, plan.amendment)
        if is_done:
            files += plan.files
            changed |= plan.sources
            others |= set(plan.amendment.others)
    else:
        raise BookError(texts.BOOK_IS_BUSY, where=str(book), hint=texts.FORGET_AGAIN)
    only_names = is_common(person)
    found, searched = find_traces(book, matches, words, only_names=only_names)
    traces = _excuse(book, found, changed)
    return Forgotten(person, tuple(files), tuple(sorted(others)), searched, tuple(traces), only_names)


# --- the plan -------------------------------------------------------------------------------------------


def make_plan(book: Path, person: str, matches: Matches, *, drop_unreadable: bool = False) -> Plan:
    """Work out what a book shall be without a person; nothing is written."""
    plan = Plan(Amendment(last_amendment(book), {"kind": Happening.FORGET}))
    events = read_history(book)
    entries = [entry for event in events for entry in event.entries]
    # a number or an everyday word is no name where it stands alone
    loose: Matches = _never if is_common(person) else matches
    scrubs = {SETTINGS_FILE: scrub_person} if is_common(person) else _SCRUBS
    rewritten = _rewrite_files(book, entries, replay(events), person, loose, drop_unreadable)
    outcomes = _settle_readings(events, rewritten)
    _move_mended(book, entries, outcomes, loose)
    for event in events:
        if event.kind == Happening.PLAN:
            _plan_sealed(book, event, matches, loose, plan)
            continue
        _plan_event(book, event, outcomes, loose, plan, {name: (s, matches) for name, s in scrubs.items()})
    for name, scrub in scrubs.items():
        _scrub_file(book / name, name, scrub, matches, plan.amendment.others)
    key = open_key(book)
    if person in key:
        plan.amendment.others[KEY_FILE] = write_key(forget_in_key(key, person))
    words = {word for outcome in outcomes.values() for word in outcome.words}
    told_too = {text for outcome in outcomes.values() for text in outcome.told_too}
    plan.words |= words - set(find_words(told_too, words))
    return plan


def _never(_: str) -> bool:
    return False


Scrub = Callable[[bytes, Matches], bytes]
Outcomes = dict[tuple[int, str], Rewriting]
_SCRUBS: Final[Mapping[str, Scrub]] = {
    SETTINGS_FILE: scrub_settings,
    ALIAS_FILE: scrub_aliases,
}


def _rewrite_files(
    book: Path,
    entries: Sequence[Entry],
    counting: Sequence[Entry],
    person: str,
    matches: Matches,
    drop_unreadable: bool,
) -> Outcomes:
    """Work out the files that are about the person, and those of others that have the name in a cell."""
    now, ever = gather_corrections(book, counting), gather_corrections(book, entries)
    outcomes: Outcomes = {}
    for entry in entries:
        if entry.mends:
            continue
        kept = entry.open_in(book)
        if person in entry.people or person in entry.manifest.renamed.values():
            mine = now.get(entry.source_file, {}), ever.get(entry.source_file, {})
            done = rewrite_file(kept, person, matches, *mine, drop_unreadable=drop_unreadable)
            outcomes[entry.number, entry.file] = done
        elif _may_name(kept.path, person):
            blanked = blank_file(kept, matches)
            if blanked is not None:
                outcomes[entry.number, entry.file] = blanked
    return outcomes


def _may_name(file: Path, person: str) -> bool:
    """Tell whether the bytes of a file may hold a name; a quick look, since most do not."""
    data = file.read_bytes().lower()
    if not person.isascii() or data.startswith(b"par1"):
        return True
    return any(person.lower().encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def _settle_readings(events: Sequence[Event], outcomes: Outcomes) -> Outcomes:
    """Let earlier readings of the same bytes go where they would count again: their bytes differ by now."""
    current = {entry.identity: entry for event in events for entry in event.entries}
    current |= {entry.identity: entry for entry in replay(events)}
    settled = dict(outcomes)
    for event in events:
        for entry in event.entries:
            newest = current[entry.identity]
            mine, theirs = (_name_bytes(e, outcomes) for e in (entry, newest))
            if entry is not newest and mine and mine != theirs:
                settled[entry.number, entry.file] = Rewriting()
    return settled


def _name_bytes(entry: Entry, outcomes: Outcomes) -> list[str]:
    done = outcomes.get((entry.number, entry.file))
    return [entry.sha256] if done is None else [manifest.sha256 for manifest, _ in done.files]


def _move_mended(book: Path, entries: Sequence[Entry], outcomes: Outcomes, matches: Matches) -> None:
    """Let mended records follow the records that they stand for."""
    moves: Moves = {}
    people: dict[str, set[str]] = {}
    for entry in entries:
        done = outcomes.get((entry.number, entry.file))
        if done is None:
            moves.setdefault(entry.source_file, {})[entry.source_file] = None
            people.setdefault(entry.source_file, set()).update(entry.people)
            continue
        moves.setdefault(entry.source_file, {})
        for manifest, _ in done.files:
            lines = done.lines.get(manifest.source_file, {})
            moves[entry.source_file][manifest.source_file] = lines
            people.setdefault(manifest.source_file, set()).update(manifest.people)
    for entry in entries:
        moved = any(set(moves.get(source, {})) != {source} for source in entry.mends)
        if entry.mends and (moved or any(map(matches, read_values(entry.open_in(book).path)[0]))):
            outcomes[entry.number, entry.file] = move_corrections(entry.open_in(book), moves, people, matches)


def _plan_event(
    book: Path,
    event: Event,
    outcomes: Outcomes,
    matches: Matches,
    plan: Plan,
    scrubs: Mapping[str, tuple[Scrub, Matches]],
) -> None:
    """Work out one event: its note, its files, and the copies of alias file and settings beside them."""
    folder = event_folder(book, event.number)
    told = json.loads((folder / NOTE).read_bytes())
    new: dict[str, bytes] = {}
    listed: list[dict[str, Any]] = []
    gone: set[str] = set()
    for entry in event.entries:
        done = outcomes.get((entry.number, entry.file))
        if done is None:
            listed.append(json.loads(entry.told))
            continue
        gone.add(entry.file)
        for manifest, data in done.files:
            name = f"{len(listed)}-{manifest.sha256[:8]}-{safe_name(manifest.name)}"
            listed.append({"file": name, **manifest.to_dict()})
            new[name] = data
            plan.sources.add(manifest.source_file)
        plan.files.append(_tell_file(entry, done))
    for name, (scrub, named) in scrubs.items():
        changed: dict[str, bytes | None] = {}
        _scrub_file(folder / name, name, scrub, named, changed)
        new |= {name: data for name, data in changed.items() if data is not None}
    rest = {key: value for key, value in told.items() if key != "files"}
    scrubbed = {**scrub_tree(rest, matches), **_keep_facts(rest)}
    if gone or new or scrubbed != rest:
        there = {path.name for path in folder.iterdir()}
        plan.amendment.notes[event.number] = {**scrubbed, "files": listed}
        plan.amendment.stays[event.number] = frozenset((there - gone) | set(new))
        for name, data in new.items():
            plan.amendment.files[event.number, name] = data


def _plan_sealed(book: Path, event: Event, matches: Matches, loose: Matches, plan: Plan) -> None:
    """Work out a plan on record: without the person, sealed anew; one that still names them goes."""
    folder = event_folder(book, event.number)
    try:
        text = (folder / PLAN).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    is_theirs = any(map(matches, list_members(text)))
    if not is_theirs and not any(map(loose, read_pieces(text.encode()))):
        return
    new = leave_person_out(text, matches) if is_theirs else None
    if new is not None and any(map(loose, read_pieces(new.encode()))):
        new = None
    told = json.loads((folder / NOTE).read_bytes())
    if new is None:  # what is left says nothing, and cannot be brought in again
        plan.amendment.notes[event.number] = {**_keep_facts(told), "kind": Happening.NOTES, "files": []}
        plan.amendment.stays[event.number] = frozenset()
        return
    plan.amendment.notes[event.number] = {**told, "seal": read_seal(new)}
    plan.amendment.stays[event.number] = frozenset({PLAN})
    plan.amendment.files[event.number, PLAN] = new.encode()


def _keep_facts(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says of itself in words of ours."""
    return {key: told[key] for key in ("kind", "at", "software", "amendment") if key in told}


def _tell_file(entry: Entry, done: Rewriting) -> ForgottenFile:
    outcome = "converted" if done.is_converted else "rewritten" if done.files else "removed"
    names = tuple(manifest.name for manifest, _ in done.files)
    return ForgottenFile(entry.number, outcome, done.theirs, done.nameless, done.lost, names)


def _scrub_file(
    file: Path,
    name: str,
    scrub: Scrub,
    matches: Matches,
    changed: dict[str, bytes | None],
) -> None:
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return
    new = scrub(data, matches)
    if new != data:
        changed[name] = new


# --- the proof ------------------------------------------------------------------------------------------


def _excuse(book: Path, traces: Sequence[Trace], changed: Collection[str]) -> list[Trace]:
    """Leave out the same words in files that were never about the person, and in the names of exercises.

    In a file that was written anew nothing is left out: what others wrote there too is not looked for at all.
    """
    kept = {
        str(entry.open_in(book).path.relative_to(book))
        for event in read_history(book)
        for entry in event.entries
        if entry.source_file not in changed
    }
    return [
        trace
        for trace in traces
        if trace.kind != "words" or (trace.path not in kept and Path(trace.path).name != ALIAS_FILE)
    ]
