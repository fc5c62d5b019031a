"""Commands about the book: init, add, status, exercises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.asking import answer_questions, ask_what_is_unsaid
from coreanalytics.cli.mapping_questions import write_proposed_map
from coreanalytics.cli.options import AsOf, Book, Json, as_text, is_interactive, open_book
from coreanalytics.cli.paragraphs import write_paragraphs
from coreanalytics.cli.progress import show_progress

if TYPE_CHECKING:
    from coreanalytics.logbook.reports import AddReport


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=texts.INIT_FOLDER)],
    person: Annotated[str | None, typer.Option("--person", metavar="NAME", help=texts.INIT_PERSON)] = None,
    aliases: Annotated[
        Path | None, typer.Option("--aliases", metavar="FILE", help=texts.INIT_ALIASES)
    ] = None,
) -> None:
    from coreanalytics.logbook.aliases import read_aliases
    from coreanalytics.logbook.book import Logbook

    told = aliases.read_bytes() if aliases else None
    if told is not None:
        read_aliases(told, str(aliases))  # a bad alias file is refused before anything is made
    made = Logbook(folder).create(person=as_text(person), aliases=told)
    typer.echo(texts.made_book(made))


init.__doc__ = texts.INIT


def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=texts.ADD_FILES)],
    person: Annotated[str | None, typer.Option("--person", metavar="NAME", help=texts.ADD_PERSON)] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help=texts.ADD_TIMEZONE)
    ] = None,
    weight_unit: Annotated[
        str | None, typer.Option("--weight-unit", metavar="UNIT", help=texts.ADD_UNIT)
    ] = None,
    format: Annotated[str | None, typer.Option("--as", metavar="FORMAT", help=texts.ADD_AS)] = None,
    day_first: Annotated[
        bool | None, typer.Option("--day-first/--month-first", help=texts.ADD_DAY_FIRST)
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--map", metavar="FILE", help=texts.ADD_MAP)] = None,
    propose_map: Annotated[
        Path | None, typer.Option("--propose-map", metavar="FILE", help=texts.ADD_PROPOSE_MAP)
    ] = None,
    severity: Annotated[
        str | None, typer.Option("--severity", metavar="WORD=NUMBER,…", help=texts.ADD_SEVERITY)
    ] = None,
    same: Annotated[
        list[str] | None, typer.Option("--same", metavar="NAME=NAME", help=texts.ADD_SAME)
    ] = None,
    distinct: Annotated[
        list[str] | None, typer.Option("--distinct", metavar="NAME", help=texts.ADD_DISTINCT)
    ] = None,
    book: Book = None,
    as_json: Json = False,
) -> None:
    if propose_map is not None:
        write_proposed_map(files, propose_map)
        return
    from coreanalytics.logbook.store import is_book

    logbook = open_book(book)
    is_new = not is_book(logbook.folder)
    told: dict[str, Any] = {
        "person": person,
        "timezone": timezone,
        "weight_unit": weight_unit,
        "format": format,
        "day_first": day_first,
        "mapping": mapping,
        "severity": _numbers(severity) if severity else None,
        "same": _pairs(same or []),
        "distinct": tuple(distinct or ()),
    }
    with show_progress("Reading") as progress:
        report = None if is_interactive() else logbook.add(*files, **told, progress=progress)
    if report is None:
        report = answer_questions(logbook, files, told)
    _print_report(report, as_json=as_json)
    if is_new and is_book(logbook.folder) and not as_json:
        typer.echo(texts.new_book(logbook.folder))
    if is_interactive() and len(report.failed) < len(report):
        ask_what_is_unsaid(logbook)
    if report.failed:
        raise typer.Exit(1)


add.__doc__ = texts.ADD


def _numbers(told: str) -> dict[str, int]:
    """Read "mild=3,severe=9"."""
    from coreanalytics.errors import ArgumentError

    numbers = {}
    for part in told.split(","):
        word, _, number = part.partition("=")
        if not word.strip() or not number.strip().isdigit() or not 0 <= int(number) <= 10:
            raise ArgumentError(
                f"--severity {part.strip()!r} is no word with a number", hint=texts.HINT_SEVERITY
            )
        numbers[word.strip().casefold()] = int(number)
    return numbers


def _pairs(told: list[str]) -> dict[str, str]:
    from coreanalytics.errors import ArgumentError

    pairs = {}
    for text in told:
        name, sign, like = text.partition("=")
        if not sign or not name.strip() or not like.strip():
            raise ArgumentError(f"--same {text!r} names no pair", hint='write --same "Ann Lee=Anna Lee"')
        pairs[name.strip()] = like.strip()
    return pairs


def _print_report(report: AddReport, *, as_json: bool) -> None:
    typer.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=1) if as_json else str(report))


def status(
    rejected: Annotated[
        Path | None, typer.Option("--rejected", metavar="FILE", help=texts.STATUS_REJECTED)
    ] = None,
    person: Annotated[str | None, typer.Option("--person", metavar="NAME", help=texts.STATUS_PERSON)] = None,
    book: Book = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    logbook = open_book(book, as_of)
    if rejected is not None:
        written = logbook.export_rejected(rejected, person=as_text(person))
        typer.echo(texts.wrote_rejected(written) if written else texts.NOTHING_REJECTED)
        return
    told = logbook.status(person=as_text(person))
    if as_json:
        typer.echo(json.dumps(told.to_dict(), ensure_ascii=False, indent=1))
    else:
        write_paragraphs(str(told))


status.__doc__ = texts.STATUS


def exercises() -> None:
    from coreanalytics.catalogue import exercises as list_exercises

    for row in list_exercises().select("id", "family", "aliases").to_dicts():
        typer.echo(f"{row['id']:<26}{row['family']:<14}{', '.join(row['aliases'])}")


exercises.__doc__ = texts.EXERCISES
