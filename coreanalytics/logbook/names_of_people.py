"""Names of people: near-identical ones are asked about, never merged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
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

    known = dict.fromkeys(known)
    new = [name for name in dict.fromkeys(new) if name not in known]
    if not new:
        return []
    alike: dict[tuple[int, ...], dict[str, str]] = {}  # plain names by the numbers in them
    for name in known:
        plain = _plain(name)
        alike.setdefault(_numbers(plain), {})[name] = plain
    pairs = []
    for name in new:
        plain = _plain(name)
        others = alike.setdefault(_numbers(plain), {})
        near = (other for other, text in others.items() if text == plain or fuzz.ratio(text, plain) >= NEAR)
        like = next(near, None)
        if like is not None:
            pairs.append((name, like))
        others[name] = plain
    return pairs


@lru_cache(maxsize=2**16)  # a large book has the same names each time
def _plain(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare.casefold()).strip()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", text))
