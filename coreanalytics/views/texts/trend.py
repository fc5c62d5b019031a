"""The picture of the weekly report: what it shows, computed from the numbers, and how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts.numbers import score

if TYPE_CHECKING:
    from coreanalytics.views.weekly.discomfort import SiteWeek

NO_TREND: Final = "Nothing was reported up to the end of this week, so there is no trend to draw."
ONLY_SITE_MISSING: Final = "{site}: no report up to the end of this week, so there is nothing to draw."
T_WEEK: Final = "Week"
T_MEAN: Final = "{site}, mean"
T_DAYS: Final = "{site}, days"
T_PROGRAM: Final = "Program"
TREND_TITLE: Final = "Day by day"
HOW_MORE: Final = "Means, ranges and yardsticks, in full"
RUN_IN_LABEL: Final = "run-in {mean}"
NO_LINE_YET: Final = "A line through the days needs 7 reported days of one program."

#: Differences below this are told as "about the same": scores are whole points, so that rounding alone moves
#: each of them by up to as much.
_SAME: Final = 0.5


def site_headline(site: SiteWeek, *, is_run_in: bool) -> str:
    """Return what to see in the picture of one site.

    Parameters
    ----------
    site
        Its numbers.
    is_run_in
        Whether the week belongs to the run-in, which cannot be held against itself.

    Examples
    --------
    >>> from types import SimpleNamespace as N
    >>> levels = {"this": N(mean=2.1), "last": N(mean=2.5), "run_in": N(mean=3.4)}
    >>> site_headline(N(site="low_back", change=-0.4, since_run_in=-1.3, **levels), is_run_in=False)
    'Low back: 2.1 this week, below the run-in’s 3.4'
    """
    name = chart_texts.SITE_NAMES[site.site]
    if site.this.mean is None:
        return f"{name}: no report this week"
    head = f"{name}: {score(site.this.mean)} this week"
    if site.since_run_in is not None and not is_run_in:
        return f"{head}, {_beside(site.since_run_in)} the run-in’s {score(site.run_in.mean)}"
    if site.change is not None:
        return f"{head}, {_beside(site.change)} last week’s {score(site.last.mean)}"
    return head


def _beside(difference: float) -> str:
    return "about the same as" if abs(difference) < _SAME else "below" if difference < 0 else "above"


def trend_headline(sites: Sequence[SiteWeek], *, is_run_in: bool) -> str:
    """Return what the whole picture shows, in a few words.

    Parameters
    ----------
    sites
        Numbers of the sites drawn.
    is_run_in
        Whether the week belongs to the run-in.
    """
    known = [(site.site, site.since_run_in) for site in sites if site.since_run_in is not None]
    if is_run_in or len(known) < len(sites) or not known:
        return TREND_TITLE
    sides = [_side(difference) for _, difference in known]
    if len(set(sides)) == 1:
        who = "Both sites were" if len(known) == 2 else f"{chart_texts.SITE_NAMES[known[0][0]]} was"
        return f"{who} {sides[0]} {'as' if sides[0].startswith('about') else 'than'} in the run-in"
    first, second = (
        f"{chart_texts.SITE_NAMES[site]} {side}" for (site, _), side in zip(known, sides, strict=True)
    )
    return f"Beside the run-in: {first[:1].lower()}{first[1:]}, {second[:1].lower()}{second[1:]}"


def _side(difference: float) -> str:
    return "about the same" if abs(difference) < _SAME else "lower" if difference < 0 else "higher"


#: Whose days the field comes from: the person's own; other people's; one of the two at either site.
BAND_SOURCES: Final[dict[bool | None, str]] = {
    True: "your own days so far",
    False: "other people’s diaries",
    None: "your own days, or other people’s diaries where those are too few",
}


def trend_note(
    weeks: int | None, *, has_line: bool, has_run_in: bool, has_band: bool, is_own: bool | None
) -> str:
    """Return how to read the picture.

    Parameters
    ----------
    weeks
        How many weeks it shows where the log is longer.
    has_line
        Whether any program has enough reports for a line.
    has_run_in
        Whether the run-in's mean is drawn.
    has_band
        Whether this week's ordinary range is drawn.
    is_own
        Whether that range is the person's own; None: at one site only.
    """
    said = ["Dots: days, 0 (none) to 10. Bars: weekly means."]
    if has_line:
        said.append("Coloured line: the course within a program, with its 95 % range.")
    if has_run_in:
        said.append("Dashed line: the run-in’s mean.")
    source = BAND_SOURCES[is_own]
    field = f"; grey field in it: where its mean would ordinarily lie, by {source}" if has_band else ""
    said.append(f"Frame: this week{field}. A gap is a day or a week without a report.")
    if not has_line:
        said.append(NO_LINE_YET)
    if weeks is not None:
        said.append(f"It shows the last {weeks} weeks; the log is longer.")
    return " ".join(said)


def short_day(day: date) -> str:
    """Return a day for an axis.

    Examples
    --------
    >>> short_day(date(2026, 9, 7))
    '7 Sep'
    """
    number, month = words.day(day, year=False).split()
    return f"{number} {month[:3]}"


def trend_label(week: str, sites: Sequence[str], headlines: Sequence[str]) -> str:
    """Return what the picture shows, for somebody who cannot see it."""
    names = words.listing(chart_texts.SITE_NAMES[site] for site in sites)
    return f"{names}: daily scores and weekly means from 0 to 10, up to {week}. {'. '.join(headlines)}."
