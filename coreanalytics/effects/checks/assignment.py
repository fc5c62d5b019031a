"""How people came to their routines: drawn by lot, chosen, or read off their sets."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.results import Design

NAME: Final = "assignment"


def check_assignment(asked: Asked) -> tuple[Check, ...]:
    """Check that routines were drawn by lot, so that nothing but chance decided who did what."""
    table = (
        asked.on_routine.group_by("assigned", "program")
        .agg(people=pl.col("person").n_unique(), days=pl.len())
        .sort("assigned", "program")
    )
    design = Design(asked.first.design)
    passed = design.is_randomised
    return (Check(NAME, "", texts.ASK_ASSIGNMENT, passed, texts.tell_assignment(design), table),)
