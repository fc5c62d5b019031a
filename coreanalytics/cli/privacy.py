"""Commands about what leaves a book, and who: export, pseudonymise, forget."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import Book, Json, Person, as_text, is_interactive, open_book

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.logbook.book import Logbook
    from coreanalytics.logbook.exports import MakeMore

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=texts.EXPORT_FOLDER)]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help=texts.EXPORT_FORMAT)]
WithDays = Annotated[bool, typer.Option("--days/--no-days", help=texts.EXPORT_DAYS)]


def export(
    folder: Folder,
    format: Format = "csv",
    person: Person = None,
    with_days: WithDays = True,
    book: Book = None,
    as_json: Json = False,
) -> None:
    logbook = open_book(book)
    more = _add_days(logbook) if with_days else None
    done = logbook.export(folder, format=format, people=_one(person), more=more)
    typer.echo(json.dumps(done.to_dict(), ensure_ascii=False, indent=1) if as_json else str(done))


export.__doc__ = texts.EXPORT


def pseudonymise(
    folder: Folder,
    format: Format = "csv",
    person: Person = None,
    shift_dates: Annotated[bool, typer.Option("--shift-dates/--true-dates", help=texts.SHIFT_DATES)] = True,
    with_days: WithDays = True,
    book: Book = None,
    as_json: Json = False,
) -> None:
    logbook = open_book(book)
    more = _add_days(logbook) if with_days else None
    done = logbook.pseudonymise(
        folder, format=format, people=_one(person), shift_dates=shift_dates, more=more
    )
    typer.echo(json.dumps(done.to_dict(), ensure_ascii=False, indent=1) if as_json else str(done))


pseudonymise.__doc__ = texts.PSEUDONYMISE


def forget(
    person: Annotated[str, typer.Argument(metavar="PERSON", help=texts.FORGET_PERSON)],
    sure: Annotated[bool, typer.Option("--yes", help=texts.FORGET_YES)] = False,
    drop_unreadable: Annotated[bool, typer.Option("--drop-unreadable", help=texts.FORGET_DROP)] = False,
    book: Book = None,
    as_json: Json = False,
) -> None:
    from coreanalytics.errors import QuestionError

    logbook = open_book(book)
    name = str(as_text(person))
    if not sure:
        logbook.know_person(name)  # nobody is asked about somebody who is not there
        if not is_interactive():
            raise QuestionError(texts.forget_unasked(name), hint=texts.HINT_FORGET)
        if not typer.confirm(texts.ask_forget(name), err=True):
            raise typer.Exit(1)
    done = logbook.forget(name, drop_unreadable=drop_unreadable)
    typer.echo(json.dumps(done.to_dict(), ensure_ascii=False, indent=1) if as_json else str(done))
    if not done.is_proven:
        raise typer.Exit(1)


forget.__doc__ = texts.FORGET


def _one(person: str | None) -> list[str] | None:
    return None if person is None else [str(as_text(person))]


def _add_days(book: Logbook) -> MakeMore:
    """Return what makes the person-days of exported tables, as the book would."""
    from coreanalytics.days import build_days

    timing = book.settings.primary_timing

    def add(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        return {"person_days": build_days(dict(tables), primary_timing=timing)}

    return add
