"""Commands about what happened to a book: history, undo, redo."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import Book, Json, open_book


def history(book: Book = None, as_json: Json = False) -> None:
    rows = open_book(book).history().to_dicts()
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        typer.echo(texts.tell_history(rows))


history.__doc__ = texts.HISTORY


def undo(
    number: Annotated[int | None, typer.Argument(metavar="[NUMBER]", help=texts.UNDO_NUMBER)] = None,
    book: Book = None,
) -> None:
    event = open_book(book).undo(number)
    typer.echo(texts.tell_turn(texts.UNDONE, event.number, event.names))


undo.__doc__ = texts.UNDO


def redo(book: Book = None) -> None:
    event = open_book(book).redo()
    typer.echo(texts.tell_turn(texts.REDONE, event.number, event.names))


redo.__doc__ = texts.REDO
