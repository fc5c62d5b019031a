"""The sections of a record, one function each: the sentences, tables and numbers of a part of the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from coreanalytics import words
from coreanalytics.version import __version__
from coreanalytics.views import texts
from coreanalytics.views.hostile import clip
from coreanalytics.views.weekly import trend
from coreanalytics.views.weekly.record_blocks import Section, make_card, make_section, make_tile
from coreanalytics.views.weekly.record_training import (
    tell_demand,
    tell_gave_out,
    tell_moves,
    tell_relief,
    tell_training,
)
from coreanalytics.views.weekly.record_verdicts import tell_verdict
from coreanalytics.views.weekly.trend_data import read_trend
from coreanalytics.vocabulary import PRIMARY_SITES, WEEKLY_NOISE, Move, Site

if TYPE_CHECKING:
    from coreanalytics.views.weekly.discomfort import Level, SiteWeek
    from coreanalytics.views.weekly.facts import WeekFacts
    from coreanalytics.views.weekly.quality import Unmapped

SCORE_UNIT: Final = "points, 0 (none) to 10 (worst)"


def list_sections(facts: WeekFacts) -> Iterator[Section]:
    """Return the sections of a record in the order of the page."""
    if not facts.emergency:  # whoever has to get help now is given no step to take
        yield tell_next(facts)
    yield tell_trend(facts)
    yield tell_discomfort(facts)
    if facts.verdicts is not None:
        yield make_section("verdict", **tell_verdict(facts.verdicts, alone=facts.alone))
    yield tell_training(facts)
    yield tell_moves(facts.training)
    yield tell_gave_out(facts.training)
    yield tell_demand(facts.demand)
    yield tell_relief(facts.relief)
    yield tell_quality(facts)
    yield tell_how(facts)
    yield tell_items(facts)


def tell_next(facts: WeekFacts) -> Section:
    """Return the one small step for next week, and the rule that produced it."""
    step = facts.next_step
    caution = f"{texts.MOVES[Move.ANCHORED_CRUNCH]}. {step.caution}" if step.caution else ""
    return make_section(
        "next",
        texts.H_NEXT,
        lines=[step.sentence, texts.next_rule(step)],
        notes=[caution, texts.next_note(step, so_far=facts.so_far)],
        numbers=step,
    )


def tell_discomfort(facts: WeekFacts) -> Section:
    """Return the discomfort of each site: this week, last week, run-in."""
    baseline = any(site.run_in.mean is not None for site in facts.sites)
    return make_section(
        "discomfort",
        texts.H_DISCOMFORT,
        cards=[_tell_site(site) for site in facts.sites],
        notes=(texts.SCALE, texts.RUN_IN_CAUTION if baseline else ""),
        numbers={"unit": SCORE_UNIT, "sites": facts.sites},
    )


def _tell_site(site: SiteWeek) -> Section:
    def level(label: str, value: Level) -> Section:
        return make_tile(label, texts.score(value.mean), texts.level_days(value))

    return make_card(
        texts.SITES[site.site],
        site=site.site,
        tiles=[
            level(texts.THIS_WEEK, site.this),
            level(texts.LAST_WEEK, site.last),
            level(texts.RUN_IN, site.run_in),
        ],
        lines=[
            f"{texts.change(site)} {texts.usual_week(site.noise)}".strip(),
            texts.since_run_in(site),
            texts.sides(site),
        ],
        notes=[texts.CONTROL_NOTE if site.site == Site.CONTROL else ""],
    )


def tell_trend(facts: WeekFacts) -> Section:
    """Return what the trend picture shows, in words and in numbers."""
    drawn = trend.sites_drawn(facts)
    missing = [texts.ONLY_SITE_MISSING.format(site=texts.SITES[s]) for s in PRIMARY_SITES if s not in drawn]
    data = read_trend(facts)
    lines = {site: data.datasets[f"lines_{site}"] for site in drawn}
    return make_section(
        "trend",
        texts.H_TREND,
        lines=[trend.headline(facts)] if drawn else [texts.NO_TREND],
        notes=[trend.tell_note(facts, data), *missing] if drawn else [],
        numbers={
            "unit": SCORE_UNIT,
            "label": trend.describe_trend(facts) if drawn else "",
            "days": facts.daily.drop_nulls("score").select("date", "site", "score"),
            "weeks": facts.trend.drop("monday"),
            "programs": facts.spans,
            "lines": {site: _as_days(rows) for site, rows in lines.items()},
        },
    )


def _as_days(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "date": str(row["date"])[:10]} for row in rows]


def tell_quality(facts: WeekFacts) -> Section:
    """Return how complete the log is."""
    told = facts.quality
    rows = [f"{texts.place(row.file, row.line)}: {clip(row.sentence, 160)}" for row in told.newest] + [
        texts.more(told.rows_set_aside - len(told.newest))
    ]
    names = [
        ", ".join(
            filter(
                None, (f"{clip(u.name, 60)} ({words.count(u.sets, 'set')})", texts.candidates(u.candidates))
            )
        )
        for u in told.unmapped
    ] + [texts.more(told.unmapped_names - len(told.unmapped))]
    return make_section(
        "quality",
        texts.H_QUALITY,
        lines=(
            texts.reported(facts),
            texts.safety_asked(told.safety_asked),
            f"{texts.set_aside(told.rows_set_aside)}: {texts.rules(told.rules)}."
            if told.rows_set_aside
            else texts.NONE_SET_ASIDE,
            *(rows if told.rows_set_aside else ()),
            texts.unmapped(told.unmapped_names, told.unmapped_sets)
            if told.unmapped_names
            else texts.NONE_UNMAPPED,
            *(names if told.unmapped_names else ()),
        ),
        numbers={
            "days_reported": told.days_reported,
            "days_logged": told.days_logged,
            "days_unit": "days of 7",
            "safety_asked": told.safety_asked,
            "rows_set_aside": told.rows_set_aside,
            "rules": [{"rule": clip(rule, 40), "records": n} for rule, n in told.rules],
            "unmapped_names": told.unmapped_names,
            "unmapped_sets": told.unmapped_sets,
        },
    )


def _tell_name(name: Unmapped) -> str:
    return f"{clip(name.name, 60)} ({words.count(name.sets, 'set')})"


def tell_how(facts: WeekFacts) -> Section:
    """Return how the numbers were made, and on what they stand."""
    own = texts.how(facts.timing, WEEKLY_NOISE.value, WEEKLY_NOISE.citation, __version__)
    watched = facts.verdicts is not None and facts.verdicts.running is not None
    version = facts.book_version
    return make_section(
        "how",
        texts.H_HOW,
        notes=(
            *own,
            texts.VERDICT_HOW if watched else "",
            "" if version is None else texts.tell_version(facts.person, facts.week.name, version),
        ),
        numbers={"timing": facts.timing},
    )


def tell_items(facts: WeekFacts) -> Section:
    """Return what reporting standards ask of one person's study, and what the log answers."""
    cards = [
        make_card(
            texts.STANDARDS[standard],
            table={
                "headings": [texts.C_ITEM, texts.C_STATE, texts.C_VALUE],
                "rows": [[f"{i.number} {i.title}", texts.STATES[i.state], i.value] for i in items],
            },
        )
        for standard, items in groupby(facts.items, key=lambda item: item.standard)
    ]
    return make_section(
        "items", texts.H_ITEMS, cards=cards, notes=[texts.ITEMS_NOTE], numbers={"items": facts.items}
    )
