"""Asking: what a file does not say is asked once, where a person is there to answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.progress import show_progress
from coreanalytics.errors import ArgumentError, CoreAnalyticsError, QuestionError

if TYPE_CHECKING:
    from coreanalytics.logbook.book import Logbook
    from coreanalytics.logbook.reports import AddReport, FileReport


def answer_questions(book: Logbook, files: Sequence[Path], told: dict[str, Any]) -> AddReport:
    """Add files, asking for what is missing until each is in or cannot be.

    What is answered for one file is offered for the next: a person as the default of the question, the
    order of day and month and who is who as settled.
    """
    from coreanalytics.logbook import texts as book_texts
    from coreanalytics.logbook.adding import expand_paths
    from coreanalytics.logbook.reports import AddReport, FileReport

    skipped: list[Path] = []
    paths = expand_paths(files, skipped)
    with show_progress("Reading") as progress:
        # everything that raises no question goes in first: a table of people may answer the others
        try:
            reports = list(book.add(*paths, **told, progress=progress).files)
        except CoreAnalyticsError:
            reports = [FileReport(path.name, "failed") for path in paths]
    answers = dict(told)
    for place, path in enumerate(paths):
        if reports[place].status == "failed":
            reports[place] = _insist(book, path, told, answers)
    reports += [FileReport(path.name, "skipped", notices=(book_texts.NO_KNOWN_LOG,)) for path in skipped]
    return AddReport(tuple(reports))


def ask_what_is_unsaid(book: Logbook) -> None:
    """Ask once for each exercise what its app does not log; an empty answer leaves it unknown."""
    rows = book.unsaid().to_dicts()
    if rows:
        typer.echo(texts.UNSAID, err=True)
    for row in rows:
        name = row["exercise_logged"]
        side = row["lacks"] == "side"
        question, allowed = (texts.ASK_SIDE, _SIDES) if side else (texts.ASK_HANDS, _HANDS)
        answer = ""
        while True:
            answer = str(typer.prompt(question.format(name=name), default="", show_default=False, err=True))
            answer = answer.strip().lower()
            if answer in allowed:
                break
            typer.echo(texts.ALLOWED.format(allowed=", ".join(filter(None, allowed))), err=True)
        told = {"side": answer or None} if side else {"hands": int(answer) if answer else None}
        book.add_alias(name, **told)


_SIDES = ("left", "right", "both", "")
_HANDS = ("1", "2", "")


def _insist(book: Logbook, path: Path, told: dict[str, Any], answers: dict[str, Any]) -> FileReport:
    """Add one file, asking until it is in or cannot be; `answers` learns for the files after it."""
    from coreanalytics.logbook.reports import FileReport

    settled = ("day_first", "same", "distinct")  # these hold for every file of this add
    mine = {**told, **{what: answers[what] for what in settled}}
    asked: str | None = None
    while True:
        try:
            return book.add(path, **mine).files[0]
        except QuestionError as question:
            asked = question.asks
            answer = _ask(question, mine, answers["person"])
            if not answer:
                return FileReport(path.name, "failed", error=question)
        except ArgumentError as error:
            if asked is None:
                return FileReport(path.name, "failed", error=error)
            # the answer made no sense: say why, and ask the same again
            typer.echo(str(error), err=True)
            answer = {asked: told.get(asked)}
        except CoreAnalyticsError as error:
            return FileReport(path.name, "failed", error=error)
        mine |= answer
        answers |= answer


def _ask(question: QuestionError, told: dict[str, Any], last_person: str | None) -> dict[str, Any]:
    """Return what was answered, as arguments of `Logbook.add`; nothing if it cannot be asked."""
    people = ", ".join(question.about)
    if question.asks == "person":
        return {"person": _prompt(texts.ASK_PERSON.format(where=question.where), last_person)}
    if question.asks == "timezone":
        return {"timezone": _prompt(texts.ASK_TIMEZONE.format(people=people))}
    if question.asks == "weight_unit":
        return {"weight_unit": _prompt(texts.ASK_UNIT.format(people=people))}
    if question.asks == "day_first":
        return {"day_first": typer.confirm(texts.ASK_DAY_FIRST.format(where=question.where), err=True)}
    if question.asks == "mapping":
        from coreanalytics.cli.mapping_questions import ask_mapping

        return ask_mapping(question)
    if question.asks == "same_person":
        name, like = question.about
        if typer.confirm(texts.ASK_SAME.format(name=name, like=like), err=True):
            return {
                "same": {**told["same"], name: like},
                **({"person": like} if told["person"] == name else {}),
            }
        return {"distinct": (*told["distinct"], name)}
    return {}


def _prompt(text: str, default: str | None = None) -> str:
    return str(typer.prompt(text, default=default, err=True)).strip()
