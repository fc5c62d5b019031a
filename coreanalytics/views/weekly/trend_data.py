"""What the picture of a weekly report draws, as named rows: days, weeks, lines, spans and labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from coreanalytics.effects.phase_lines import fit_phase_lines
from coreanalytics.views import texts
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.vocabulary import PRIMARY_SITES, Program, Site

if TYPE_CHECKING:
    from coreanalytics.views.weekly.discomfort import SiteWeek
    from coreanalytics.views.weekly.facts import WeekFacts

#: Days that the picture spans at least, so that a first week is not stretched over all of it.
_SHORTEST: Final = 14
#: Points of the scale that two labels need between them, so that they do not touch.
_APART: Final = 1.5
_PROGRAM_NAMES: Final = {str(code): name for code, name in chart_texts.PROGRAM_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Label:
    """A few words at the right edge, at a height of the scale."""

    text: str
    at: float
    is_main: bool


@dataclass(frozen=True, slots=True)
class TrendData:
    """Rows of the picture.

    Attributes
    ----------
    sites
        Sites drawn, one panel each.
    start, end
        First day of the picture, and the day after its last.
    datasets
        Rows by name: programs, this_week, and per site days, means, lines, run_in and ordinary. A ``date``
        is a whole day; a span of days has ``start``, and ``end``, the day after its last.
    headlines
        What to see, per site.
    labels
        Words at the right edge, per site.
    """

    sites: tuple[Site, ...]
    start: date
    end: date
    datasets: dict[str, list[dict[str, Any]]] = field(repr=False)
    headlines: dict[Site, str]
    labels: dict[Site, tuple[Label, ...]]


#: The facts read last, and what was made of them: a page, its phone picture, its record and its PDF ask for
#: the same one after the other, and the lines take most of the time.
_newest: list[tuple[WeekFacts, TrendData]] = []


def sites_drawn(facts: WeekFacts) -> tuple[Site, ...]:
    """Return the primary sites with any report in the span of the picture."""
    return read_trend(facts).sites


def read_trend(facts: WeekFacts) -> TrendData:
    """Return what is drawn of the numbers of a page; asked again for the same facts, what was read then.

    Parameters
    ----------
    facts
        The numbers.

    Returns
    -------
    TrendData
        Without any site where nothing was reported.
    """
    for known, data in _newest:
        if known is facts:
            return data
    scores = facts.daily.filter(pl.col("score").is_not_null())["site"].unique()
    data = _read(facts, tuple(site for site in PRIMARY_SITES if site in scores))
    _newest[:] = [(facts, data)]  # in one step: another thread sees a whole pair, and tells its own apart
    return data


def _read(facts: WeekFacts, sites: tuple[Site, ...]) -> TrendData:
    end = facts.week.sunday + timedelta(days=1)
    logged = facts.daily.drop_nulls("score")["date"].min()
    first = min(logged if isinstance(logged, date) else end, end - timedelta(days=_SHORTEST))
    start = first - timedelta(days=first.weekday())
    next_day = pl.col("end").dt.offset_by("1d")
    spans = facts.spans.select(
        pl.col("program").replace(_PROGRAM_NAMES),
        pl.col("program").alias("code"),
        pl.col("start").clip(lower_bound=start),
        end=next_day,
        days=(next_day - pl.col("start").clip(lower_bound=start)).dt.total_days(),
    ).filter(pl.col("days") > 0)
    frames = {
        "programs": spans,
        "this_week": pl.DataFrame({"start": [facts.week.monday], "end": [end]}),
    }
    told = {site.site: site for site in facts.sites}
    for site in sites:
        frames |= {
            f"{name}_{site}": frame for name, frame in _read_site(facts, told[site], start, end).items()
        }
    return TrendData(
        sites,
        start,
        end,
        {name: frame.to_dicts() for name, frame in frames.items()},
        {site: texts.site_headline(told[site], is_run_in=is_run_in(facts)) for site in sites},
        {site: _place_labels(told[site], in_run_in=is_run_in(facts)) for site in sites},
    )


def is_run_in(facts: WeekFacts) -> bool:
    """Tell whether the week ends in the run-in, which cannot be held against itself."""
    return facts.program.program is Program.RUN_IN


def find_ordinary(told: SiteWeek) -> tuple[float, float] | None:
    """Return where this week's mean would ordinarily lie, 0-10, were nothing new going on; None: not known.

    From a person's own days where there are enough, else last week's mean with the population's band.
    """
    noise = told.noise
    if noise.low is not None and noise.high is not None:
        return noise.low, noise.high
    if told.last.mean is None or noise.half_width is None:
        return None
    return max(told.last.mean - noise.half_width, 0.0), min(told.last.mean + noise.half_width, 10.0)


def find_lines(facts: WeekFacts, site: Site) -> pl.DataFrame:
    """Return the line through the days of each span of one program.

    Returns
    -------
    pl.DataFrame
        As `effects.phase_lines.fit_phase_lines`: date, line, low, high and the phase they belong to.
    """
    own = facts.daily.filter(pl.col("site") == site).sort("date")
    starts = (
        facts.spans.select("start", "end")
        .with_row_index("phase")
        .with_columns(pl.col("phase").cast(pl.Int32))
    )
    placed = own.join_asof(starts, left_on="date", right_on="start", strategy="backward")
    # days under no program are a course of their own, between the programs around them
    outside = pl.col("end").is_null() | (pl.col("date") > pl.col("end"))
    phase = pl.when(outside).then(-2 - pl.col("phase").fill_null(-1)).otherwise("phase")
    return fit_phase_lines(placed.select("date", "score", phase=phase))


def _read_site(facts: WeekFacts, told: SiteWeek, start: date, end: date) -> dict[str, pl.DataFrame]:
    own = pl.col("site") == told.site
    lines = find_lines(facts, told.site)
    means = facts.trend.filter(own & pl.col("mean").is_not_null()).select(
        pl.col("mean").round(2),
        start=pl.col("monday"),
        end=pl.col("monday").dt.offset_by("7d"),
        now=pl.col("monday") == facts.week.monday,
    )
    run_in = {"start": [start], "end": [end], "mean": [told.run_in.mean]}
    ordinary = find_ordinary(told) or (None, None)
    band = {"start": [facts.week.monday], "end": [end], "low": [ordinary[0]], "high": [ordinary[1]]}
    return {
        "days": facts.daily.filter(own).drop_nulls("score").select("date", "score"),
        "means": means.filter(pl.col("end") <= end),
        "lines": lines.select(
            "phase", "date", *(pl.col(c).clip(0, 10).round(2) for c in ("line", "low", "high"))
        ),
        "run_in": pl.DataFrame(run_in, schema_overrides={"mean": pl.Float64}).drop_nulls(),
        "ordinary": pl.DataFrame(band, schema_overrides={"low": pl.Float64, "high": pl.Float64}).drop_nulls(),
    }


def _place_labels(told: SiteWeek, *, in_run_in: bool) -> tuple[Label, ...]:
    """Return this week's mean and the run-in's, at least `_APART` from each other."""
    this, base = told.this.mean, told.run_in.mean if not in_run_in else None
    made = [Label(texts.score(this), this, is_main=True)] if this is not None else []
    if base is None:
        return tuple(made)
    at = base
    if this is not None and abs(base - this) < _APART:
        at = this + _APART if base >= this else this - _APART
        at = at if -0.2 <= at <= 10.2 else this - _APART if at > this else this + _APART
    return (*made, Label(texts.RUN_IN_LABEL.format(mean=texts.score(base)), at, is_main=False))
