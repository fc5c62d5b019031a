"""The numbers behind every picture of a dashboard, as tables a person can read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from coreanalytics.views.charts import frames, week_frames
from coreanalytics.views.page import show_cell
from coreanalytics.views.texts import charts, dashboards, pictures

#: Cells from which a table is built only when it is opened.
LARGE: Final = 600
#: Rows that the tables for readers without scripts hold at most; with more, each person's last weeks.
MAX_ROWS: Final = 2500
#: Weeks per person that they hold then.
LAST_WEEKS: Final = 6

HEADINGS: Final[dict[str, str]] = {
    "person": charts.PERSON,
    "monday": dashboards.WEEK,
    "date": charts.DATE,
    "n_reported": charts.DAYS_REPORTED,
    "n_trained": dashboards.DAYS_TRAINED,
    "trained": charts.TRAINED,
    "when": pictures.SINCE_SESSION,
    "site": charts.SITE,
    "n": charts.DAYS_REPORTED,
    "mean": pictures.MEAN,
    "low": charts.LOW,
    "high": charts.HIGH,
    week_frames.ANSWERED: pictures.ANSWERED_IN_ALL,
    **{str(site): name for site, name in charts.SITE_NAMES.items()},
    **{f"hard_sets_{family}": f"{charts.HARD_SETS_PLAIN}: {n}" for family, n in charts.FAMILY_NAMES.items()},
    **{
        f"hard_sets_demand_{demand}": f"{charts.HARD_SETS_PLAIN}: {pictures.DEMAND.lower()} {demand}"
        for demand in range(len(pictures.DEMAND_NAMES))
    },
    **charts.HABIT_NAMES,
    **pictures.MEASURE_NAMES,
    **{f"gave_out_{cause}": f"{pictures.CAUSE}: {n}" for cause, n in pictures.GAVE_OUT_NAMES.items()},
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a picture.

    Attributes
    ----------
    title
        Of the picture, for those who hear the page.
    summary
        The line that opens it.
    headings, rows
        Text.
    source, columns
        Where the page's script takes the chosen person's rows from, and which of its columns; empty for a
        table that is the same for everybody.
    note
        A sentence under it; may be empty.
    """

    title: str
    summary: str
    headings: tuple[str, ...]
    rows: list[list[str]] = field(repr=False, default_factory=list)
    source: str = ""
    columns: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_large(self) -> bool:
        """Whether it is built only when opened."""
        return len(self.rows) * len(self.headings) > LARGE

    @property
    def label(self) -> str:
        """What a person who cannot see it should hear."""
        return dashboards.TABLE_LABEL.format(title=self.title)


def tell_frame(title: str, frame: pl.DataFrame, note: str = "", summary: str = dashboards.TABLE_OF) -> Table:
    """Return a frame, its columns named for people, as a table."""
    return Table(title, summary, tuple(frame.columns), list_cells(frame), note=note)


def list_cells(frame: pl.DataFrame) -> list[list[str]]:
    """Return the rows of a frame as text; nothing there is a dash."""
    return [[show_cell(cell) for cell in row] for row in frame.iter_rows()]


def ask_person(title: str, source: str, columns: list[str], summary: str = dashboards.TABLE_OF) -> Table:
    """Return a table that the page's script fills for the chosen person."""
    headings = tuple(HEADINGS[name] for name in columns)
    return Table(title, summary, headings, source=source, columns=tuple(columns))


def spread_weeks(title: str, cells: pl.DataFrame, column: str, names: dict[str, str]) -> Table:
    """Return people by weeks: a row a person, a column a week."""
    mondays = cells["monday"].unique().sort()
    wide = (
        cells.select("person", pl.col("monday").dt.strftime("%Y-%m-%d"), column)
        .pivot("monday", index="person", values=column)
        .select("person", *mondays.dt.strftime("%Y-%m-%d").to_list())
        .sort("person")
        .with_columns(frames.names_as("person", names))
        .rename({"person": charts.PERSON})
    )
    return tell_frame(title, wide)


def list_everybody(
    weeks: pl.DataFrame, days: pl.DataFrame, names: dict[str, str], *, days_whole: bool
) -> list[Table]:
    """Return the tables for readers without scripts: everybody's weeks, and the days where they are few.

    Parameters
    ----------
    weeks
        As from `week_frames.fold_book`.
    days
        As from `frames.fold_days`.
    names
        Person: how they are written.
    days_whole
        Whether `days` holds all days.
    """
    note = ""
    if weeks.height > MAX_ROWS:
        reach = pl.duration(weeks=LAST_WEEKS)
        weeks = weeks.filter(pl.col("monday") > pl.col("monday").max().over("person") - reach)
        note = dashboards.ONLY_LAST_WEEKS.format(n=LAST_WEEKS)
    few = days_whole and days.height <= MAX_ROWS
    note = " ".join(part for part in (note, "" if few else dashboards.ONLY_WEEKS_HERE) if part)
    told = weeks.drop("middle", "program")
    tables = [tell_frame(dashboards.ALL_WEEKS, _head(told, names), note, dashboards.ALL_WEEKS)]
    if few:
        plain = days.drop("monday", "weekday").with_columns(pl.col("date").dt.date())
        tables.append(tell_frame(dashboards.ALL_DAYS, _head(plain, names), summary=dashboards.ALL_DAYS))
    return tables


def _head(frame: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    told: dict[str, Any] = {name: HEADINGS[name] for name in frame.columns}
    return frame.with_columns(frames.names_as("person", names)).rename(told)
