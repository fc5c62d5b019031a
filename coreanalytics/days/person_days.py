"""The person-day table, made from the tables of a logbook."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import polars as pl

from coreanalytics.days.clock import read_clocks, start_clocks
from coreanalytics.days.columns import PERSON_DAYS
from coreanalytics.days.doses import fill_rest_days, smooth_doses
from coreanalytics.days.outcomes import fold_pain
from coreanalytics.days.programs import infer_phases, order_phases
from coreanalytics.days.sources import NEEDED, Book, Tables, choose_timing, open_tables
from coreanalytics.days.training import fold_training
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.vocabulary import HARD_SET_RPE, INFERRED_MIN_DAYS, INFERRED_SHARE, RUN_IN_DAYS

_KEY: Final = ["person", "date"]


def build_days(
    book_or_tables: Book | Tables,
    *,
    primary_timing: str | None = None,
    run_in_days: int = RUN_IN_DAYS,
    inferred_share: float = INFERRED_SHARE,
    inferred_min_days: int = INFERRED_MIN_DAYS,
    hard_set_rpe: float = HARD_SET_RPE,
    mapped: bool = True,
    people: Collection[str] | None = None,
) -> pl.DataFrame:
    """Return one row per person and local date between their first and last log.

    Parameters
    ----------
    book_or_tables
        A logbook, or some of its six tables by name, eager or lazy; a table not given is empty.
    primary_timing
        `day` or `next_morning`; by default the book's setting, and for tables without a book `day` if
        they hold any such rating, else `next_morning`.
    run_in_days
        Days before the first time zero (or of a continuing user's log) that make the run-in where no
        `run_in` phase does.
    inferred_share, inferred_min_days
        For people without any phase: the share of article moves among hard ab sets from which a segment
        is core-focused, and its shortest length in days.
    hard_set_rpe
        A working, drop or failure set at or above this RPE, or with none logged, is a hard set.
    mapped
        Whether ratings count that were made from words (mild, severe; `vocabulary.SEVERITY`).
    people
        Only these people; a large book then opens only what concerns them. None: everybody.

    Returns
    -------
    pl.DataFrame
        Exactly the columns and types of `PERSON_DAYS`, sorted by person and date. Days on which nothing
        was logged are rows too; what was not logged is null, never 0.

    Raises
    ------
    ArgumentError
        If an argument makes no sense.
    DataError
        If a table lacks columns or holds what the tables forbid.

    Examples
    --------
    >>> from datetime import date
    >>> from coreanalytics.logbook.tables import empty
    >>> row = {"person": "ann", "site": "low_back", "timing": "day"}
    >>> rows = [row | {"date": date(2027, 1, 3), "intensity": 2}, row | {"date": date(2027, 1, 5)}]
    >>> days = build_days({"pain": pl.DataFrame(rows, schema=empty("pain").schema)})
    >>> days.select("date", "week", "reported", "low_back").rows()[:2]
    [(datetime.date(2027, 1, 3), '2026-W53', True, 2), (datetime.date(2027, 1, 4), '2027-W01', False, None)]
    """
    if run_in_days < 1:
        raise ArgumentError(f"{run_in_days} days is no run-in", where="run_in_days", hint="give 1 or more")
    from coreanalytics.catalogue import exercises

    if isinstance(people, str):
        raise ArgumentError("people is one name", where="people", hint=f'give a list, such as ["{people}"]')
    tables = open_tables(book_or_tables, people)
    if not mapped:
        tables["pain"] = tables["pain"].filter(~pl.col("mapped").fill_null(False))
    # of tables without a book everybody's ratings tell which one is the day's own
    timing = choose_timing(book_or_tables, tables["pain"], primary_timing)
    if people is not None:
        mine = pl.col("person").is_in(list(people))
        tables = {name: table.filter(mine) for name, table in tables.items() if "person" in NEEDED[name]}
    pain, training, habits = pl.collect_all(
        [
            fold_pain(tables["pain"], timing),
            fold_training(tables["sets"], tables["sessions"], exercises(), hard_set_rpe=hard_set_rpe),
            tables["habits"].select(NEEDED["habits"]),
        ],
        engine="streaming",  # twice as fast here as in memory, and flat in memory
    )
    _check_keys({"pain": pain, "sets and sessions": training, "habits": habits})
    logged = pl.concat([pain.select(_KEY), training.select(_KEY), habits.select(_KEY)]).unique()
    days = lay_out_days(logged)
    for frame in (pain, training, habits):
        days = days.join(frame, on=_KEY, how="left", maintain_order="left")
    days = (
        smooth_doses(fill_rest_days(days.lazy())).with_columns(pl.col("reported").fill_null(False)).collect()
    )
    given = order_phases(tables["phases"].collect())
    inferred = infer_phases(
        days.join(given, on="person", how="anti"), share=inferred_share, min_days=inferred_min_days
    )
    clocks = start_clocks(pl.concat([given, inferred]), logged, run_in_days=run_in_days)
    return (
        read_clocks(days.lazy(), clocks)
        .select(pl.col(name).cast(dtype) for name, dtype in PERSON_DAYS.items())
        .collect()
    )


def lay_out_days(logged: pl.DataFrame) -> pl.DataFrame:
    """Return every date between each person's first and last log: person, date, week; sorted.

    Parameters
    ----------
    logged
        One row per person and date on which anything was logged.
    """
    return (
        logged.lazy()
        .group_by("person")
        .agg(pl.col("date").min().alias("first"), pl.col("date").max().alias("last"))
        .sort("person")
        .select("person", pl.date_ranges("first", "last").alias("date"))
        .explode("date")
        .with_columns(pl.col("date").dt.to_string("%G-W%V").alias("week"))
        .collect()
    )


def _check_keys(folded: dict[str, pl.DataFrame]) -> None:
    """Refuse rows that belong to nobody or to no day, and two rows of habits for one day."""
    for name, frame in folded.items():
        if frame.select(pl.any_horizontal(pl.col(_KEY).is_null()).any()).item():
            raise DataError("some rows have no person or no date", where=f"table {name}",
                            hint="drop them or fill them in")  # fmt: skip
    twice = folded["habits"].filter(pl.struct(_KEY).is_duplicated())
    if len(twice):
        person, date = twice.select(_KEY).sort(_KEY).row(0)
        raise DataError(
            f"there is more than one row for {person!r} on {date}",
            where="table habits",
            hint="merge them: a day has one row of habits",
        )
