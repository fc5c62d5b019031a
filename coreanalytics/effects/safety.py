"""Safety flags: the package's own rules, which speak before any trend.

A rule fires on what was reported, never on what is missing, and a silent rule means "no flag reported",
not "safe". Weeks are blocks of seven days that end on the day asked about, so that an unfinished
calendar week is never compared with a whole one.

======================================================  ===============================================
rule                                                    days looked at
======================================================  ===============================================
emergency question answered yes                         last 7; for good until a later day says no
numbness or pain below the knee                         last 7; longer (28) until a later day says no
numbness anywhere else (not the control site)           last 28
any rating of 8 or more                                 last 7
weekly mean 4 or more for more than 6 weeks, no easing  last 49 (7 weeks)
weekly mean up by 2 or more within two weeks            last 21 (3 weeks), each week with 4 reports
next morning above 5, twice                             last 28
sharp or pinching thigh root, twice                     last 28
======================================================  ===============================================

The thresholds and the look-back are ours; the idea of watching the next morning is borrowed from tendon
rehabilitation (Silbernagel 2007).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

import polars as pl

from coreanalytics import words
from coreanalytics.days.people import pick_person
from coreanalytics.effects import texts
from coreanalytics.errors import DataError
from coreanalytics.shown import Shown
from coreanalytics.vocabulary import PRIMARY_SITES

NEEDED: Final = (
    "person",
    "date",
    "emergency",
    "below_knee",
    "numb",
    "worst_intensity",
    "sharp_thigh_root",
    "thigh_root_next_morning",
    "low_back_next_morning",
    *PRIMARY_SITES,
)


@dataclass(frozen=True, slots=True)
class SafetyRules:
    """Thresholds of the rules (ours; see the module).

    Attributes
    ----------
    strong
        Rating from which one report is enough.
    long_mean, long_weeks, easing
        A weekly mean at or above `long_mean` in each of `long_weeks` weeks fires, unless the last of them
        lies at least `easing` points below the first.
    rise, rise_reports
        A weekly mean `rise` points above that of one or two weeks before fires, each with `rise_reports`
        reports.
    morning
        A next-morning rating above it counts.
    twice
        Days on which a repeated sign must be reported.
    recent_days, repeat_days
        Look-back for single and for repeated signs.
    """

    strong: int = 8
    long_mean: float = 4.0
    long_weeks: int = 7
    easing: float = 1.0
    rise: float = 2.0
    rise_reports: int = 4
    morning: int = 5
    twice: int = 2
    recent_days: int = 7
    repeat_days: int = 28


@dataclass(frozen=True, slots=True)
class Flag(Shown):
    """A safety rule that fired.

    Attributes
    ----------
    rule
        Name of the rule: emergency, below_knee, numb, strong, long, rising, mornings, sharp.
    level
        "emergency" or "check".
    sentence
        What to tell the person.
    days
        The dates that made it fire, in order.
    """

    rule: str
    level: str
    sentence: str
    days: tuple[dt.date, ...]

    def __str__(self) -> str:
        return self.sentence


class Flags(Shown, tuple[Flag, ...]):
    """The safety rules that fired, in order; a tuple that says what none of them means."""

    __slots__ = ()

    def to_sentence(self) -> str:
        """Return one line a flag, or that none was reported, which is not the same as safe."""
        return "\n".join(flag.sentence for flag in self) or f"{texts.NO_FLAG} {texts.NOT_SAFE}"

    def _repr_html_(self) -> str:
        if not self:
            return f"<p>{escape(self.to_sentence())}</p>"
        return (
            "<ul>" + "".join(f"<li><strong>{escape(flag.sentence)}</strong></li>" for flag in self) + "</ul>"
        )

    def __str__(self) -> str:
        return self.to_sentence()


def find_flags(days: pl.DataFrame, person: str, *, until: dt.date, rules: SafetyRules | None = None) -> Flags:
    """Return the safety rules that fire for a person on a day, the emergency first.

    Parameters
    ----------
    days
        Person-day table.
    person
        Whom to look at.
    until
        Last day that may be looked at (the report's last day); later days are not read.
    rules
        Thresholds.

    Raises
    ------
    DataError
        Columns are missing.
    ArgumentError
        The person is unknown.
    """
    missing = [name for name in NEEDED if name not in days.columns]
    if missing:
        raise DataError(f"the person-day table lacks {', '.join(missing)}", where="days")
    own = pick_person(days, person)
    seen = (
        own.select(*NEEDED)
        .filter(pl.col("date") <= until)
        .with_columns((pl.lit(until) - pl.col("date")).dt.total_days().alias("ago"))
        .sort("date")
    )
    chosen = rules or SafetyRules()
    return Flags(
        flag
        for find in (
            _find_emergency,
            _find_below_knee,
            _find_numb,
            _find_strong,
            _find_weeks,
            _find_mornings,
            _find_sharp,
        )
        for flag in find(seen, chosen)
    )


def _dates(rows: pl.DataFrame) -> tuple[dt.date, ...]:
    return tuple(rows["date"].to_list())


def _answered(seen: pl.DataFrame, question: str, rules: SafetyRules) -> pl.DataFrame:
    """Days with a yes: recent ones, and the latest one while no later day was answered with no."""
    last_no = seen.filter(~pl.col(question))["date"].max()
    stands = pl.lit(True) if last_no is None else pl.col("date") > last_no
    is_last = pl.col("date") == pl.col("date").max()
    return seen.filter(pl.col(question)).filter((pl.col("ago") < rules.recent_days) | (is_last & stands))


def _find_emergency(seen: pl.DataFrame, rules: SafetyRules) -> Iterator[Flag]:
    rows = _answered(seen, "emergency", rules)
    if rows.height:
        is_old = rows["ago"][-1] >= rules.recent_days
        sentence = texts.flag_emergency(words.day(_dates(rows)[-1]), is_old=is_old)
        yield Flag("emergency", "emergency", sentence, _dates(rows))


def _find_below_knee(seen: pl.DataFrame, rules: SafetyRules) -> Iterator[Flag]:
    rows = _answered(seen, "below_knee", rules).filter(pl.col("ago") < rules.repeat_days)
    if rows.height:
        yield Flag("below_knee", "check", texts.flag_below_knee(words.day(_dates(rows)[-1])), _dates(rows))


def _find_numb(seen: pl.DataFrame, rules: SafetyRules) -> Iterator[Flag]:
    # told of as the quality of an ache elsewhere; below the knee it is that question's own flag
    rows = seen.filter(pl.col("numb") & ~pl.col("below_knee").fill_null(False))
    rows = rows.filter(pl.col("ago") < rules.repeat_days)
    if rows.height:
        yield Flag("numb", "check", texts.flag_numb(words.day(_dates(rows)[-1])), _dates(rows))


def _find_strong(seen: pl.DataFrame, rules: SafetyRules) -> Iterator[Flag]:
    # the day's own columns are read as well, so that a frame without other timings is not silent
    worst = pl.max_horizontal("worst_intensity", *PRIMARY_SITES)
    rows = seen.with_columns(worst.alias("worst")).filter(
        (pl.col("ago") < rules.recent_days) & (pl.col("worst") >= rules.strong)
    )
    if rows.height:
        top = rows.sort("worst", "date").row(-1, named=True)
        # a rating around training may be the worst one; then the day's columns do not tell the site
        sites = [
            site.value
            for site in PRIMARY_SITES
            if top["worst"] in (top[site.value], top[f"{site.value}_next_morning"])
        ]
        sentence = texts.flag_strong(int(top["worst"]), rules.strong, words.day(top["date"]), sites)
        yield Flag("strong", "check", sentence, _dates(rows))


def _find_weeks(seen: pl.DataFrame, rules: SafetyRules) -> Iterator[Flag]:
    for site in PRIMARY_SITES:
        rows = seen.drop_nulls(site.value).with_columns((pl.col("ago") // 7).alias("week"))
        weeks = rows.group_by("week").agg(pl.col(site.value).mean().alias("mean"), pl.len().alias("reports"))
        yield from _find_long(weeks, rows, site.value, rules)
        yield from _find_rising(weeks, rows, site.value, rules)


def _find_long(weeks: pl.DataFrame, rows: pl.DataFrame, site: str, rules: SafetyRules) -> Iterator[Flag]:
    """Fire on high weekly means all along; a week without any report neither counts nor breaks it.

    The first and the last of the weeks must be reported, and at most two of those between be empty.
    """
    recent = weeks.filter(pl.col("week") < rules.long_weeks).sort("week")
    if recent.is_empty() or recent["week"][0] != 0 or recent["week"][-1] != rules.long_weeks - 1:
        return
    means = recent["mean"]
    is_high = bool((means >= rules.long_mean).all())
    has_eased = means[-1] - means[0] >= rules.easing  # sorted by weeks ago: the oldest is last
    if recent.height >= rules.long_weeks - 2 and is_high and not has_eased:
        used = rows.filter(pl.col("week") < rules.long_weeks)
        yield Flag("long", "check", texts.flag_long(site, rules.long_weeks, rules.long_mean), _dates(used))


def _find_rising(weeks: pl.DataFrame, rows: pl.DataFrame, site: str, rules: SafetyRules) -> Iterator[Flag]:
    enough = weeks.filter((pl.col("week") <= 2) & (pl.col("reports") >= rules.rise_reports))
    means: dict[int, float] = dict(enough.select("week", "mean").iter_rows())
    before = [means[week] for week in (1, 2) if week in means]
    if 0 in means and before and means[0] - min(before) >= rules.rise:
        used = rows.filter(pl.col("week") == 0)
        yield Flag("rising", "check", texts.flag_rising(site, min(before), means[0]), _dates(used))


def _find_mornings(seen: pl.DataFrame, rules: SafetyRules) -> Iterator[Flag]:
    worst = pl.max_horizontal("thigh_root_next_morning", "low_back_next_morning")
    rows = seen.filter((pl.col("ago") < rules.repeat_days) & (worst > rules.morning))
    if rows.height >= rules.twice:
        sentence = texts.flag_mornings(rows.height, rules.morning, rules.repeat_days // 7)
        yield Flag("mornings", "check", sentence, _dates(rows))


def _find_sharp(seen: pl.DataFrame, rules: SafetyRules) -> Iterator[Flag]:
    rows = seen.filter((pl.col("ago") < rules.repeat_days) & pl.col("sharp_thigh_root"))
    if rows.height >= rules.twice:
        sentence = texts.flag_sharp(rows.height, rules.repeat_days // 7)
        yield Flag("sharp", "check", sentence, _dates(rows))
