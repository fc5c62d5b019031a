"""Effects as an aligned table for a terminal and as an escaped table for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects import texts

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect

HEADINGS: Final = ("outcome", "contrast", "estimate", "range", "level", "people", "days", "verdict")
_RIGHT: Final = frozenset({"estimate", "range", "level", "people", "days"})
_CONTRASTS: Final = {
    "difference_at_horizon": "difference after {weeks}",
    "difference_in_slope": "difference a week",
    "difference_of_phase_means": "difference of phase means",
    "own_change_treatment": "own change, {treatment}",
    "own_change_control": "own change, {control}",
}


def list_cells(effect: Effect) -> tuple[str, ...]:
    """Return one effect as the cells of a row, in the order of `HEADINGS`."""
    digits = 2 if effect.unit == texts.PER_WEEK else 1
    interval = effect.interval
    sizes = [words.number(n, 0) for n in effect.n_people.values()]
    if effect.person is not None:
        sizes = ["1"]
    elif effect.method == texts.METHOD_POOLED:
        sizes = sizes[:1]  # the same people under both routines
    return (
        texts.site_name(effect.outcome),
        name_contrast(effect),
        "–" if effect.estimate is None else words.signed(effect.estimate, digits),
        "–" if interval is None else texts.interval_text(effect, interval),
        "–" if interval is None else words.percent(interval.level),
        " + ".join(sizes),
        words.number(effect.n_days, 0),
        texts.NO_ANSWER if effect.refusal else effect.verdict or "",
    )


def name_contrast(effect: Effect) -> str:
    """Return what is compared, in a few words."""
    return _CONTRASTS.get(effect.contrast, effect.contrast).format(
        weeks=texts.weeks_text(effect.horizon),
        treatment=texts.program_name(effect.treatment),
        control=texts.program_name(effect.control),
    )


def list_refusals(effects: Sequence[Effect]) -> list[str]:
    """Return why secondary contrasts have no answer, once per contrast and reason."""
    primary: dict[str, str] = {}
    sites: dict[tuple[str, str], list[str]] = {}
    for effect in effects:
        if effect.outcome not in primary:
            primary[effect.outcome] = effect.refusal  # its own sentence says why
        elif effect.refusal and effect.refusal != primary[effect.outcome]:
            sites.setdefault((name_contrast(effect), effect.refusal), []).append(effect.outcome)
    return [
        texts.tell_refusal(contrast, reason, of if len(of) < len(primary) else ())
        for (contrast, reason), of in sites.items()
    ]


def draw_table(effects: Sequence[Effect]) -> str:
    """Return an aligned table of plain text, one row per effect."""
    rows = [HEADINGS, *(list_cells(effect) for effect in effects)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    lines = [
        "  ".join(
            cell.rjust(width) if heading in _RIGHT else cell.ljust(width)
            for cell, width, heading in zip(row, widths, HEADINGS, strict=True)
        ).rstrip()
        for row in rows
    ]
    rule = "  ".join("-" * width for width in widths[:-1]) + "  " + "-" * len(HEADINGS[-1])
    return "\n".join([lines[0], rule, *lines[1:]])


def draw_html(effects: Sequence[Effect]) -> str:
    """Return the table as HTML; every cell is escaped."""
    return draw_cells(HEADINGS, [list_cells(effect) for effect in effects], "effects")


def draw_cells(headings: Sequence[str], rows: Iterable[Sequence[str]], kind: str) -> str:
    """Return cells as an HTML table of class `kind`; every cell is escaped, words stand on the left."""
    kept = list(rows)
    sides = [
        ' style="text-align: left"' if all(_is_words(row[at]) for row in kept) else ""
        for at in range(len(headings))
    ]
    head = "".join(
        f'<th scope="col"{side}>{escape(heading)}</th>' for heading, side in zip(headings, sides, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{side}>{escape(cell)}</td>" for cell, side in zip(row, sides, strict=True))
        + "</tr>"
        for row in kept
    )
    return f'<table class="{escape(kind)}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _is_words(cell: str) -> bool:
    """Tell whether a cell holds words, or nothing, and no number or dash."""
    return not cell or cell[0].isalpha()


def draw_paragraphs(text: str) -> str:
    """Return paragraphs parted by empty lines as escaped HTML."""
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part)
