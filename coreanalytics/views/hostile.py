"""Text from logs made harmless: one short line for the eye, one safe name for a file.

This escapes no HTML: templates do that, for everything.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

#: Unicode categories that are never shown: controls, formats, surrogates, private and unassigned.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS: Final = "\u200c\u200d"  # some scripts and most emoji are spelled with these
_SPACES: Final = re.compile(r"\s+")
_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def clip(text: str, limit: int = 80) -> str:
    r"""Return text as one line that cannot reorder or hide its neighbours.

    Control characters and marks that turn the direction of writing go; what is longer than `limit`
    characters ends in an ellipsis.

    Examples
    --------
    >>> clip("so\u202e\tlong", 4), clip("a  b")
    ('so…', 'a b')
    """
    head = text[: 4 * limit + 16]  # enough to fill the line, however much of it goes
    seen = (c if c.isspace() or c in _JOINERS or unicodedata.category(c) not in _HIDDEN else "" for c in head)
    line = _SPACES.sub(" ", "".join(seen)).strip()
    return line if len(line) <= limit and len(head) == len(text) else line[: limit - 1].rstrip() + "…"


def clip_names(names: Iterable[str], limit: int = 60) -> dict[str, str]:
    """Return each name as one harmless line; two different names never become one.

    Examples
    --------
    >>> clip_names(["ana", "ana ", "bo"])
    {'ana': 'ana (1)', 'ana ': 'ana (2)', 'bo': 'bo'}
    """
    short = {name: clip(name, limit) or "?" for name in names}
    taken = Counter(short.values())
    used = {line for line in short.values() if taken[line] == 1}
    clipped = {}
    for number, (name, line) in enumerate(short.items(), 1):
        told = line if taken[line] == 1 else f"{line} ({number})"
        while taken[line] > 1 and told in used:
            told += "\u2032"
        used.add(told)
        clipped[name] = told
    return clipped


def make_slug(name: str) -> str:
    """Return a part of a file name for `name`: safe on every system, and different for different names.

    A short name of small Latin letters, digits, ``-`` and ``_`` stands for itself; any other gets what is
    left of it and eight hexadecimal digits of its SHA-256, so that "a/b" and "a b", or "Ana" and "ana"
    where a file system ignores case, never share a file.

    Examples
    --------
    >>> make_slug("ana"), make_slug("../x"), make_slug("🦵")
    ('ana', 'x~d6b96a97', 'person~ad1b51bd')
    """
    if _PLAIN.fullmatch(name):
        return name
    bare = unicodedata.normalize("NFKD", name[:200]).encode("ascii", "ignore").decode().lower()
    kept = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40].rstrip("-")
    return f"{kept or 'person'}~{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
