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
