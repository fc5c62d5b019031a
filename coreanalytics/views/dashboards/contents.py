"""What a dashboard carries of everybody: names, days, weeks and phases, packed as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from coreanalytics import words
from coreanalytics.views.charts import days_after, frames
from coreanalytics.views.charts.people import PersonData
from coreanalytics.views.hostile import clip_names
from coreanalytics.views.packing import pack_people
from coreanalytics.views.texts import charts, dashboards, pictures

#: People that the page can show one by one, and days up to which it carries all of them.
MAX_PEOPLE: Final = 300
MAX_DAYS: Final = 12_000


@dataclass(frozen=True, slots=True)
class Contents:
    """What the page carries.

    Attributes
    ----------
    people
        Everybody it can show, in order of name.
    names
        How they are written: one harmless line each, no two the same.
    days
        Person-days of these people, all of them.
    folded
        Days, weeks and phases as drawn.
    after
        As from `days_after.fold_days_after`.
    """

    people: tuple[str, ...]
    names: dict[str, str]
    days: pl.DataFrame = field(repr=False)
    folded: PersonData = field(repr=False)
    after: pl.DataFrame = field(repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether it carries every day."""
        return bool(self.folded.days.height == self.days.height)

    def pack(self) -> dict[str, Any]:
        """Return it for the page's script."""
        monday = pl.col("monday")
        middle = (pl.col("middle") - monday.cast(pl.Datetime("us"))).dt.total_hours().cast(pl.Int32)
        weeks = self.folded.weeks.drop("program").with_columns(middle=middle)
        days = self.folded.days.drop("monday", "weekday").with_columns(pl.col("date").dt.date())
        tables = {"days": days, "weeks": weeks, "phases": self.folded.phases, "after": self.after}
        return {
            "people": [self.names[person] for person in self.people],
            "lines": _summarise(self.days),
            "lags": list(pictures.LAG_NAMES),
            "tables": {name: pack_people(table, self.people) for name, table in tables.items()},
        }


def gather_contents(days: pl.DataFrame, people: Sequence[str]) -> Contents:
    """Return what a page carries of the first `MAX_PEOPLE` people."""
    listed = tuple(people[:MAX_PEOPLE])
    own = days.filter(pl.col("person").is_in(list(listed))).sort("person", "date")
    folded = PersonData.from_days(own, MAX_DAYS)
    after = days_after.fold_days_after(own) if folded.sites else own.clear().select("person")
    return Contents(listed, clip_names(listed), own, folded, after)


def _summarise(days: pl.DataFrame) -> list[str]:
    counts = (
        days.group_by("person")
        .agg(
            days=pl.len(),
            reported=pl.col("reported").sum(),
            trained=pl.col("trained").sum(),
            first=pl.col("date").min(),
            last=pl.col("date").max(),
        )
        .sort("person")
    )
    return [
        dashboards.PERSON_LINE.format(
            reported=row["reported"],
            days=row["days"],
            trained=words.count(row["trained"], "day"),
            span=words.day_span(row["first"], row["last"]),
        )
        for row in counts.iter_rows(named=True)
    ]


def tell_people(contents: Contents, flagged: frozenset[str | None]) -> dict[str, Any]:
    """Return a row a person for the view of everybody: reports and means of the last four weeks, flags.

    Returns
    -------
    dict
        headings, and rows of (index of the person, name, cells).
    """
    days = contents.days
    sites = [site for site in frames.list_sites(days) if site != "control"]
    recent = pl.col("date") > pl.col("date").max().over("person") - pl.duration(weeks=4)
    table = (
        days.filter(recent)
        .group_by("person")
        .agg(pl.len().alias("days"), pl.col("reported").sum(), *(pl.col(site).mean() for site in sites))
        .sort("person")
    )
    rows = []
    for place, row in enumerate(table.iter_rows(named=True)):
        means = ["–" if row[site] is None else words.number(row[site]) for site in sites]
        told = dashboards.OF_DAYS.format(n=row["reported"], days=row["days"])
        flag = dashboards.FLAGGED if row["person"] in flagged else ""
        rows.append((place, contents.names[row["person"]], [told, *means, flag]))
    heads = [dashboards.MEAN_LAST_4.format(site=charts.SITE_NAMES[site]) for site in sites]
    return {
        "headings": [charts.PERSON, dashboards.REPORTED_LAST_4, *heads, dashboards.FLAG],
        "rows": rows,
    }
