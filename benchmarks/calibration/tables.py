"""The results as a table of measures, and as Markdown: one line a kind of study, whatever its effect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.calibration.harness import Named
from benchmarks.calibration.measures import Measure
from benchmarks.calibration.targets import judge

EFFECT: Final = re.compile(r",? (no effect|effect [-+]?[\d.]+|[-+][\d.]+ at week \d+)")
COLUMNS: Final = {
    "topic": pl.String,
    "study": pl.String,  # without the effect
    "effect": pl.Float64,
    "cell": pl.String,
    "series": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "se": pl.Float64,  # Monte-Carlo
    "unit": pl.String,
    "replications": pl.Int64,
    "target": pl.String,
    "reached": pl.String,  # "reached", "missed"; empty: no criterion
}


def tell_study(cell: Named) -> tuple[str, float | None]:
    """Return a cell's kind of study in words without its effect, and the effect (None: it has none)."""
    effect = getattr(cell, "effect", getattr(getattr(cell, "cohort", None), "effect", None))
    return EFFECT.sub("", cell.name), None if effect is None else float(effect)


def tabulate(topic: str, cell: Named, found: Sequence[Measure]) -> pl.DataFrame:
    """Return the measures of one cell with their targets."""
    judged = judge(topic, cell, list(found))
    study, effect = tell_study(cell)
    rows = []
    for one in found:
        target, is_reached = judged.get((one.series, one.name), (None, None))
        said = {None: "", True: "reached", False: "missed"}[is_reached]
        told = str(target) if target is not None else ""
        number = (one.name, one.value, one.se, one.unit, one.replications)
        rows.append((topic, study, effect, cell.name, one.series, *number, told, said))
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Write one topic's measures, rounded to what their errors allow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.with_columns(pl.col("value", "se").round(4)).write_csv(path)


def read_csv(path: Path) -> pl.DataFrame:
    """Read what `write_csv` wrote."""
    return pl.read_csv(path, schema=COLUMNS)


# --- Markdown ---------------------------------------------------------------------------------------


def write_markdown(table: pl.DataFrame) -> str:
    """Return one topic's table: a line per kind of study and series, % +- Monte-Carlo error."""
    is_looks = bool((table["measure"] == "false verdict").any())
    is_checks = bool((table["measure"] == "cannot tell").any())
    heads = _head_looks(table) if is_looks else _head_checks() if is_checks else _head_intervals(table)
    lines = [" | ".join(["study", *heads, "criteria"]), "|".join(["---"] * (len(heads) + 2))]
    shown = table.filter(~pl.col("series").str.contains("beside"))
    for (study, series), part in shown.group_by("study", "series", maintain_order=True):
        name = (f"{study}: {series}" if series else str(study)).replace("_", " ")
        cells = [_write_cell(part, *key) for key in heads.values()]
        lines.append(" | ".join([name, *cells, _write_criteria(part)]))
    return "\n".join(f"| {line} |" for line in lines)


def _head_intervals(table: pl.DataFrame) -> dict[str, tuple[str, float | None, str]]:
    """Return the columns: heading to (measure, effect or None for all, how to fold)."""
    effects = _list_effects(table)
    power = {f"power at {effect:+g}": ("power", effect, "only") for effect in effects}
    return {
        "refused %": ("refused", None, "max"),
        "error %": ("error", None, "only"),
        "lowest coverage % with an effect": ("coverage", None, "min"),
        "largest bias": ("bias", None, "abs"),
        "median width": ("width", None, "max"),
        **power,
    }


def _head_checks() -> dict[str, tuple[str, float | None, str]]:
    return {
        "cannot tell %": ("cannot tell", None, "max"),
        "failed % with nothing wrong": ("error", None, "only"),
        "failed % with what it looks for": ("power", None, "only"),
    }


def _head_looks(table: pl.DataFrame) -> dict[str, tuple[str, float | None, str]]:
    effects = [effect for effect in _list_effects(table) if effect < 0][:1]
    power = {
        f"right by week {week} at {effect:+g}": (f"power by week {week}", effect, "only")
        for effect in effects
        for week in (8, 12, 26)
    }
    weeks = {f"median week at {effect:+g}": ("week of verdict", effect, "only") for effect in effects}
    return {
        "looks refused": ("looks refused", None, "max"),
        "lower/higher without effect %": ("error", None, "only"),
        "most false verdicts %": ("false verdict", None, "max"),
        **power,
        **weeks,
    }


def _list_effects(table: pl.DataFrame) -> list[float]:
    return sorted(table.filter(pl.col("effect") != 0)["effect"].unique().to_list(), reverse=True)


def _write_cell(part: pl.DataFrame, measure: str, effect: float | None, fold: str) -> str:
    rows = part.filter(pl.col("measure") == measure)
    if effect is not None:
        rows = rows.filter(pl.col("effect") == effect)
    if measure == "coverage" and (rows["effect"] != 0).any():
        rows = rows.filter(pl.col("effect") != 0)  # without an effect it is what the error leaves
    if rows.is_empty():
        return ""
    key = pl.col("value").abs() if fold == "abs" else pl.col("value")
    row = rows.sort(key, descending=fold != "min").row(0, named=True)
    if row["unit"] == "%":
        return f"{row['value']:.1f} ± {row['se']:.1f}" if row["value"] else "0"
    return f"{row['value']:+.2f} ± {row['se']:.2f}" if measure == "bias" else f"{row['value']:.2f}"


def _write_criteria(part: pl.DataFrame) -> str:
    """Return "reached", what was missed by how much, or nothing where there is no criterion."""
    judged = part.filter(pl.col("reached") != "")
    if judged.is_empty():
        return "none set"
    missed = judged.filter(pl.col("reached") == "missed")
    if missed.is_empty():
        return "reached"
    told = [
        f"{row['measure']} {row['value']:.1f} at {row['effect'] or 0:+g} ({row['target']})"
        for row in missed.iter_rows(named=True)
    ]
    return "**missed**: " + "; ".join(told)


def put_between(text: str, key: str, table: str) -> str:
    """Return a document with the table between its marks ``<!-- key -->`` and ``<!-- /key -->``."""
    begin, end = f"<!-- {key} -->", f"<!-- /{key} -->"
    if begin not in text or end not in text:
        return text
    before, rest = text.split(begin, 1)
    return f"{before}{begin}\n{table}\n{end}{rest.split(end, 1)[1]}"
