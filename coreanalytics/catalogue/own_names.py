"""A person's own names: the alias frame, checked and ready to be looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.catalogue.meanings import Meaning, list_ids
from coreanalytics.catalogue.spelling import normalise
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.vocabulary import Side

_COLUMNS: Final = {"name": pl.String, "exercise": pl.String, "hands": pl.Int32, "side": pl.String}
_HANDS: Final = (1, 2)


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What a person said about names.

    Attributes
    ----------
    exact, normalised
        Name as written, and its normal form -> meaning.
    details
        Name as written, and its normal form -> (hands, side); null where not told.
    """

    exact: dict[str, Meaning]
    normalised: dict[str, Meaning]
    details: dict[str, tuple[int | None, str | None]]

    def find(self, name: str, normalised: str) -> Meaning | None:
        """Return what the person said that `name` means: as written, else as spelt alike."""
        return self.exact.get(name) or self.normalised.get(normalised)

    def tell(self, name: str) -> tuple[int | None, str | None]:
        """Return hands and side that the person told for `name`."""
        if not self.details:
            return None, None
        return self.details.get(name) or self.details.get(normalise(name)) or (None, None)


def read_aliases(aliases: pl.DataFrame | None) -> OwnNames:
    """Check an alias frame and index it.

    Parameters
    ----------
    aliases
        ``name``, ``exercise``, and optionally ``hands`` and ``side``; see `match_names`.

    Returns
    -------
    OwnNames
        Empty if there is no frame.

    Raises
    ------
    ArgumentError
        Unknown exercise id, hands other than 1 and 2, or unknown side.
    DataError
        A column is missing.
    """
    own = OwnNames({}, {}, {})
    if aliases is None:
        return own
    table = _check(aliases)
    for name, exercise, hands, side in table.iter_rows():
        spelt = normalise(name)
        if exercise is not None:
            meaning = Meaning((exercise,), sure=True)
            own.exact[name] = own.exact[name].join(meaning) if name in own.exact else meaning
            own.normalised[spelt] = (
                own.normalised[spelt].join(meaning) if spelt in own.normalised else meaning
            )
        if hands is not None or side is not None:
            own.details[name] = (hands, side)
            own.details.setdefault(spelt, (hands, side))
    return own


def _check(aliases: pl.DataFrame) -> pl.DataFrame:
    missing = [column for column in ("name", "exercise") if column not in aliases.columns]
    if missing:
        raise DataError(
            f"the alias table lacks {' and '.join(missing)}",
            where="aliases",
            hint="it needs name and exercise, and may have hands and side",
        )
    table = (
        aliases.select(
            (pl.col(column) if column in aliases.columns else pl.lit(None)).cast(kind).alias(column)
            for column, kind in _COLUMNS.items()
        )
        .with_columns(pl.col("exercise", "side").str.strip_chars().replace("", None))
        .filter(pl.col("name").is_not_null())
    )
    _check_exercises(table)
    odd = table.filter(
        ~pl.col("hands").is_in(_HANDS) | ~pl.col("side").is_in([side.value for side in Side])
    )  # a null is not odd: its comparison is null
    if odd.height:
        raise ArgumentError(
            f"hands {odd['hands'][0]} or side {odd['side'][0]!r} makes no sense",
            where=f"alias {odd['name'][0]!r}",
            hint="hands is 1 or 2; side is left, right or both; leave a cell empty if you do not know",
        )
    return table


def _check_exercises(table: pl.DataFrame) -> None:
    """Raise for the first alias to an unknown exercise, naming the ids most like it."""
    ids = list_ids()
    unknown = table.filter(pl.col("exercise").is_not_null() & ~pl.col("exercise").is_in(ids.implode()))
    if unknown.is_empty():
        return
    from rapidfuzz import process

    name, exercise = unknown.select("name", "exercise").row(0)
    near = [found[0] for found in process.extract(exercise, ids.to_list(), limit=3)]
    more = f" ({unknown.height - 1} more like it)" if unknown.height > 1 else ""
    raise ArgumentError(
        f"there is no exercise {exercise!r} in the catalogue{more}",
        where=f"alias {name!r}",
        hint=f"near ids: {', '.join(near)}; or not_core if it is none of the catalogue's exercises",
    )
