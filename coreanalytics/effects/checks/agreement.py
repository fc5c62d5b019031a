"""Agreement of the ways to the same number: mixed model, two stages, drawing again by lot.

Two estimates disagree where they differ by half the smallest difference that matters or more, and the other
one lies outside the comparison's own range: both are worked out from the same days, so chance alone seldom
parts them that far (benchmarks/calibration). A permutation or randomisation test disagrees where one of the
two leaves out 0 clearly (p at or below 1 %) and the other is far from it (p of 20 % or more). Where nothing
disagrees, but the comparison's range is wider than the smallest difference that matters either way, it
*cannot tell*.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ranges import cannot_tell
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.results import Effect
from coreanalytics.vocabulary import PRIMARY_SITES

NAME: Final = "agreement"
CLEAR: Final = 0.01
FAR: Final = 0.2


def check_agreement(asked: Asked) -> tuple[Check, ...]:
    """Check that other ways to the same number say the same, at each primary site."""
    return tuple(_check(effect) for effect in asked.effects.primary if effect.outcome in PRIMARY_SITES)


def _check(effect: Effect) -> Check:
    site = effect.outcome
    others = [aside for aside in effect.asides if aside.estimate is not None or aside.p is not None]
    if effect.estimate is None or not others:
        return cannot_tell(NAME, site, texts.ASK_AGREEMENT, texts.NO_OTHER_WAY)
    rows: list[tuple[str, float | None, float | None, bool]] = [
        (effect.method, effect.estimate, effect.p, True)
    ]
    for aside in others:
        is_alike = _is_near(effect, aside.estimate) and _is_alike(effect.p, aside.p)
        rows.append((aside.name, aside.estimate, aside.p, is_alike))
    table = pl.DataFrame(
        rows,
        schema={"way": pl.String, "estimate": pl.Float64, "p": pl.Float64, "agrees": pl.Boolean},
        orient="row",
    )
    odd = table.filter(~pl.col("agrees"))["way"].to_list()
    is_wide = effect.interval is not None and effect.interval.width / 2 > effect.delta
    passed = False if odd else None if is_wide else True
    sentence = texts.tell_agreement(site, effect.estimate, [row[:2] for row in rows[1:]], odd, passed)
    return Check(NAME, site, texts.ASK_AGREEMENT, passed, sentence, table)


def _is_near(effect: Effect, other: float | None) -> bool:
    """Tell whether another estimate is near the comparison's, or within what that itself leaves open."""
    if other is None or effect.estimate is None or effect.interval is None:
        return True
    is_inside = effect.interval.low <= other <= effect.interval.high
    return is_inside or abs(other - effect.estimate) < effect.delta / 2


def _is_alike(p: float | None, other: float | None) -> bool:
    if p is None or other is None:
        return True
    return not (min(p, other) <= CLEAR and max(p, other) >= FAR)
