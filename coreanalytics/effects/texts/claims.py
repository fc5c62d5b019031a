"""Sentences about the article's claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

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


def tell_claims(claims: Claims) -> str:
    """Return a paragraph a claim: what it says, what was found, what is missing, and once its caution."""
    named = dict.fromkeys(claim.name for claim in claims.items_)
    return "\n\n".join(_tell_parts(name, [c for c in claims.items_ if c.name == name]) for name in named)


def _tell_parts(name: str, parts: Sequence[Claim]) -> str:
    found = [f"- {_capital(str(one.verdict))}: {one.sentence}" for one in parts if one.is_answered]
    missing = [f"- No answer: {one.question} {one.missing}" for one in parts if not one.is_answered]
    return "\n".join([f"{name}  {CLAIMS.get(name, '')}".rstrip(), *found, *missing, parts[0].caution])


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
CLAIM_FEW_DAYS: Final = "nobody has {n} days with everything that is needed"
CLAIM_TWO_PEOPLE: Final = "two people can neither be pooled nor taken for one; {n} are needed"
CLAIM_ALIKE: Final = "what is asked about never differs from the rest of what happened on those days"
