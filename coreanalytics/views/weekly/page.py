"""The weekly report of one person: one page that opens anywhere, and the numbers on it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup

from coreanalytics import words
from coreanalytics.effects.safety import find_flags
from coreanalytics.shown import Shown
from coreanalytics.version import __version__
from coreanalytics.views import texts
from coreanalytics.views.framing import frame_page
from coreanalytics.views.hostile import clip, make_slug
from coreanalytics.views.page import render_page
from coreanalytics.views.sparklines import draw_sparkline
from coreanalytics.views.weekly.calendar import Week, check_begun, parse_week
from coreanalytics.views.weekly.facts import WeekFacts, newest_week, week_facts
from coreanalytics.views.weekly.fingerprints import take_fingerprint
from coreanalytics.views.weekly.pdf import make_pdf
from coreanalytics.views.weekly.record import make_record, tell_safety
from coreanalytics.views.weekly.report_files import write_report
from coreanalytics.views.weekly.source import NO_NAMES, Book, Source, choose_person, open_source
from coreanalytics.views.weekly.trend import draw_still, draw_trend_svg, sites_drawn
from coreanalytics.views.weekly.verdicts import judge_person
from coreanalytics.vocabulary import PRIMARY_SITES, WEEKLY_NOISE


@dataclass(frozen=True, slots=True)
class WeeklyReport(Shown):
    """A weekly report: the page, and every number on it.

    Attributes
    ----------
    facts
        The numbers.
    html
        The page: one file, nothing fetched.
    fingerprint
        Hash of everything that it was made from (`fingerprints`); empty: not known.
    """

    facts: WeekFacts
    html: str = field(repr=False)
    fingerprint: str = field(default="", repr=False, compare=False)

    @property
    def file_name(self) -> str:
        """A file name made of person and week, safe on every system."""
        return name_file(self.facts.person, self.facts.week)

    def save(self, folder: str | os.PathLike[str] = ".", *, json: bool = True, pdf: bool = False) -> Path:
        """Write the page into `folder`, and its record beside it, readable by their owner only.

        Every file is there whole or not at all; one that holds the same already is not touched.

        Parameters
        ----------
        folder
            Where to; made if it is not there.
        json
            Whether the numbers and sentences are written beside the page, for other programs.
        pdf
            Whether a PDF is written beside the page.

        Returns
        -------
        Path
            The page; its name is `file_name`.

        Raises
        ------
        ArgumentError
            If the folder cannot be written; if a PDF is asked for and the extra ``pdf`` is not installed.
        """
        return write_report(self, folder, json=json, pdf=pdf).html

    def to_dict(self) -> dict[str, Any]:
        """Return everything that the page prints as plain values (``weekly_report.schema.json``)."""
        return make_record(self.facts)

    def to_pdf(self) -> bytes:
        """Return the PDF of the same numbers.

        Raises
        ------
        ArgumentError
            The extra ``pdf`` is not installed.
        """
        return make_pdf(self.to_dict(), draw_trend_svg(self.facts))

    def to_sentence(self) -> str:
        """Return the week in one sentence, or what to do first where an emergency sign was reported."""
        return texts.EMERGENCY_YES if self.facts.emergency else texts.week_sentence(self.facts)

    def to_polars(self) -> pl.DataFrame:
        """Return the discomfort of the week.

        Returns
        -------
        pl.DataFrame
            One row a site: person, week, site, this_week, days, last_week, last_week_days, run_in,
            run_in_days, change (points).
        """
        rows = [
            {
                "person": self.facts.person,
                "week": self.facts.week.name,
                "site": str(site.site),
                "this_week": site.this.mean,
                "days": site.this.days,
                "last_week": site.last.mean,
                "last_week_days": site.last.days,
                "run_in": site.run_in.mean,
                "run_in_days": site.run_in.days,
                "change": site.change,
            }
            for site in self.facts.sites
        ]
        return pl.DataFrame(rows, schema_overrides={"last_week": pl.Float64, "change": pl.Float64})

    def __str__(self) -> str:
        lines = [
            texts.TITLE.format(person=clip(self.facts.person), week=self.facts.week.name),
            *(flag.sentence for flag in self.facts.flags),
            self.to_sentence(),
            *self._tell_verdicts(),
        ]
        return "\n".join(lines)

    def _tell_verdicts(self) -> list[str]:
        """Return a sentence per site of what the weekly looks, or the one at the end, have told."""
        told = self.facts.verdicts
        if told is None or self.facts.emergency:
            return []
        if told.at_end:
            return [texts.tell_final_briefly(effect) for effect in told.at_end]
        return [texts.tell_briefly(one) for one in told.looks]

    def _repr_html_(self) -> str:
        title, *rest = str(self).split("\n")
        told = Markup("").join(Markup("<p>{}</p>").format(line) for line in rest)
        return str(Markup("<h3>{}</h3>").format(title) + told + frame_page(self.html, title))


def name_file(person: str, week: Week) -> str:
    """Return the name of a page, made of person and week, safe on every system."""
    return f"{make_slug(person)}_{week.name}.html"


def weekly_report(
    book: Book | Mapping[str, pl.DataFrame], person: str | None = None, week: str | None = None
) -> WeeklyReport:
    """Make the weekly report of one person.

    Parameters
    ----------
    book
        A `Logbook`, or a dict of its tables.
    person
        Whose report; None: the only person of the book.
    week
        ISO week, for example ``2026-W46``; None: the newest week with data.

    Returns
    -------
    WeeklyReport

    Raises
    ------
    ArgumentError
        If the person is unknown, or not named where there are several; if the week does not exist.

    Examples
    --------
    >>> weekly_report({}, week="2026-W54")
    Traceback (most recent call last):
    coreanalytics.errors.ArgumentError: week: there is no week 54 in 2026
    Hint: 2026 has the weeks 2026-W01 to 2026-W53
    """
    chosen = parse_week(week) if week is not None else None
    source = open_source(book, person)
    whose = choose_person(source, person)
    days = source.days_of(whose)
    if chosen is not None:
        check_begun(chosen, days["date"].max())
    names = source.unmapped_of().get(whose, NO_NAMES)
    return make_report(source, whose, chosen, days=days, names=names, alone=len(source.people) == 1)


def make_report(
    source: Source,
    person: str,
    week: Week | None,
    *,
    days: pl.DataFrame,
    names: pl.DataFrame,
    alone: bool,
    fingerprint: str = "",
) -> WeeklyReport:
    """Make a report from what was read already.

    Parameters
    ----------
    source
        The tables of the book.
    person, week
        Whose report, of which week; None: the newest with data, or today's where there is none.
    days
        Their person-days.
    names
        Their unmapped names.
    alone
        Whether the book knows this one person only.
    fingerprint
        Of all this, where it is known already (`fingerprints.take_fingerprint`).
    """
    week = week or newest_week(days) or Week.of(datetime.now(UTC).date())
    last = days["date"].max()
    until = last if isinstance(last, date) and last >= week.monday else week.sunday
    verdicts = judge_person(
        days,
        person,
        source.read_until(last, week.sunday),
        phases=source.tables["phases"],
        delta=source.delta_within,
        plans=source.plans,
    )
    facts = week_facts(
        days,
        person,
        week,
        flags=find_flags(days, person, until=min(until, week.sunday)) if days.height else (),
        rejected=source.rejected,
        unmapped=names,
        phases=source.tables["phases"].filter(pl.col("person") == person),
        alone=alone,
        timing=source.timing,
        told_on=source.told_on,
        verdicts=verdicts,
    )
    facts = replace(facts, book_version=source.version_of(person, week.sunday))
    known = fingerprint or take_fingerprint(source, person, week, days, names, alone=alone)
    return WeeklyReport(facts, render_report(facts), known)


def render_report(facts: WeekFacts) -> str:
    """Return the page of a report: a template over its numbers, without any script."""
    drawn = sites_drawn(facts)
    name, safety = clip(facts.person), tell_safety(facts)
    return render_page(
        texts.TITLE.format(person=name, week=facts.week.name),
        "weekly_report.html",
        context={
            "f": facts,
            "t": texts,
            "words_": words,
            "clip": clip,
            "name": name,
            "sparkline": draw_sparkline,
            "emergencies": safety["emergencies"],
            "checks": safety["checks"],
            "v": facts.verdicts,
            "still": draw_still(facts),
            "undrawn": [site for site in PRIMARY_SITES if site not in drawn],
            "moves": [move for move in facts.training.moves if move.ever],
            "moves_missing": [move.move for move in facts.training.moves if not move.ever],
            "how": texts.how(facts.timing, WEEKLY_NOISE.value, WEEKLY_NOISE.citation, __version__),
            "version": _tell_version(facts),
        },
    )


def _tell_version(facts: WeekFacts) -> tuple[str, ...]:
    version = facts.book_version
    return () if version is None else (texts.tell_version(facts.person, facts.week.name, version),)
