"""Fingerprints: whether anything that a report is made from has changed, the software included."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics.version import __version__

if TYPE_CHECKING:
    from coreanalytics.views.weekly.calendar import Week
    from coreanalytics.views.weekly.source import Source

#: What draws the PDFs; others move no number on a page without a new release of ours.
_DRAWING: Final = ("typst",)
#: Digits after the point that are looked at: sums made in another order agree to far more.
_DIGITS: Final = 9


def take_fingerprint(
    source: Source, person: str, week: Week, days: pl.DataFrame, names: pl.DataFrame, *, alone: bool
) -> str:
    """Return a hash of everything that decides what the report of one person and week says.

    Parameters
    ----------
    source
        Tables, set-aside rows and settings; rows of other people do not matter.
    person, week
        Whose report, of which week.
    days, names
        Their person-days and unmapped names.
    alone
        Whether the book knows this one person only.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    mine = pl.col("person") == person
    theirs = source.rejected.filter(mine | pl.col("person").is_null())
    told = [
        hash_software(),
        person,
        week.name,
        str(source.version_of(person, week.sunday)),
        str(source.told_on is not None and source.told_on > week.sunday),
        str(source.timing),
        f"{source.delta_within:.9g}",
        str(alone),
        days.sort("date").write_csv(float_precision=_DIGITS),
        names.sort("exercise_logged").write_json(),
        source.tables["phases"].filter(mine).write_csv(),
        theirs.write_json(),
        *(f"{plan.seal} {plan.withdrawn_on} {plan.text}" for plan in source.plans),
    ]
    return _hash(text.encode("utf-8", "surrogatepass") for text in told)


@cache
def hash_software() -> str:
    """Return a hash of this package's code, texts, templates and data, and of what draws for it."""
    root = Path(__file__).parents[2]
    files = [file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    files.sort(key=lambda file: file.relative_to(root).as_posix())
    parts = [__version__.encode(), *(_version_of(name).encode() for name in _DRAWING)]
    return _hash([*parts, *(file.read_bytes() for file in files)])


def hash_bytes(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _hash(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
