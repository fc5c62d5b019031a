"""The comparison on a dashboard: the effects, the weekly looks, the responders, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from coreanalytics import words
from coreanalytics.days import build_days
from coreanalytics.effects import compare, count_responders, watch_between
from coreanalytics.errors import DataError
from coreanalytics.logbook.book_plans import BookPlans, KeptPlan
from coreanalytics.views import texts as report_texts
from coreanalytics.views.texts import charts as texts
from coreanalytics.views.texts import dashboards
from coreanalytics.views.weekly.verdicts import Verdicts, judge_person
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN

if TYPE_CHECKING:
    from coreanalytics.effects.responder_counts import Responders
    from coreanalytics.effects.results import Effects
    from coreanalytics.effects.running import RunningVerdicts
    from coreanalytics.views.weekly.source import Book


@dataclass(frozen=True, slots=True)
class Opened:
    """What a dashboard reads.

    Attributes
    ----------
    days
        Person-days.
    rejected
        Set-aside rows; None where there is no book.
    phases
        Phases as given, None where not known.
    delta_within, delta_between
        Smallest difference that matters, points.
    plans
        Plans on record.
    """

    days: pl.DataFrame = field(repr=False)
    rejected: pl.DataFrame | None = field(default=None, repr=False)
    phases: pl.DataFrame | None = field(default=None, repr=False)
    delta_within: float = DELTA_WITHIN.value
    delta_between: float = DELTA_BETWEEN.value
    plans: tuple[KeptPlan, ...] = field(default=(), repr=False)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody, in order of name."""
        return tuple(self.days["person"].unique().sort().to_list())


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison between people.

    Attributes
    ----------
    effects
        None where refused.
    refusal
        Why; empty if there is one.
    running, responders
        The weekly looks, and how many responded; None where there is none.
    no_responders
        Why nobody is counted; empty if somebody is.
    """

    effects: Effects | None
    refusal: str = ""
    running: RunningVerdicts | None = None
    responders: Responders | None = None
    no_responders: str = ""

    @property
    def said(self) -> list[tuple[str, str]]:
        """Paragraphs with their small print: one a site with other ways to its number, then the cautions."""
        if self.effects is None:
            return []
        paragraphs = self.effects.to_sentence().split("\n\n")
        asides = [report_texts.tell_asides(effect) for effect in self.effects.primary]
        return list(zip(paragraphs, [*asides, *[""] * (len(paragraphs) - len(asides))], strict=True))

    @property
    def looked(self) -> list[str]:
        """The running verdict, one paragraph a site; one reason where it is the same at all."""
        if self.running is None:
            return []
        shared = Verdicts(self.running).shared_refusal
        if shared:
            return [report_texts.no_answer_yet(shared)]
        return [report_texts.tell_briefly(one) for one in self.running.values()]

    @property
    def counted(self) -> list[tuple[str, str, str, str, str]]:
        """Responders as rows: site, criterion, k of n in each arm, and the difference in 100."""
        if self.responders is None:
            return []
        rows = []
        before = ""
        for count in self.responders.counts:
            site = texts.SITE_NAMES[count.outcome]
            sides = [texts.SHARE_TOLD.format(k=s.k, n=s.n) for s in (count.treatment, count.control)]
            rows.append(
                (
                    "" if site == before else site,
                    count.criterion,
                    sides[0],
                    sides[1],
                    report_texts.responder_gap(count),
                )
            )
            before = site
        return rows

    @property
    def counted_notes(self) -> list[str]:
        """Cautions of the counts."""
        if self.responders is None:
            return []
        shared: dict[str, list[str]] = {}
        for site, said in self.responders.warnings.items():
            for text in said:
                shared.setdefault(text, []).append(texts.SITE_NAMES[site])
        everywhere = len(self.responders.warnings)
        return [
            text if len(sites) == everywhere else f"{words.listing(sites)}: {text}"
            for text, sites in shared.items()
        ]


def open_days(book_or_days: Book | Mapping[str, pl.DataFrame] | pl.DataFrame) -> Opened:
    """Return person-days, and what else is known of a book."""
    if isinstance(book_or_days, pl.DataFrame):
        return Opened(book_or_days)
    if isinstance(book_or_days, Mapping):
        return Opened(build_days(book_or_days), phases=book_or_days.get("phases"))
    settings = book_or_days.settings
    return Opened(
        build_days(book_or_days),
        book_or_days.rejected(),
        book_or_days.tables()["phases"],
        float(getattr(settings, "delta_within", DELTA_WITHIN.value)),
        float(getattr(settings, "delta_between", DELTA_BETWEEN.value)),
        book_or_days.plans() if isinstance(book_or_days, BookPlans) else (),
    )


def compare_people(opened: Opened, weeks: float) -> Comparison:
    """Compare the people of a book; a refusal is an answer, too."""
    days, delta = opened.days, opened.delta_between
    if len(opened.people) < 2:
        return Comparison(None, dashboards.TOO_FEW)
    try:
        effects = compare(days, weeks=weeks, delta=delta)
    except DataError as problem:
        return Comparison(None, _tell(problem), _watch(days, weeks, delta))
    try:
        responders, none = count_responders(days, weeks=weeks), ""
    except DataError as problem:
        responders, none = None, report_texts.NOT_RESPONDERS.format(reason=_tell(problem))
    return Comparison(effects, "", _watch(days, weeks, delta), responders, none)


def _watch(days: pl.DataFrame, weeks: float, delta: float) -> RunningVerdicts | None:
    last = days["date"].max()
    try:
        return watch_between(days, until=last, weeks=weeks, delta=delta) if isinstance(last, date) else None
    except DataError:  # nobody followed either routine: the comparison says so
        return None


def _tell(problem: DataError) -> str:
    return " ".join(part for part in (words.sentence(problem.what), problem.hint) if part)


def judge_alone(opened: Opened) -> Verdicts | None:
    """Return the verdict where the days are those of one person."""
    last = opened.days["date"].max()
    if len(opened.people) != 1 or not isinstance(last, date):
        return None
    return judge_person(
        opened.days,
        opened.people[0],
        last,
        phases=opened.phases,
        delta=opened.delta_within,
        plans=opened.plans,
    )
