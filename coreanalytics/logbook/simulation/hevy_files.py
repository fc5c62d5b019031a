"""Hevy exports of simulated people: four mixes of units, and months in the language of the app."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.vocabulary import MILE_M, POUND_KG

#: Short month names as apps print them, January first.
MONTHS: Final = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan Feb März Apr Mai Juni Juli Aug Sept Okt Nov Dez",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "pt": "Jan Fev Mar Abr Mai Jun Jul Ago Set Out Nov Dez",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "tr": "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
}
_SET_TYPES: Final = {"working": "normal", "warmup": "warmup", "drop": "dropset", "failure": "failure"}


def frame_hevy(sets: pl.DataFrame, language: str, weight_unit: str, distance_unit: str) -> pl.DataFrame:
    """Return one person's export as a frame of strings; nulls are empty cells.

    Parameters
    ----------
    sets
        The person's sets in the order of training, with their sessions' columns.
    language
        Of the months; a key of `MONTHS`.
    weight_unit, distance_unit
        kg or lb; km or mi.
    """
    newest_first = sets.with_columns(run=pl.col("session").rle_id()).sort(
        "run", descending=True, maintain_order=True
    )
    in_pounds, in_miles = weight_unit == "lb", distance_unit == "mi"
    load = (pl.col("load_kg") / POUND_KG).round(1) if in_pounds else pl.col("load_kg")
    way = (pl.col("distance_m") / MILE_M).round(3) if in_miles else (pl.col("distance_m") / 1000).round(6)
    end = pl.col("local_time") + pl.duration(minutes=pl.col("minutes").cast(pl.Int64))
    return newest_first.select(
        pl.col("title"),
        _print_time(pl.col("local_time"), language).alias("start_time"),
        _print_time(end, language).alias("end_time"),
        pl.col("session_note").fill_null("").alias("description"),
        pl.col("exercise_logged").alias("exercise_title"),
        pl.lit(None, pl.String).alias("superset_id"),
        pl.col("note").fill_null("").alias("exercise_notes"),
        pl.col("set_index").cast(pl.String),
        pl.col("kind").replace_strict(_SET_TYPES).alias("set_type"),
        load.cast(pl.String).str.strip_suffix(".0").alias("weight_lbs" if in_pounds else "weight_kg"),
        pl.col("reps").cast(pl.Int64).cast(pl.String),
        way.cast(pl.String).alias("distance_miles" if in_miles else "distance_km"),
        pl.col("duration_s").cast(pl.Int64).cast(pl.String).alias("duration_seconds"),
        pl.col("rpe").cast(pl.String).str.strip_suffix(".0"),
    )


def write_hevy(frame: pl.DataFrame) -> bytes:
    """Return the bytes of an export: text quoted, numbers not."""
    header = ",".join(f'"{name}"' for name in frame.columns) + "\n"
    words = {"title", "start_time", "end_time", "description", "exercise_title", "exercise_notes", "set_type"}
    cells = [
        pl.format('"{}"', pl.col(name).str.replace_all('"', '""', literal=True))
        if name in words
        else pl.col(name).fill_null("")
        for name in frame.columns
    ]
    lines = frame.select(pl.concat_str(cells, separator=",").alias("line"))["line"]
    return (header + "".join(f"{line}\n" for line in lines)).encode()


def _print_time(moment: pl.Expr, language: str) -> pl.Expr:
    """Return ``5 Mai 2026, 07:34``."""
    names = dict(enumerate(MONTHS[language].split(), start=1))
    return pl.format(
        "{} {} {}, {}",
        moment.dt.day(),
        moment.dt.month().cast(pl.Int64).replace_strict(names, return_dtype=pl.String),
        moment.dt.year(),
        moment.dt.to_string("%H:%M"),
    )
