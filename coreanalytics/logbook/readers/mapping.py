"""Mappings: what each column of a table that no reader knows is, told once and kept as plain JSON.

A mapping names columns by their headings (case, accents and end marks aside) and says of each which column
of our own tables it is (`targets`), and how its cells are read where they are not written as there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.headings import fold
from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers.mapping_checks import check_repeats
from coreanalytics.logbook.readers.meanings import IGNORED, Meaning, parse_meaning

APP: Final = "mapped"  #: name of the source, unless the mapping tells another
_KEYS: Final = frozenset({"columns", "day_first", "decimal", "app"})
_APP: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What each column of a foreign table is.

    Attributes
    ----------
    columns
        By heading, as `name_columns` names them.
    day_first
        Whether ``3/4/2026`` is the third of April; None: inferred.
    decimal
        Decimal sign of numbers, comma or point; None: told by each number.
    app
        Name of the source: two files of one source that tell of the same session are the same log.
    """

    columns: Mapping[str, Meaning] = field(default_factory=dict)
    day_first: bool | None = None
    decimal: str | None = None
    app: str = APP

    def to_dict(self) -> dict[str, Any]:
        """Return the mapping as plain JSON types."""
        told: dict[str, Any] = {"columns": {name: m.to_told() for name, m in self.columns.items()}}
        if self.day_first is not None:
            told["day_first"] = self.day_first
        if self.decimal is not None:
            told["decimal"] = self.decimal
        if self.app != APP:
            told["app"] = self.app
        return told

    def locate(self, header: Sequence[str]) -> dict[str, int]:
        """Return, by heading as told here, the positions of the columns that a table has."""
        places = {identify(name): place for place, name in enumerate(name_columns(header))}
        return {name: places[identify(name)] for name in self.columns if identify(name) in places}

    def missing_from(self, header: Sequence[str]) -> list[str]:
        """Return the columns that are read and that a table does not have."""
        found = self.locate(header)
        return [name for name, told in self.columns.items() if not told.is_ignored and name not in found]

    @property
    def is_dated(self) -> bool:
        """Whether a column is the date, without which a table cannot be read by its mapping alone."""
        return any(told.target in ("date", "moment", "start") for told in self.columns.values())

    def fits(self, header: Sequence[str]) -> bool:
        """Tell whether a table has every column that is read."""
        return not self.missing_from(header)

    def is_for(self, header: Sequence[str]) -> bool:
        """Tell whether a table has exactly the columns of this mapping, the ignored ones included."""
        told = {identify(name) for name in self.columns}
        return told == {identify(name) for name in name_columns(header)}

    def complete(self, header: Sequence[str], day_first: bool | None = None) -> TableMapping:
        """Return the mapping with every column of a table in it, under the names that the table gives them.

        Parameters
        ----------
        header
            Column names of the table.
        day_first
            What was told elsewhere of the order of day and month.
        """
        told = {identify(name): meaning for name, meaning in self.columns.items()}
        columns = {name: told.get(identify(name), IGNORED) for name in name_columns(header)}
        return replace(self, columns=columns, day_first=self.day_first if day_first is None else day_first)


def identify(name: str) -> str:
    """Return what makes two headings the same: case, accents, spaces and end marks do not count."""
    return fold(name) or " ".join(name.split())


def name_columns(header: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column: its heading, its number where it has none, counted where it repeats.

    Examples
    --------
    >>> name_columns(["Date", "Pain", "pain ", ""])
    ('Date', 'Pain', 'pain (2)', 'column 4')
    """
    taken: set[str] = set()
    names = []
    for number, heading in enumerate(header, start=1):
        base = heading.strip() or f"column {number}"
        name, count = base, 1
        while identify(name) in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(identify(name))
        names.append(name)
    return tuple(names)


def parse_mapping(told: Mapping[str, Any], where: str = "mapping") -> TableMapping:
    """Return the mapping that plain JSON types tell.

    Parameters
    ----------
    told
        ``{"columns": {heading: what}, "day_first": …, "decimal": …, "app": …}``, or only
        ``{heading: what}``. *What* is a target, with how its cells are read behind it (``"low_back 0-100"``),
        or a table of `is`, `scale`, `unit`, `words`, `value`, `exercise` and `set`.
    where
        What told it, for messages.

    Raises
    ------
    ArgumentError
        It names a target that there is none of, or one target for two columns.

    Examples
    --------
    >>> told = parse_mapping({"Datum": "date", "Rücken": {"is": "low_back", "scale": "0-100"}})
    >>> told.columns["Rücken"].target, told.columns["Rücken"].scale
    ('low_back', '0-100')
    """
    whole = isinstance(told.get("columns"), Mapping)
    columns = told["columns"] if whole else told
    unknown = sorted(str(key) for key in set(told) - _KEYS) if whole else []
    if unknown:
        raise ArgumentError(texts.unknown_key(unknown[0]), where=where, hint=texts.KNOWN_KEYS)
    read: dict[str, Meaning] = {}
    seen: dict[str, str] = {}
    for name, what in columns.items():
        heading = str(name)
        if identify(heading) in seen:
            raise ArgumentError(texts.same_heading(seen[identify(heading)], heading), where=where)
        seen[identify(heading)] = heading
        read[heading] = parse_meaning(what, f"{where}, {texts.quote(heading)}")
    options = told if whole else {}
    mapping = TableMapping(read, *_read_options(options, where))
    check_repeats(mapping.columns, where)
    return mapping


def _read_options(told: Mapping[str, Any], where: str) -> tuple[bool | None, str | None, str]:
    day_first, decimal, app = told.get("day_first"), told.get("decimal"), told.get("app", APP)
    if day_first is not None and not isinstance(day_first, bool):
        raise ArgumentError(texts.bad_option("day_first", day_first), where=where, hint=texts.TRUE_OR_FALSE)
    if decimal not in (None, ",", "."):
        raise ArgumentError(texts.bad_option("decimal", decimal), where=where, hint=texts.COMMA_OR_POINT)
    if not isinstance(app, str) or not _APP.fullmatch(app):
        raise ArgumentError(texts.bad_option("app", app), where=where, hint=texts.APP_NAME)
    return day_first, decimal, app
