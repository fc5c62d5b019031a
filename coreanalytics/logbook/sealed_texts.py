"""Sealed texts: plans on record, in Markdown with the same facts as JSON, and a hash in the last line.

The seal is the SHA-256 of everything above its line, so that a later change shows. `effects.planning` writes
such texts; the book keeps them, and knows no more of them than who takes part.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from coreanalytics.logbook import texts_of_sharing as texts

SEAL: Final = "Sealed with SHA-256: "
FENCE: Final = "```"
FIRST_SEAL: Final = "first_seal"  #: fact: the seal before somebody was forgotten


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text, whatever its line ends became on the way."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def seal_text(told: str, facts: Mapping[str, Any]) -> str:
    """Return a text with its facts and its seal.

    Parameters
    ----------
    told
        What people read.
    facts
        The same, as JSON types.

    Examples
    --------
    >>> text = seal_text("# Plan", {"people": ["me"]})
    >>> read_facts(text), is_whole(text), is_whole(text.replace("Plan", "Plane"))
    ({'people': ['me']}, True, False)
    """
    block = json.dumps(facts, ensure_ascii=False, indent=1)
    body = f"{told}\n\n{FENCE}json\n{block}\n{FENCE}\n\n"
    return f"{body}{SEAL}{hash_text(body)}\n"


def read_seal(text: str) -> str:
    """Return the seal that a text claims; empty where it has none."""
    last = text.rstrip("\n").rsplit("\n", 1)[-1]
    return last.removeprefix(SEAL).strip() if last.startswith(SEAL) else ""


def is_whole(text: str) -> bool:
    """Tell whether a text is as it was sealed."""
    plain = text.replace("\r\n", "\n")
    body = plain.rstrip("\n").rsplit("\n", 1)[0] + "\n"
    return bool(read_seal(plain)) and hash_text(body) == read_seal(plain)


def read_facts(text: str) -> dict[str, Any] | None:
    """Return the facts of a sealed text; None where there are none to be read."""
    plain = text.replace("\r\n", "\n")
    block = plain.rpartition(f"{FENCE}json\n")[2].partition(f"\n{FENCE}")[0]
    try:
        facts = json.loads(block)
    except ValueError:
        return None
    return facts if isinstance(facts, dict) else None


def list_members(text: str) -> tuple[str, ...]:
    """Return who takes part; nobody where that cannot be read."""
    people = (read_facts(text) or {}).get("people", ())
    return tuple(str(name) for name in people) if isinstance(people, list) else ()


def write_name(name: str) -> str:
    """Return a name for a cell of Markdown: no mark of it may end the cell or make a link.

    Examples
    --------
    >>> write_name("Ann|[x](y)")
    'Ann x y'
    """
    kept = "".join(sign if sign.isalnum() or sign in " ._-" else " " for sign in name)
    return " ".join(kept.split())[:40] or "?"


def leave_person_out(text: str, matches: Callable[[str], bool]) -> str | None:
    """Return a plan without somebody, sealed anew, with its first seal told; None: nothing of it can stay.

    Parameters
    ----------
    text
        The plan.
    matches
        Whether a text is their name as a whole.
    """
    facts = read_facts(text)
    if facts is None or not isinstance(facts.get("phases"), list):
        return None
    gone = [name for name in list_members(text) if matches(name)]
    if len(gone) == len(list_members(text)):
        return None
    if not gone:
        return text
    cells = {write_name(name) for name in gone}
    above = text.replace("\r\n", "\n").rpartition(f"\n\n{FENCE}json\n")[0]
    lines = [line for line in above.split("\n") if _read_first_cell(line) not in cells]
    first = str(facts.get(FIRST_SEAL) or read_seal(text))
    if not facts.get(FIRST_SEAL):
        lines += ["", texts.sealed_anew(first)]
    kept = {
        **facts,
        "people": [name for name in list_members(text) if name not in gone],
        "phases": [phase for phase in facts["phases"] if phase.get("person") not in gone],
        FIRST_SEAL: first,
    }
    return seal_text("\n".join(lines), kept)


def _read_first_cell(line: str) -> str | None:
    """Return the first cell of a row of a table; None where the line is none."""
    return line.split("|")[1].strip() if line.startswith("|") and line.count("|") > 1 else None
