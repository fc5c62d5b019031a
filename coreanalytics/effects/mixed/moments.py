"""Cross-products of each person's days: all that the mixed model ever reads of the rows.

A row is b = (1, day, extras..., y). Between two consecutive reported days of a person, `gap` calendar days
apart, AR(1) errors need the products of b with itself and with its predecessor; so the state is one row of
sums per (person, gap), and gap 0 holds the person's first row. Days and scores are whole numbers, so the
sums are exact: their order does not matter, and states of different people or of consecutive stretches of
the same people merge without loss.

With E extras (y among them) a row of sums has 3 + 4 E + 3 E (E + 1) / 2 numbers: 10 for a line in time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.errors import DataError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PERSON: Final = "person"
NO_PAIRS: Final = -1  #: gap of sums that were read without pairs
_N, _X, _XX = "n", "x", "xx"


def name_sums(extras: int) -> tuple[str, ...]:
    """Return the names of the sums for so many extras: c(urrent), l(agged), products of them.

    Examples
    --------
    >>> name_sums(1)
    ('n', 'x', 'xx', 'c0', 'xc0', 'l0', 'xl0', 'c0c0', 'l0l0', 'c0l0')
    """
    single = [name for i in range(extras) for name in (f"c{i}", f"xc{i}", f"l{i}", f"xl{i}")]
    double = [
        name
        for i in range(extras)
        for j in range(i, extras)
        for name in (f"c{i}c{j}", f"l{i}l{j}", f"c{i}l{j}")
    ]
    return (_N, _X, _XX, *single, *double)


@dataclass(frozen=True)
class Moments:
    """Sums per person and gap.

    Attributes
    ----------
    people
        (N,) labels, sorted.
    extras
        Names of the row's columns after (1, day); the last one is the outcome.
    person, gap
        (R,) index into `people`, and calendar days since the predecessor (0: the person's first row).
        Sorted by person and gap; each person has exactly one gap-0 row (or one `NO_PAIRS` row in all).
    sums
        (M, R) sums in the order of `name_sums`, whole numbers where the data are.
    last
        (2 + E, N) the person's last row, (1, day, extras), needed to merge a later stretch; None if not
        kept.
    """

    people: pl.Series = field(repr=False)
    extras: tuple[str, ...]
    person: Ints = field(repr=False)
    gap: Ints = field(repr=False)
    sums: Floats = field(repr=False)
    last: Floats | None = field(default=None, repr=False)

    @cached_property
    def n_people(self) -> int:
        """Number of people."""
        return len(self.people)

    @cached_property
    def n_rows(self) -> int:
        """Number of rows (reported days)."""
        return int(self.sums[0].sum())

    @cached_property
    def rows_of_people(self) -> Ints:
        """(N,) rows of each person."""
        return np.bincount(self.person, self.sums[0], self.n_people).astype(np.int64)

    def shift_days(self, origin: Ints) -> Moments:
        """Return the sums with each person's days counted from their own `origin` (N,)."""
        o = origin[self.person].astype(np.float64)
        sums = self.sums.copy()
        names = name_sums(len(self.extras))
        row = {name: k for k, name in enumerate(names)}
        n, x = self.sums[row[_N]], self.sums[row[_X]]
        sums[row[_XX]] += o * o * n - 2 * o * x
        sums[row[_X]] -= o * n
        for i in range(len(self.extras)):
            sums[row[f"xc{i}"]] -= o * self.sums[row[f"c{i}"]]
            sums[row[f"xl{i}"]] -= o * self.sums[row[f"l{i}"]]
        last = None
        if self.last is not None:
            last = self.last.copy()
            last[1] -= origin
        return Moments(self.people, self.extras, self.person, self.gap, sums, last)

    def shift_outcome(self, origin: Floats) -> Moments:
        """Return the sums with each person's outcome counted from their own `origin` (N,)."""
        names = name_sums(len(self.extras))
        row = {name: k for k, name in enumerate(names)}
        y = len(self.extras) - 1
        old, sums = self.sums, self.sums.copy()
        o = origin[self.person]
        # a first row has no predecessor: its lagged sums are 0 and stay so
        lagged = np.where(self.gap > 0, o, 0.0)
        n, x = old[row["n"]], old[row["x"]]
        for letter, m in (("c", o), ("l", lagged)):
            sums[row[f"{letter}{y}"]] -= m * n
            sums[row[f"x{letter}{y}"]] -= m * x
            sums[row[f"{letter}{y}{letter}{y}"]] += m * m * n - 2 * m * old[row[f"{letter}{y}"]]
            for i in range(y):
                sums[row[f"{letter}{i}{letter}{y}"]] -= m * old[row[f"{letter}{i}"]]
        sums[row[f"c{y}l{y}"]] += lagged * (o * n - old[row[f"c{y}"]] - old[row[f"l{y}"]])
        for i in range(y):
            # stands for c_i l_y + c_y l_i
            sums[row[f"c{i}l{y}"]] -= lagged * (old[row[f"c{i}"]] + old[row[f"l{i}"]])
        last = None
        if self.last is not None:
            last = self.last.copy()
            last[-1] -= origin
        return Moments(self.people, self.extras, self.person, self.gap, sums, last)

    def select(self, keep: npt.NDArray[np.bool_]) -> Moments:
        """Return the sums of the people marked in `keep` (N,)."""
        rows = keep[self.person]
        index = np.cumsum(keep) - 1
        last = None if self.last is None else self.last[:, keep]
        people = self.people.filter(pl.Series(keep))
        return Moments(
            people, self.extras, index[self.person[rows]], self.gap[rows], self.sums[:, rows], last
        )

    def take(self, count: int) -> Moments:
        """Return the sums of `count` people spread evenly over all."""
        keep = np.zeros(self.n_people, dtype=bool)
        keep[np.linspace(0, self.n_people - 1, min(count, self.n_people)).astype(int)] = True
        return self.select(keep)


def read_moments(
    rows: pl.DataFrame | pl.LazyFrame,
    extras: Sequence[str],
    *,
    person: str = PERSON,
    day: str = "day",
    pairs: bool = True,
    ends: bool = False,
) -> Moments:
    """Read the cross-products in one group_by; lazy frames (Parquet, Delta) are streamed.

    Parameters
    ----------
    rows
        One row per person and reported day, with columns `person`, `day` (whole number) and `extras`,
        none of them null. Rows sorted by person and day are read in one pass; others are sorted first.
    extras
        Columns after (1, day); the last one is the outcome.
    person, day
        Names of these columns.
    pairs
        Whether to keep the pairs of consecutive days that AR(1) errors need; without them the state is a
        third as large and good for independent errors only.
    ends
        Whether to keep each person's last row, which merging a later state needs (`merging`).

    Raises
    ------
    DataError
        There is no row, or a person has two rows on a day.
    """
    schema = rows.lazy().collect_schema()
    kinds = {
        name: pl.Int64 if schema[name].is_integer() or schema[name] == pl.Boolean else pl.Float64
        for name in extras
    }
    lazy = rows.lazy().select(
        pl.col(person).alias(PERSON),
        pl.col(day).cast(pl.Int64).alias("x"),
        *(pl.col(name).cast(kind).alias(f"c{i}") for i, (name, kind) in enumerate(kinds.items())),
    )
    read = _group(lazy, tuple(extras), pairs)
    if read is None:
        read = _group(lazy.sort(PERSON, "x"), tuple(extras), pairs)
    if read is None:
        raise DataError("a person has two scores on the same day", where="days", hint="keep one row a day")
    return _keep_ends(read, lazy) if ends else read


def _keep_ends(read: Moments, rows: pl.LazyFrame) -> Moments:
    columns = ["x", *(f"c{i}" for i in range(len(read.extras)))]
    latest = rows.group_by(PERSON).agg(pl.col(columns).sort_by("x").last()).sort(PERSON).collect()
    last = np.vstack([np.ones(len(latest)), latest.select(columns).to_numpy().T.astype(np.float64)])
    return replace(read, last=last)


#: A group's key is run * SPAN + gap + HALF, so that whole numbers are grouped and never text.
_SPAN: Final = 1 << 20
_HALF: Final = 1 << 19


def _group(rows: pl.LazyFrame, extras: tuple[str, ...], pairs: bool) -> Moments | None:
    """Return the sums, or None if rows turn out not to be sorted by person and strictly by day."""
    run = rows.with_columns(run=pl.col(PERSON).rle_id())
    table, people = _pair_up(run, len(extras)) if pairs else _add_up(run, len(extras))
    if table.is_empty():
        raise DataError("there is no reported day to fit", where="days")
    if people.n_unique() < len(people) or ("back" in table.columns and table["back"].any()):
        return None
    keys = table["key"].to_numpy().astype(np.int64)
    person, gap = (keys // _SPAN, keys % _SPAN - _HALF) if pairs else (keys, np.full_like(keys, NO_PAIRS))
    names = name_sums(len(extras))
    sums = np.zeros((len(names), len(keys)))
    for k, name in enumerate(names):
        if name in table.columns:
            sums[k] = table[name].to_numpy()
    return _sort_people(Moments(people, extras, person, gap, sums))


def _sort_people(read: Moments) -> Moments:
    """Return the same state with people in the order of their labels."""
    if read.people.is_sorted():
        return read
    order = read.people.arg_sort().to_numpy()
    person = np.argsort(order)[read.person]
    rows = np.lexsort((read.gap, person))
    people = read.people.gather(pl.Series(order))
    return Moments(people, read.extras, person[rows], read.gap[rows], read.sums[:, rows])


def _pair_up(run: pl.LazyFrame, extras: int) -> tuple[pl.DataFrame, pl.Series]:
    """Sum per person and gap; "back" tells of a day that does not follow its predecessor."""
    lagged = {f"l{i}": pl.col(f"c{i}").shift(1) for i in range(extras)}
    same = (pl.col("run") == pl.col("run").shift(1)).fill_null(False)
    marked = run.with_columns(same=same, gap=pl.col("x") - pl.col("x").shift(1), **lagged)
    zero = {name: pl.when("same").then(pl.col(name)).otherwise(0) for name in ("gap", *lagged)}
    key = pl.col("run").cast(pl.Int64) * _SPAN + zero["gap"] + _HALF
    back = (pl.col("same") & (pl.col("gap") <= 0)).any().alias("back")
    sums = marked.with_columns(key=key, **zero).group_by("key").agg(*_sum_up(name_sums(extras)), back)
    labels = run.group_by("run").agg(pl.col(PERSON).first()).sort("run")
    table, people = pl.collect_all([sums.sort("key"), labels], engine="streaming")
    return table, people[PERSON]


def _add_up(run: pl.LazyFrame, extras: int) -> tuple[pl.DataFrame, pl.Series]:
    """Sum per person, without pairs."""
    names = tuple(name for name in name_sums(extras) if "l" not in name)
    sums = run.group_by(pl.col("run").alias("key")).agg(*_sum_up(names), pl.col(PERSON).first())
    table = sums.sort("key").collect(engine="streaming")
    return table, table[PERSON]


def _sum_up(names: Sequence[str]) -> list[pl.Expr]:
    def make(name: str) -> pl.Expr:
        if name == _N:
            return pl.len().cast(pl.Int64)
        product: pl.Expr = _multiply(name, pl.col).sum()
        return product

    return [make(name).alias(name) for name in names]


def _multiply(name: str, column: Callable[[str], Any]) -> Any:
    """Return the product that a sum adds up; of two extras, c0l1 stands for c0 l1 + c1 l0."""
    first, *rest = split_name(name)
    if not rest:
        return column(first)
    product = column(first) * column(rest[0])
    if first[0] == "c" and rest[0][0] == "l" and first[1:] != rest[0][1:]:
        product = product + column(f"c{rest[0][1:]}") * column(f"l{first[1:]}")
    return product


def split_name(name: str) -> list[str]:
    """Return the factors of a sum's name: "xc0" is x and c0.

    Examples
    --------
    >>> split_name("xx"), split_name("xl0"), split_name("c0l1"), split_name("c12")
    (['x', 'x'], ['x', 'l0'], ['c0', 'l1'], ['c12'])
    """
    parts: list[str] = []
    for letter in name:
        if letter.isdigit():
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def gather_moments(person: Ints, day: Ints, extras: Floats) -> Moments:
    """Return the cross-products of arrays: the same as `read_moments`, for simulations.

    Parameters
    ----------
    person
        (R,) numbers 0, 1, ... of people, sorted; each at least once.
    day
        (R,) whole numbers, strictly rising within a person.
    extras
        (E, R) the columns after (1, day); the last one is the outcome.
    """
    same = np.zeros(person.size, dtype=bool)
    same[1:] = person[1:] == person[:-1]
    gap = np.zeros(person.size, dtype=np.int64)
    gap[1:] = np.where(same[1:], day[1:] - day[:-1], 0)
    lagged = np.zeros_like(extras)
    lagged[:, 1:] = np.where(same[1:], extras[:, :-1], 0.0)
    keys, index = np.unique(person.astype(np.int64) * _SPAN + gap, return_inverse=True)
    x = day.astype(np.float64)
    columns = (
        {"x": x} | {f"c{i}": c for i, c in enumerate(extras)} | {f"l{i}": c for i, c in enumerate(lagged)}
    )
    sums = np.empty((len(name_sums(len(extras))), keys.size))
    for k, name in enumerate(name_sums(len(extras))):
        weight = None if name == _N else _multiply(name, columns.__getitem__)
        sums[k] = np.bincount(index, weight, keys.size)
    labels = pl.Series(PERSON, np.arange(int(person[-1]) + 1))
    names = tuple(f"c{i}" for i in range(len(extras)))
    return Moments(labels, names, keys // _SPAN, keys % _SPAN, sums)
