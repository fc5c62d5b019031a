"""The settings of a book: one commented TOML file that a person may edit."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from coreanalytics import vocabulary as v
from coreanalytics.errors import BookError

FILE_NAME: Final = "coreanalytics.toml"
TIMINGS: Final = (v.Timing.DAY, v.Timing.NEXT_MORNING)

_TEMPLATE: Final = """\
# Settings of this coreanalytics book. Edit them freely; everything else follows.
version = 1

# Whose log a file is when neither the file, its folder nor --person says so.
person = "{person}"

# The rating that counts for a day, asked on training days and rest days alike:
# "day" (today, on average) or "next_morning". Empty: fixed by the first pain file.
primary_timing = ""

# Smallest difference that matters, in points on the 0-10 scale:
# within one person (published for the low back), and between groups (our own yardstick).
delta_within = {within}
delta_between = {between}

# Where several apps logged the same session (a phone and a watch), the one named first here counts, such as
# sources = ["hevy", "garmin"]. Empty: the one with more sets. See: coreanalytics sources
sources = []
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a book.

    Attributes
    ----------
    person
        Whose log a file is when nothing else says so; None: it must be said.
    primary_timing
        The rating that counts for a day: `day` or `next_morning`; None: not fixed yet.
    delta_within, delta_between
        Smallest difference that matters, in points on the 0-10 scale.
    sources
        Apps in the order in which they are believed, where several logged the same session.
    """

    person: str | None = None
    primary_timing: str | None = None
    delta_within: float = v.DELTA_WITHIN.value
    delta_between: float = v.DELTA_BETWEEN.value
    sources: tuple[str, ...] = ()


def make_settings_text(person: str | None = None) -> str:
    """Return the text of a new settings file."""
    quoted = (person or "").replace("\\", "\\\\").replace('"', '\\"')
    return _TEMPLATE.format(person=quoted, within=v.DELTA_WITHIN.value, between=v.DELTA_BETWEEN.value)


def read_settings(folder: Path) -> Settings:
    """Read the settings of the book in `folder`.

    Raises
    ------
    BookError
        The file is not TOML, or holds a value that makes no sense.
    """
    file = folder / FILE_NAME
    return read_settings_text(file.read_text(encoding="utf-8", errors="replace"), file)


def read_settings_text(text: str, file: Path) -> Settings:
    """Read settings from the text of their file; see `read_settings`."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BookError(
            f"the settings cannot be read: {problem}",
            where=str(file),
            hint="mend that line, or take the file from a new book",
        ) from problem
    timing = told.get("primary_timing") or None
    if timing is not None and timing not in TIMINGS:
        raise BookError(f"primary_timing is {timing!r}", where=str(file), hint='use "day" or "next_morning"')
    return Settings(
        person=str(told.get("person") or "") or None,
        primary_timing=timing,
        delta_within=_positive(told, "delta_within", v.DELTA_WITHIN.value, file),
        delta_between=_positive(told, "delta_between", v.DELTA_BETWEEN.value, file),
        sources=_list_sources(told.get("sources", []), file),
    )


def _positive(told: dict[str, Any], key: str, default: float, file: Path) -> float:
    value = told.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 10:
        raise BookError(f"{key} is {value!r}", where=str(file), hint="use a number above 0, at most 10")
    return float(value)


def _list_sources(told: Any, file: Path) -> tuple[str, ...]:
    names = [str(name).strip().lower() for name in told] if isinstance(told, list) else []
    if not isinstance(told, list) or not all(isinstance(name, str) for name in told) or "" in names:
        raise BookError(
            f"sources is {told!r}",
            where=str(file),
            hint='use a list of apps, such as sources = ["hevy", "garmin"], or an empty one: sources = []',
        )
    return tuple(dict.fromkeys(names))


def write_sources(text: str, sources: Sequence[str]) -> str:
    """Return the text of a settings file with the order of the sources set, comments kept."""
    import tomlkit

    document = tomlkit.parse(text)
    document["sources"] = list(sources)
    return tomlkit.dumps(document)


def fix_primary_timing(text: str, timing: str) -> str:
    """Return the text of a settings file with the primary timing set, comments kept."""
    import tomlkit

    document = tomlkit.parse(text)
    document["primary_timing"] = timing
    return tomlkit.dumps(document)
