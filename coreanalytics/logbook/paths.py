"""Paths: which files of a folder are logs, and names that every machine can write down."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from coreanalytics.logbook.aliases import FILE_NAME as ALIAS_FILE
from coreanalytics.logbook.store import is_book

_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".parquet", ".xlsx", ".ods", ".fit")
#: Endings that many files have which are no logs: only what a reader knows is one.
_LOOKED_INTO: Final = (".xml", ".zip")
#: What an export has beside the tables: made of them, or set aside from them.
_NO_LOGS: Final = (
    *(ALIAS_FILE, "person_days.csv", "person_days.parquet", "set_aside.csv", "set_aside.parquet"),
)


def find_logs(folder: Path) -> list[Path]:
    """Return the logs below a folder, alias files, hidden files and books left out."""
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in (*_SUFFIXES, *_LOOKED_INTO)
        and path.is_file()
        and path.name not in _NO_LOGS
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    # a book below the folder keeps copies of these very logs, and empty templates
    books = {parent for path in found for parent in path.parents if is_book(parent)}
    return [path for path in found if books.isdisjoint(path.parents)]


def is_stranger(path: Path) -> bool:
    """Tell whether a file in a folder has an ending of many kinds, and no reader knows what is in it."""
    from coreanalytics.logbook.readers import Source, knows_source, zipped

    if path.suffix.lower() not in _LOOKED_INTO:
        return False
    try:
        source = Source.of_path(path)
        return not (zipped.holds_log(source) if zipped.knows(source) else knows_source(source))
    except OSError:
        return False  # opening it says what is wrong


def short_name(path: Path, files: Sequence[Path]) -> str:
    """The file's name, with its folder where several files share the name."""
    shared = sum(other.name == path.name for other in files) > 1
    name = f"{path.parent.name}/{path.name}" if shared and path.parent.name else path.name
    return as_text(name)


def as_text(name: str) -> str:
    r"""Return a name as proper text where it came in another encoding than the machine's.

    Examples
    --------
    >>> as_text("Zo\udcc3\udcab")
    'Zoë'
    """
    lone = any("\udc80" <= sign <= "\udcff" for sign in name)  # how Python carries bytes that are no text
    return os.fsencode(name).decode("utf-8", errors="replace") if lone else name
