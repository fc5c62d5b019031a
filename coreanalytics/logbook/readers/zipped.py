"""Zip files around one log, as form services and watches send them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.archives import Archive, is_archive
from coreanalytics.logbook.readers.base import Draft, Options, Source

NAME: Final = "zip"
VERSION: Final = "1"

#: Endings of logs that are looked for in a zip file.
ENDINGS: Final = (".csv", ".txt", ".tsv", ".parquet", ".fit", ".xlsx", ".ods")
#: Inflated bytes of a log, at most.
_MOST: Final = 2**30


def knows(source: Source) -> bool:
    """Tell whether a file is a sound zip file that no other reader takes for its own."""
    from coreanalytics.logbook.readers import apple_health, sheets

    if not is_archive(source):
        return False
    try:
        with Archive(source):
            return not (apple_health.knows(source) or sheets.knows(source))
    except LogFileError:
        return False


def parse_source(source: Source, options: Options) -> Draft:
    """Read the one log in a zip file.

    Raises
    ------
    LogFileError
        It does not hold exactly one, is damaged, or inflates beyond measure.
    QuestionError
        Something must be told first, such as the order of day and month.
    """
    from coreanalytics.logbook import readers

    return replace(readers.read_draft(open_log(source), options=options), reader=NAME)


def open_log(source: Source) -> Source:
    """Return the one log in a zip file; raises LogFileError as `parse_source` does."""
    if not is_archive(source):
        raise LogFileError(texts.BROKEN_ZIP, where=source.name, hint=texts.COPY_AGAIN)
    with Archive(source) as archive:
        logs = find_logs_inside(archive)
        if len(logs) != 1:
            names = [member.filename for member in logs or archive.members]
            raise LogFileError(texts.no_single_log(names), where=source.name, hint=texts.ONE_INSIDE)
        data = archive.read(logs[0], most=_MOST)
    name = texts.shown([PurePosixPath(logs[0].filename).name])
    inner = Source(f"{source.name}, {name}", data=data)
    if knows(inner):  # a zip file can hold itself, without end
        raise LogFileError(texts.no_single_log([name]), where=source.name, hint=texts.ONE_INSIDE)
    return inner


def holds_log(source: Source) -> bool:
    """Tell whether a sound zip file holds exactly one log, by the names in it."""
    with Archive(source) as archive:
        return len(find_logs_inside(archive)) == 1


def find_logs_inside(archive: Archive) -> list[zipfile.ZipInfo]:
    """Return the members that end like logs."""
    return [member for member in archive.members if member.filename.lower().endswith(ENDINGS)]
