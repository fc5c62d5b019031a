"""Names of sites, programs, units, methods and contrasts, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coreanalytics import words

SITES: Final = {"thigh_root": "Thigh root", "low_back": "Low back", "control": "Control site"}
PLACES: Final = {"thigh_root": "at the thigh root", "low_back": "in the lower back"}
PROGRAMS: Final = {
    "core_focused": "core-focused routines",
    "standard_crunch": "standard crunches",
    "mixed": "mixed routines",
    "none": "no ab work",
    "run_in": "run-in",
    "washout": "washout",
}
POINTS: Final = "points (0–10)"
PER_WEEK: Final = "points a week"
UNITS: Final = {
    "difference_at_horizon": POINTS,
    "difference_in_slope": PER_WEEK,
    "difference_of_phase_means": POINTS,
    "own_change_treatment": POINTS,
    "own_change_control": POINTS,
}
METHOD_WELCH: Final = "two-stage Welch"
METHOD_ADJUSTED: Final = "two-stage Welch (HC2), run-in adjusted"
METHOD_CHANGE: Final = "t range of people's own changes"
NO_ANSWER: Final = "no answer"
ERRORS: Final = {"ar1": "mixed model with AR(1) errors", "iid": "mixed model with independent errors"}


def name_mixed(errors: str, adjusted: bool, covariates: Sequence[str] = ()) -> str:
    """Return the name of the mixed model in a few words."""
    what = [*(["run-in"] if adjusted else []), *(name.replace("_", " ") for name in covariates)]
    return f"{ERRORS[errors]}, CR2{f', adjusted for {words.listing(what)}' if what else ''}"


def name_change(errors: str) -> str:
    """Return the name of the model of one arm's own change."""
    return f"{ERRORS[errors]}, CR2, counted from each person's run-in mean"


def site_name(outcome: str) -> str:
    """Return a site's name, first letter large."""
    return SITES.get(outcome, words.sentence(outcome.replace("_", " ")).rstrip("."))


def at_site(outcome: str) -> str:
    """Return where, as it stands in a sentence: "at the thigh root"."""
    return PLACES.get(outcome, f"at the {site_name(outcome).lower()}")


def program_name(program: str) -> str:
    """Return a program's name in words."""
    return PROGRAMS.get(program, program.replace("_", " "))


def weeks_text(weeks: float) -> str:
    """Return "8 weeks" or "1 week"."""
    return f"{words.trimmed(weeks, 1)} {words.plural(weeks, 'week')}"
