"""Sentences about the article's claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from coreanalytics.effects.claims.results import Claim, Claims

CLAIM_HEADINGS: Final = ("claim", "question", "estimate", "range", "people", "days", "verdict")


def tell_claim(claim: Claim) -> str:
    """Return what was found or what is missing, then the caution."""
    said = claim.sentence if claim.is_answered else f"{claim.sentence} {claim.missing}"
    return f"{claim.name}: {said.strip()} {claim.caution}".strip()


def tell_claims(claims: Claims) -> str:
    """Return a paragraph a part."""
    return "\n\n".join(tell_claim(claim) for claim in claims.items_)


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
