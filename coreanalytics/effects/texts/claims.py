"""Sentences about the article's claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import PLACES

if TYPE_CHECKING:
    from coreanalytics.effects.claims.results import Claim, Claims

CLAIM_HEADINGS: Final = ("claim", "question", "estimate", "range", "people", "days", "verdict")


def tell_claim(claim: Claim) -> str:
    """Return what was found or what is missing, then the caution."""
    said = claim.sentence if claim.is_answered else f"{claim.sentence} {claim.missing}"
    return f"{claim.name}: {said.strip()} {claim.caution}".strip()


#: The article's claims, each in a sentence.
CLAIMS: Final = {
    "C1": "Standard ab work is followed by tight, sour thigh roots and an aching lower back.",
    "C2": "The thighs give out before the abs.",
    "C3": "Stretching the thigh root does not improve it.",
    "C4": "Relaxing the lower back has no good effect.",
    "C5": "The five core-focused moves reduce the discomfort over time.",
    "C6": "Core strength is the lever: the stronger the core, the less the discomfort.",
    "C7": "People who feel nothing in the abs will feel them with these moves.",
    "C8": "Side support suits people whose back hurts.",
}


#: Begins what to log, in whatever a claim without an answer says.
LOG_THIS: Final = " To answer it, "
CLAIMS_OPEN: Final = "To answer more, log these:"


def tell_claims(claims: Claims) -> str:
    """Return a line a claim with its verdicts, then each claim's findings and caution, then what to log."""
    named = {name: [c for c in claims.items_ if c.name == name] for name, _ in claims}
    lines = [f"{name}  {CLAIMS.get(name, '')} {tally_parts(parts)}" for name, parts in named.items()]
    found = [_tell_parts(name, parts) for name, parts in named.items()]
    advice = _list_advice(claims.items_)
    return "\n\n".join(["\n".join(lines), *found, *([advice] if advice else [])])


def tally_parts(parts: Sequence[Claim]) -> str:
    """Return the verdicts of a claim's parts and how many there are of each.

    A part whose estimate speaks for the claim counts as supporting it, and so on; none hides another.
    """
    counts = Counter(str(one.verdict) for one in parts)
    told = [
        verdict if len(parts) == 1 else f"{verdict} ({n} of {len(parts)})" for verdict, n in counts.items()
    ]
    return f"{_capital(', '.join(told))}."


def _tell_parts(name: str, parts: Sequence[Claim]) -> str:
    found = [f"- {_capital(str(one.verdict))}: {one.sentence}" for one in parts if one.is_answered]
    reasons = [f"{one.question} {one.missing.split(LOG_THIS)[0]}" for one in parts if not one.is_answered]
    missing = [f"- No answer: {reason}" for reason in _merge_sites(reasons)]
    return "\n".join([f"{name}  {CLAIMS.get(name, '')}".rstrip(), *found, *missing, parts[0].caution])


def _merge_sites(told: Sequence[str]) -> list[str]:
    """Return sentences, those that differ by nothing but the site as one."""
    places: dict[str, list[str]] = {}
    for text in told:
        place = next((place for place in PLACES.values() if place in text), "")
        places.setdefault(text.replace(place, _PLACE) if place else text, []).append(place)
    return [text.replace(_PLACE, " or ".join(found)) for text, found in places.items()]


_PLACE: Final = "\N{NULL}"  # no text holds it


def _list_advice(claims: Sequence[Claim]) -> str:
    """Return what to log, each thing once with the claims that need it."""
    needed: dict[str, list[str]] = {}
    for one in claims:
        _, found, advice = one.missing.partition(LOG_THIS)
        if found and one.name not in needed.setdefault(advice.rstrip("."), []):
            needed[advice.rstrip(".")].append(one.name)
    lines = [f"- {_capital(advice)} (for {words.listing(names)})." for advice, names in needed.items()]
    return "\n".join([CLAIMS_OPEN, *lines]) if lines else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


METHOD_DAILY_MANY: Final = (
    "regression of days within people (own level and trend taken out), AR(1) days, CR2 by person"
)
METHOD_DAILY_ONE: Final = (
    "regression of one person's days (own level and trend taken out), averaged over memory"
)
METHOD_DAILY_POOLED: Final = "regression of each person's days, pooled over people (Hartung-Knapp)"
CLAIM_FEW_CLUSTERS: Final = (
    "too few people carry this number for an honest range ({df} degrees of freedom, 3 are needed)"
)
CLAIM_FEW_WEEKS: Final = "there are too few weeks beside what is taken out of them"
CLAIM_FEW_DAYS: Final = "nobody has {n} days with everything that is needed"
CLAIM_STILL: Final = (
    "the score was nearly always the same (another one on {n} days or more is needed), so nothing can be "
    "learnt from its ups and downs"
)
HINT_STILL: Final = "If that number is 0, there is nothing to explain: good."
CLAIM_TWO_PEOPLE: Final = "two people can neither be pooled nor taken for one; {n} are needed"
CLAIM_ALIKE: Final = "what is asked about never differs from the rest of what happened on those days"
