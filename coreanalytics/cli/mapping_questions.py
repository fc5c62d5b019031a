"""Asking which column of a table is what, once, with proposals; or writing the proposals down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from coreanalytics.cli import texts

if TYPE_CHECKING:
    from coreanalytics.errors import QuestionError
    from coreanalytics.logbook.readers.meanings import Meaning
    from coreanalytics.logbook.readers.proposed_sets import Proposal

_HEADING, _MEANING, _EXAMPLES = 44, 30, 34  # widest columns of the table shown


def ask_mapping(question: QuestionError) -> dict[str, Any]:
    """Show what the columns of a table are likely to be, and ask until that is right.

    Returns
    -------
    dict
        `mapping` for `Logbook.add`; nothing where the answer was no.
    """
    from coreanalytics.errors import ArgumentError
    from coreanalytics.logbook.readers.mapping import TableMapping, parse_mapping
    from coreanalytics.logbook.readers.mapping_checks import check_complete
    from coreanalytics.logbook.readers.proposals import MappingQuestion

    if not isinstance(question, MappingQuestion):
        return {}
    columns = {proposal.name: proposal.meaning for proposal in question.proposals}
    names = list(columns)
    typer.echo(texts.MAPPING_HEAD.format(where=question.where), err=True)
    for number, proposal in enumerate(question.proposals, start=1):
        typer.echo(_word_row(number, proposal, proposal.meaning), err=True)
    while True:
        answer = (
            str(typer.prompt(texts.ASK_MAPPING, default="y", show_default=False, err=True)).strip().lower()
        )
        if answer in ("n", "no"):
            return {}
        if answer in ("y", "yes"):
            told = TableMapping(columns).to_dict()
            try:
                check_complete(parse_mapping(told, question.where).columns, question.where)
            except ArgumentError as error:
                typer.echo(str(error), err=True)
                continue
            return {"mapping": told}
        if not answer.isdecimal() or not 1 <= int(answer) <= len(names):
            typer.echo(texts.NO_SUCH_COLUMN.format(count=len(names)), err=True)
            continue
        place = int(answer) - 1
        columns[names[place]] = _ask_column(int(answer), names[place])
        typer.echo(_word_row(int(answer), question.proposals[place], columns[names[place]]), err=True)


def write_proposed_map(files: Sequence[Path], map_file: Path) -> None:
    """Write what the columns of one file are likely to be.

    Raises
    ------
    ArgumentError
        Several files are named, the file to be written is there already, or no mapping is needed.
    """
    from coreanalytics.errors import ArgumentError
    from coreanalytics.logbook.readers.mapping_files import propose_mapping
    from coreanalytics.logbook.store import write_private

    if len(files) != 1 or files[0].is_dir():
        raise ArgumentError(texts.ONE_FILE, where="--propose-map", hint=texts.HINT_ONE_FILE)
    if map_file.exists():
        raise ArgumentError(texts.MAP_EXISTS, where=str(map_file), hint=texts.HINT_MAP_EXISTS)
    # the examples in it are somebody's health data
    write_private(map_file, propose_mapping(files[0], map_file.name).encode())
    typer.echo(texts.wrote_proposal(map_file, files[0]))


def _ask_column(number: int, name: str) -> Meaning:
    """Ask what one column is until the answer makes sense."""
    from coreanalytics.errors import ArgumentError
    from coreanalytics.logbook.readers.meanings import IGNORED, parse_meaning
    from coreanalytics.logbook.readers.targets import all_targets
    from coreanalytics.logbook.texts import shorten

    asked = texts.ASK_COLUMN.format(number=number, name=shorten(name, _HEADING))
    while True:
        answer = str(typer.prompt(asked, default="", show_default=False, err=True)).strip()
        if not answer:
            return IGNORED
        if answer == "?":
            for target in all_targets().values():
                typer.echo(f"  {target.name:<18}{shorten(target.meaning, 90)}", err=True)
            typer.echo(texts.COLUMN_HELP, err=True)
            continue
        try:
            return parse_meaning(answer, shorten(name, _HEADING))
        except ArgumentError as error:
            typer.echo(str(error), err=True)


def _word_row(number: int, proposal: Proposal, meaning: Meaning) -> str:
    from coreanalytics.logbook.texts import shorten

    told = [
        f"{number:>4}  {shorten(proposal.name, _HEADING):<{_HEADING}}",
        f"{shorten(str(meaning), _MEANING):<{_MEANING}}",
        f"{shorten(', '.join(proposal.examples), _EXAMPLES):<{_EXAMPLES}}",
        proposal.note if meaning == proposal.meaning else "",
    ]
    return "  ".join(told).rstrip()
