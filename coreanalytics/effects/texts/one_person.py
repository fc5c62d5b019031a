"""One person's phases side by side, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coreanalytics import words
from coreanalytics.effects.texts.names import program_name, site_name

NO_INFERENCE_YET: Final = (
    "This is what was reported, side by side. By itself it cannot tell a routine's doing from the ups and "
    "downs of a person, whose days resemble their neighbours; the comparison within the person weighs that."
)
ONE_PHASE_ONLY: Final = "Only one routine has reported days that count, so there is nothing to set it beside."
NO_REPORTS: Final = (
    "Nothing was reported on the days of either routine that count, so there are no means to show."
)
NO_PHASE: Final = "No core-focused or standard-crunch phase is known for this person."


def tell_phase_means(site: str, means: Mapping[str, tuple[float, int]]) -> str:
    """Return one site's means under each routine, with the days behind them."""
    parts = [
        f"{words.number(mean)} on {program_name(program)} ({words.count(days, 'reported day')})"
        for program, (mean, days) in means.items()
    ]
    return f"{site_name(site)}: on average {words.listing(parts)}."


def tell_wash_in(days: int) -> str:
    """Say which days are left out after a switch."""
    if not days:
        return "Run-in days are left out."
    first = "day" if days == 1 else words.count(days, "day")
    return f"Run-in days and the first {first} after each switch are left out."
