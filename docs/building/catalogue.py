"""The page of exercises, from the catalogue's own data."""

from __future__ import annotations

import re
from typing import Any, Final

from coreanalytics.catalogue import exercises
from coreanalytics.vocabulary import DEMANDING, Family, Move

_FAMILIES: Final = {
    Family.STANDARD_AB: (
        "Standard ab work",
        "What most programs mean by ab training. The sentences call a phase of it *standard crunches*.",
    ),
    Family.OTHER_CORE: (
        "Other core work",
        "Counted and shown, but on neither side of the comparison: it belongs to neither routine.",
    ),
}
_MOVES: Final = {
    Move.ANCHORED_CRUNCH: ("Ankle-anchored crunch", "More reps, or a stronger band."),
    Move.SUPPORT_PELVIC_TILT: ("Support pelvic tilt", "More reps, or a longer hold."),
    Move.ROTATION: ("Band or cable rotation", "Stand farther from the anchor, or more load. Both sides."),
    Move.LOADED_CARRY: ("Loaded carry", "More kilograms per hand, or more metres."),
    Move.SIDE_SUPPORT: ("Side support", "More seconds a side; later with the upper leg raised."),
}
_DEMANDS: Final = {
    0: ("hardly", "below 10\u00a0%"),
    1: ("a little", "10 to below 20\u00a0%"),
    2: ("some", "20 to below 35\u00a0%"),
    3: ("much", "35\u00a0% and more"),
}
_KNOWN: Final = {
    "measured": "measured in the source",
    "measured_ordinal": "the source ranks exercises; the class follows from the rank",
    "measured_proxy": "a like exercise was measured",
    "inferred": "worked out from like exercises, not measured",
    "background": "background reading, not checked against the paper",
    "background+inferred": "background reading and like exercises, not measured",
}

_INTRO: Final = """\
# The exercises

The catalogue holds {n} core exercises. This page is written from its data when the site is built; the
same table comes from `coreanalytics exercises` and, as a frame, from `coreanalytics.catalogue.exercises()`.
How the names in your logs find their way to these is told in [Names of exercises](names.md).

Two things are kept apart here, because they are two things:

- **Family**: which routine an exercise belongs to. The five moves make the *core-focused* routine;
  crunches, sit-ups and leg raises make the *standard* one.
- **Hip-flexor demand**: how hard the muscles at the thigh root work in it, from 0 to 3. The figure behind
  a class is the highest hip-flexor activity found, as a share of the most that the muscle can do by will.
  A set of class {demanding} or 3 is called *demanding*.

| class | asks of the hip flexors | highest activity | exercises | of them measured |
|---|---|---|---|---|
{classes}

A free crunch asks less of the hip flexors than an anchored one: *standard* does not mean *demanding*. The
borders of the classes are ours. Where nothing was measured the class is worked out from like exercises,
and it says so.

<div class="exercise-filter" hidden>
<label for="exercise-words">Find an exercise</label>
<input id="exercise-words" type="search" placeholder="name, or a word of its caution" autocomplete="off">
<label for="exercise-demand">Hip-flexor demand</label>
<select id="exercise-demand"><option value="">any</option>{options}</select>
<p id="exercise-count" role="status"></p>
</div>
"""
_SOURCES: Final = """\
## Sources and cautions

Sources stand as the catalogue names them: first author and year, or the number of the article in PubMed
Central. *(background)* marks figures from background reading that were not checked against the paper.

**Nothing here is a recommendation.** No trial of thigh-root discomfort was found. Two large trials of
core programs against sit-up programs found no difference in injuries or low-back pain (Childs 2010, 1,141
soldiers; George 2011, 4,325 soldiers). That your own log may say *no difference that matters* is one of
the good answers.
"""

#: A name and a year written as one word.
_YEAR: Final = re.compile(r"([a-z])((?:19|20)\d\d)\b")


def write_page() -> str:
    """Return the page as Markdown."""
    table = exercises()
    rows = table.to_dicts()
    options = "".join(f'<option value="{n}">{n}: {words[0]}</option>' for n, words in _DEMANDS.items())
    parts = [
        _INTRO.format(n=len(rows), demanding=DEMANDING, classes=_count_classes(rows), options=options),
        "## The five moves\n",
    ]
    for number, (move, (name, progress)) in enumerate(_MOVES.items(), 1):
        own = [row for row in rows if row["move"] == move]
        parts += [f"### {number}. {name} {{ #{move} }}\n", f"Progress: {progress}\n", *map(_tell, own)]
    for family, (name, meaning) in _FAMILIES.items():
        own = [row for row in rows if row["family"] == family and row["move"] is None]
        parts += [f"## {name}\n", f"{meaning}\n", *(_tell(row, level=3) for row in own)]
    return "\n".join([*parts, _SOURCES])


def _count_classes(rows: list[dict[str, Any]]) -> str:
    lines = []
    for number, (words, share) in _DEMANDS.items():
        own = [row for row in rows if row["demand"] == number]
        lines.append(
            f"| {number} | {words} | {share} | {len(own)} | {sum(row['demand_measured'] for row in own)} |"
        )
    return "\n".join(lines)


def _tell(row: dict[str, Any], level: int = 4) -> str:
    """Return one exercise as a block with a heading of its own."""
    words, share = _DEMANDS[row["demand"]]
    known = "measured" if row["demand_measured"] else "not measured"
    also = ", ".join(row["aliases"])
    facts = [
        ("Id", f"`{row['id']}`"),
        ("Also called", also),
        ("Counted in", (row["load_unit"] or "").replace("|", " or ")),
        ("Harder by", (row["progression"] or "").replace("_", " ").replace("|", ", ")),
        ("Hip-flexor demand", f"{row['demand']} of 3, {words} ({share}); {known}"),
        ("How it is known", _KNOWN.get(row["confidence"], row["confidence"])),
        ("Source", _YEAR.sub(r"\1 \2", row["source"] or "none found")),
        ("Caution", row["caution"]),
    ]
    told = "\n".join(f"- **{name}**: {_escape(text)}" for name, text in facts if text)
    heading = f"{'#' * level} {row['label']} {{ #{row['id']} .exercise data-demand={row['demand']} }}"
    return f"{heading}\n\n{told}\n"


def _escape(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")
