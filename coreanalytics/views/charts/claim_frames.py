"""Small frames for pictures of claims: one row a number, in panels of one unit each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics import words
from coreanalytics.effects.claims.results import ClaimVerdict
from coreanalytics.effects.texts.claims import LOG_THIS
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import claims as texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coreanalytics.effects.claims.results import Claim

#: Digits of a number by its unit; others have two.
_DIGITS: Final = {"percentage points": 0, "percentage points per four weeks": 0}


def group_panels(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Return the numbers in order, split wherever the claim or the unit changes: one axis, one unit."""
    panels: list[list[Claim]] = []
    for one in claims:
        if panels and (panels[-1][0].name, panels[-1][0].unit) == (one.name, one.unit):
            panels[-1].append(one)
        else:
            panels.append([one])
    return panels


def list_rows(claims: Sequence[Claim]) -> pl.DataFrame:
    """Return one row a number: what is asked, estimate, low, high, verdict, and how it is told.

    Returns
    -------
    DataFrame
        row (order), what, label, short, told, brief, advice, verdict, estimate, low, high, delta, counted.
    """
    schema = dict.fromkeys(("estimate", "low", "high", "delta"), pl.Float64)
    return pl.DataFrame(
        [{"row": at, **_tell_row(one)} for at, one in enumerate(claims)],
        schema_overrides=schema,
        infer_schema_length=None,
    )


def _tell_row(one: Claim) -> dict[str, object]:
    what = name_part(one)
    digits = _DIGITS.get(one.unit, 2)
    told = brief = ""
    if one.estimate is not None and one.interval is not None:
        brief = words.signed(one.estimate, digits)
        marks = (0.0,) if one.delta is None else (-one.delta, 0.0, one.delta)
        span = words.span(one.interval.low, one.interval.high, digits, marks)
        told = texts.NUMBER.format(estimate=brief, level=words.percent(one.interval.level), span=span)
    verdict = texts.NO_ANSWER if one.verdict is ClaimVerdict.REFUSED else str(one.verdict)
    return {
        "what": what,
        "label": texts.ROW.format(what=what, verdict=verdict),
        "short": brief_row(one),
        "told": told,
        "brief": brief,
        "advice": tell_advice(one),
        "verdict": str(one.verdict),
        "estimate": one.estimate,
        "low": one.interval.low if one.interval else None,
        "high": one.interval.high if one.interval else None,
        "delta": one.delta,
        "counted": count_basis(one),
    }


def tell_advice(one: Claim) -> str:
    """Return what to log, or else why there is no number; empty where there is one."""
    if one.is_answered:
        return ""
    why, found, advice = one.missing.partition(LOG_THIS)
    told = advice if found else why or one.sentence
    return f"{told[:1].upper()}{told[1:]}"


def count_basis(one: Claim) -> str:
    """Return from how much a number comes."""
    return texts.COUNTED_TOLD.format(
        people=words.people(one.people), days=words.number(one.days, 0), counted=one.counted
    )


def brief_row(one: Claim) -> str:
    """Return a row's label where there is little room; without an answer, the mark says so."""
    what = name_part(one, texts.PART_NAMES | texts.SHORT_PARTS)
    verdict = texts.SHORT_VERDICTS.get(str(one.verdict), str(one.verdict))
    return texts.ROW.format(what=what, verdict=verdict) if one.is_answered else what


def name_part(one: Claim, names: Mapping[str, str] = texts.PART_NAMES) -> str:
    """Return what a row of a claim is about: its site, its moment, or what else tells it from the others."""
    site = next((site for site in chart_texts.SITE_NAMES if one.part.startswith(site)), None)
    rest = one.part.removeprefix(site or "").strip("_")
    told = names.get(rest, rest.replace("_", " "))
    named = [*([chart_texts.SITE_NAMES[site]] if site else []), *([told] if told else [])]
    joined = ", ".join(named)
    return f"{joined[:1].upper()}{joined[1:]}"


def tally(claims: Sequence[Claim]) -> str:
    """Return how many numbers have which verdict, in words."""
    counts = Counter(str(one.verdict) for one in claims)
    return ", ".join(
        told.format(n=counts[verdict]) for verdict, told in texts.TALLY.items() if counts[verdict]
    )
