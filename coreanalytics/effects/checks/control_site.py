"""The control site: what no routine should change must not differ."""

from __future__ import annotations

from typing import Final

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ranges import Ranged, cannot_tell, judge_range
from coreanalytics.effects.checks.results import Check
from coreanalytics.vocabulary import Site

NAME: Final = "control_site"


def check_control_site(asked: Asked) -> tuple[Check, ...]:
    """Check that the comparison finds nothing at the control site."""
    site = Site.CONTROL.value
    effect = next((one for one in asked.effects.primary if one.outcome == site), None)
    if effect is None:
        return (cannot_tell(NAME, site, texts.ASK_CONTROL, texts.NO_CONTROL_SITE),)
    if effect.estimate is None or effect.p is None:
        reason = texts.CONTROL_REFUSED.format(reason=effect.refusal.rstrip("."))
        return (cannot_tell(NAME, site, texts.ASK_CONTROL, reason),)
    interval = effect.interval_at(asked.level)
    number = Ranged(effect.estimate, interval.low, interval.high, effect.p)
    passed = judge_range(number, asked.delta, alpha=1 - asked.level)
    sentence = texts.tell_control(number.value, number.low, number.high, asked.level, passed)
    return (
        Check(NAME, site, texts.ASK_CONTROL, passed, sentence, effect.to_polars(), effect.p, effect.method),
    )
