"""Amendments: the one way in which a book's history is changed in place, all of it or nothing.

Forgetting somebody touches many events. What they shall be is first written down beside them, as a whole:
`history/.amending` appears by a single rename, and from then on it counts. Its files are moved into their
places one by one; who finds it left behind by an interruption goes on with that, before they read anything.
Moving twice does no harm, and several processes may do it at once.

An amendment holds nothing of what is to go: only what takes its place.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import uuid
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from coreanalytics.errors import BookError
from coreanalytics.logbook import texts_of_sharing as texts
from coreanalytics.logbook.store import (
    CACHE,
    HISTORY,
    NOTE,
    STAGING,
    event_folder,
    keep_event,
    list_numbers,
    sync_folder,
    write_private,
)

Found = TypeVar("Found")

AMENDING: Final = ".amending"  #: folder of an amendment that counts, below the history
AMENDED: Final = ".amended"  #: names the last amendment; readers look whether it changed meanwhile
_TRIES: Final = 5  #: how often a reader begins anew
_PLAN: Final = "plan.json"
_ROOT: Final = "book"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What events and other files of a book shall be.

    Attributes
    ----------
    after
        Name of the amendment that was the last one when this was worked out (`last_amendment`).
    told
        The event that shall tell of it.
    notes
        New note (`add.json`) by number of the event.
    stays
        Names of the files, by number of the event, that stay or are new; the others go.
    files
        New files by number of the event and name.
    others
        New content of files outside the history, by path within the book; None: the file goes.
    """

    after: str
    told: Mapping[str, Any]
    notes: dict[int, dict[str, Any]] = field(default_factory=dict)
    stays: dict[int, frozenset[str]] = field(default_factory=dict)
    files: dict[tuple[int, str], bytes] = field(default_factory=dict)
    others: dict[str, bytes | None] = field(default_factory=dict)


def last_amendment(book: Path) -> str:
    """Return the name of the last amendment of a book; empty if there was none."""
    try:
        return (book / HISTORY / AMENDED).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def is_amending(book: Path) -> bool:
    """Tell whether an amendment was begun and has not ended."""
    return (book / HISTORY / AMENDING).is_dir()


def amend(book: Path, amendment: Amendment) -> bool:
    """Change a book; return whether it was done.

    It is not where another amendment came first: this one was worked out from what is no more.

    Raises
    ------
    OSError
        The disk is full or read-only. What has begun to count is finished by whoever opens the book next.
    """
    staged = book / HISTORY / f"{STAGING}{uuid.uuid4().hex}"
    name = uuid.uuid4().hex
    try:
        _write_down(staged, amendment, name)
        staged.rename(book / HISTORY / AMENDING)
    except OSError as taken:
        shutil.rmtree(staged, ignore_errors=True)
        if taken.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        finish_amendment(book)
        return False
    sync_folder(book / HISTORY)
    finish_amendment(book)
    return last_amendment(book) == name


def read_steadily(book: Path, read: Callable[[], Found], drop: Callable[[], None]) -> Found:
    """Read a book, once more where it was amended meanwhile.

    What a reader put into the cache from files that are no more goes with it.

    Parameters
    ----------
    book
        Its folder.
    read
        Reads history and files anew each time.
    drop
        Lets go of what is held in memory.

    Raises
    ------
    BookError
        A kept file is gone, and no amendment removed it.
    """
    for _ in range(_TRIES):
        before = last_amendment(book)
        try:
            found = read()
        except FileNotFoundError as problem:
            if last_amendment(book) == before and not is_amending(book):
                where = str(problem.filename or book)
                raise BookError(texts.KEPT_FILE_GONE, where=where, hint=texts.RESTORE_BOOK) from problem
        else:
            if last_amendment(book) == before:
                return found
            with suppress(OSError):
                drop_cache(book)
        drop()
    raise BookError(texts.BOOK_IS_BUSY, where=str(book), hint=texts.FORGET_AGAIN)


def _write_down(staged: Path, amendment: Amendment, name: str) -> None:
    staged.mkdir(mode=0o700)
    plan = {
        "name": name,
        "after": amendment.after,
        "told": dict(amendment.told),
        "events": {number: sorted(amendment.stays[number]) for number in sorted(amendment.notes)},
        "gone": sorted(path for path, data in amendment.others.items() if data is None),
    }
    for number, note in amendment.notes.items():
        folder = staged / str(number)
        folder.mkdir(mode=0o700)
        write_private(folder / NOTE, json.dumps(note, indent=1, ensure_ascii=False).encode())
    for (number, file), data in amendment.files.items():
        write_private(staged / str(number) / file, data)
    for path, new in amendment.others.items():
        if new is not None:
            target = staged / _ROOT / path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(target, new)
    write_private(staged / _PLAN, json.dumps(plan).encode())
    sync_folder(staged)


def finish_amendment(book: Path) -> None:
    """Do what an amendment that counts says, wherever it was interrupted; without one, do nothing.

    Raises
    ------
    BookError
        The book cannot be written, so that it stays half amended.
    """
    begun = book / HISTORY / AMENDING
    try:
        plan = json.loads((begun / _PLAN).read_bytes())
    except FileNotFoundError:
        return  # somebody else was faster
    try:
        if last_amendment(book) in (plan["after"], plan["name"]):
            _apply(book, begun, plan)
        gone = begun.with_name(f"{STAGING}{uuid.uuid4().hex}")
        with suppress(FileNotFoundError):
            begun.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise BookError(texts.half_amended(reason), where=str(book), hint=texts.MAKE_WRITABLE) from problem


def _apply(book: Path, begun: Path, plan: Mapping[str, Any]) -> None:
    for number, stays in plan["events"].items():
        _amend_event(event_folder(book, int(number)), begun / number, {NOTE, *stays})
    for source in sorted((begun / _ROOT).rglob("*")):
        if source.is_file():
            _move(source, book / source.relative_to(begun / _ROOT))
    for path in plan["gone"]:
        (book / path).unlink(missing_ok=True)
    # first the name, then the cache: a reader that kept something in between sees one of them
    write_private(book / HISTORY / AMENDED, plan["name"].encode())
    drop_cache(book)
    if not _is_told(book, plan["name"]):
        keep_event(book, {**plan["told"], "amendment": plan["name"]})


def _amend_event(folder: Path, new: Path, stays: Collection[str]) -> None:
    """Put the new files of an event in place, then its note, then remove what does not stay."""
    if not folder.is_dir():
        return
    staged = sorted(new.iterdir()) if new.is_dir() else []
    for source in sorted(staged, key=lambda path: path.name == NOTE):
        _move(source, folder / source.name)
    sync_folder(folder)
    for file in folder.iterdir():
        if file.name not in stays:
            file.unlink(missing_ok=True)
    sync_folder(folder)


def _move(source: Path, target: Path) -> None:
    with suppress(FileNotFoundError):  # moved already
        os.replace(source, target)  # noqa: PTH105 - over what is there, in one step


def _is_told(book: Path, name: str) -> bool:
    """Tell whether an event tells of the amendment; it is among the last."""
    for number, _ in reversed(list_numbers(book)[-64:]):
        try:
            if json.loads((event_folder(book, number) / NOTE).read_bytes()).get("amendment") == name:
                return True
        except (OSError, ValueError, AttributeError):
            continue
    return False


def drop_cache(book: Path) -> None:
    """Remove all that was derived; it is made anew when it is next needed."""
    cache = book / CACHE
    gone = book / HISTORY / f"{STAGING}{uuid.uuid4().hex}"
    with suppress(FileNotFoundError):
        cache.rename(gone)  # at once, so that nobody reads half of it
    shutil.rmtree(gone, ignore_errors=True)
    if gone.exists():
        raise OSError(errno.EBUSY, "the cache is in use", str(cache))
