"""Mappings as files: TOML that a person can look over and correct."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from coreanalytics.errors import ArgumentError, LogFileError
from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Options, Source
from coreanalytics.logbook.readers.mapping import APP, parse_mapping
from coreanalytics.logbook.readers.meanings import Meaning
from coreanalytics.logbook.readers.proposals import MappingQuestion
from coreanalytics.logbook.readers.proposed_sets import Proposal
from coreanalytics.logbook.readers.targets import all_targets
from coreanalytics.logbook.readers.texts import shown

_MOST_BYTES: Final = 2**24


def settle_mapping(told: Mapping[str, Any] | str | Path) -> dict[str, Any]:
    """Return a mapping, told as a table or as the path of a TOML file, as plain JSON types.

    Raises
    ------
    ArgumentError
        The file cannot be read, or the mapping makes no sense (see `mapping.parse_mapping`).
    """
    if isinstance(told, (str, Path)):
        return load_mapping(Path(told))
    if not isinstance(told, Mapping):
        raise ArgumentError(texts.OTHER_THAN_TABLE, where="mapping")
    return parse_mapping(told).to_dict()


def load_mapping(file: Path) -> dict[str, Any]:
    """Return the mapping in a TOML file as plain JSON types.

    Raises
    ------
    ArgumentError
        The file cannot be read, or the mapping makes no sense.
    """
    where = shown([file.name])
    try:
        with file.open("rb") as stream:
            told = tomllib.loads(stream.read(_MOST_BYTES).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise ArgumentError(texts.NO_MAP_FILE, where=str(file), hint=texts.MEND_TOML) from error
    except OSError as error:
        raise ArgumentError(error.strerror or str(error), where=str(file), hint=texts.MEND_TOML) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ArgumentError(f"{texts.NO_TOML} ({error})", where=where, hint=texts.MEND_TOML) from error
    return parse_mapping(told, where).to_dict()


def propose_mapping(file: Path, map_file: str) -> str:
    """Return what is proposed for the columns of a table as TOML with comments.

    Parameters
    ----------
    file
        The table.
    map_file
        Name of the TOML file, for the instructions at its top.

    Raises
    ------
    ArgumentError
        A reader knows the file, so that nothing need be told.
    LogFileError
        The file cannot be opened, or is no table.
    """
    try:
        draft = read_draft(Source.of_path(file, file.name), format="mapped", options=Options())
    except MappingQuestion as question:
        return write_proposal(question, file.name, map_file)
    except FileNotFoundError as error:
        raise LogFileError(texts.NO_FILE, where=str(file), hint=texts.CHECK_PATH) from error
    except OSError as error:
        raise LogFileError(error.strerror or str(error), where=str(file), hint=texts.CHECK_PATH) from error
    raise ArgumentError(texts.known_format(draft.format), where=shown([file.name]), hint=texts.ADD_AS_IT_IS)


def write_proposal(question: MappingQuestion, file: str, map_file: str) -> str:
    r"""Return what is proposed as TOML with comments.

    Parameters
    ----------
    question
        What is asked.
    file, map_file
        Names of the table and of the TOML file, for the instructions at the top.

    Examples
    --------
    >>> from coreanalytics.logbook.readers.base import Options, open_table
    >>> from coreanalytics.logbook.readers.proposals import ask_for_mapping
    >>> table = open_table(b"Datum,Leiste links\n2026-09-14,3\n", "a.csv")
    >>> text = write_proposal(ask_for_mapping(table, Options()), "a.csv", "map.toml")
    >>> print(text.partition("[columns]")[2].partition("# What")[0].strip())
    # 2026-09-14
    "Datum" = "date"
    # 3
    "Leiste links" = "thigh_root_left"
    """
    mapping = question.mapping
    head = texts.FILE_HEAD.format(
        name=shown([file]),
        map=shown([map_file]),
        day_first="# day_first = true",
        decimal='# decimal = ","',
        app=f'# app = "{APP}"' if mapping.app == APP else f"app = {_quote(mapping.app)}",
    )
    columns = [line for proposal in question.proposals for line in _write_column(proposal)]
    targets = [f"#   {name:<20}{target.meaning}" for name, target in all_targets().items()]
    return "\n".join([head, "[columns]", *columns, texts.FILE_FOOT.strip("\n"), *targets, ""]).replace(
        "\n# What a column can be", "\n\n# What a column can be"
    )


def _write_column(proposal: Proposal) -> tuple[str, str]:
    examples = shown(proposal.examples) or texts.NO_EXAMPLES
    return (
        texts.file_note(examples, proposal.note),
        f"{_quote(proposal.name)} = {_write_meaning(proposal.meaning)}",
    )


def _write_meaning(meaning: Meaning) -> str:
    return _write_value(meaning.to_told())


def _write_value(value: object) -> str:
    if isinstance(value, Mapping):
        parts = [f"{_write_key(str(key))} = {_write_value(told)}" for key, told in value.items()]
        return f"{{ {', '.join(parts)} }}"
    return str(value) if isinstance(value, int) else _quote(str(value))


def _write_key(key: str) -> str:
    return key if key.isascii() and key.isalpha() else _quote(key)


def _quote(text: str) -> str:
    """Return text as TOML writes it between quotes; that is how JSON does, but for one sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
