"""Names of people: near-identical ones are asked about, never merged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

#: Similarity (0-100, rapidfuzz ratio) from which two names may be one person's.
NEAR: Final = 88.0


def find_near_names(new: Iterable[str], known: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs (new name, name like it) that may be the same person.

    Names that differ in a number, such as `client 7` and `client 8`, are different people.

    Examples
    --------
    >>> find_near_names(["anna meier", "p07"], ["Anna Meier", "p08"])
    [('anna meier', 'Anna Meier')]
    >>> find_near_names(["Ann Lee"], ["Anna Lee"])
    [('Ann Lee', 'Anna Lee')]
    """
    from rapidfuzz import fuzz

    settled = {name: _plain(name) for name in known}
    pairs = []
    for name in dict.fromkeys(new):
        if name in settled:
            continue
        plain = _plain(name)
        near = [
            other
            for other, text in settled.items()
            if _numbers(text) == _numbers(plain) and (text == plain or fuzz.ratio(text, plain) >= NEAR)
        ]
        if near:
            pairs.append((name, near[0]))
        settled[name] = plain
    return pairs


def _plain(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare.casefold()).strip()


def _numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text)]
