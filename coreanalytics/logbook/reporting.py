"""Reporting: what became of the files of an add, record by record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from coreanalytics.logbook import texts, texts_of_doubles
from coreanalytics.logbook.adding import Offer
from coreanalytics.logbook.deriving import Derived
from coreanalytics.logbook.double_sessions import sum_up_doubles
from coreanalytics.logbook.doubled_pairs import ANSWERS
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readings import Reading, entry_rows
from coreanalytics.logbook.reports import AddReport, FileReport


def report_offers(
    offers: Sequence[Offer],
    kept: Sequence[Manifest],
    before: Derived | None,
    skipped: Sequence[Path] = (),
) -> AddReport:
    """Report what became of the files of an add.

    Parameters
    ----------
    offers
        The files, read or failed.
    kept
        Manifests of the book before the add.
    before
        Tables of the book before the add; None: there was none.
    skipped
        Files in folders that no reader knows.
    """
    known = list(kept)
    told = []
    for offer in offers:
        told.append(_tell(offer, known, before))
        if offer.manifest is not None and offer.reading is not None:
            known.append(offer.manifest)  # the same bytes under two names in one add are one file
    told += [FileReport(path.name, "skipped", notices=(texts.NO_KNOWN_LOG,)) for path in skipped]
    return AddReport(tuple(told))


def pick_fresh(offers: Sequence[Offer], kept: Sequence[Manifest]) -> list[Offer]:
    """Return the offers that tell the book something: neither failed nor in it word for word."""
    known = list(kept)
    fresh = []
    for offer in offers:
        manifest = offer.manifest
        if manifest is None or offer.reading is None:
            continue
        if not any(manifest.same_reading(other) for other in known):
            fresh.append(offer)
        known.append(manifest)
    return fresh


def _tell(offer: Offer, kept: Sequence[Manifest], before: Derived | None) -> FileReport:
    """Report what became of one offered file."""
    if offer.error is not None or offer.manifest is None or offer.reading is None:
        return FileReport(offer.name, "failed", error=offer.error)
    manifest, reading = offer.manifest, offer.reading
    same = any(manifest.same_reading(other) for other in kept)
    replaced = [other for other in kept if manifest.identity == other.identity]
    lost = sorted({name for other in replaced[-1:] for name in other.people} - set(manifest.people))
    taken = (texts.taken_over(lost, manifest.people),) if lost and not same and manifest.people else ()
    return FileReport(
        name=offer.name,
        status="unchanged" if same else "replaced" if replaced else "added",
        format=reading.format,
        people=manifest.people,
        records=reading.records,
        accepted=reading.accepted,
        set_aside=reading.set_aside,
        not_ours=reading.not_ours,
        unchanged=reading.accepted if same else _count_known(reading, before),
        reasons=texts.group_reasons(reading.rejected),
        notices=(*reading.notices, *taken),
    )


def _count_known(reading: Reading, before: Derived | None) -> int:
    """How many accepted records the book held already, word for word."""
    if before is None:
        return 0
    lines: list[pl.Series] = []
    new: list[pl.Series] = []
    for table, rows in reading.tables.items():
        if table == "folded":
            continue
        told = entry_rows(table, rows)
        lines.append(told["source_line"])
        # what another app told too, and so does not count, is known all the same
        held = [before.tables[table], *([before.hidden[table]] if table in before.hidden else [])]
        known = entry_rows(table, pl.concat(held))
        on = [column for column in told.columns if column != "source_line"]
        new.append(told.join(known, on=on, how="anti", nulls_equal=True)["source_line"])
    if not lines:
        return 0
    return pl.concat(lines).n_unique() - pl.concat(new).n_unique()


def may_double(offers: Sequence[Offer], before: Derived | None) -> bool:
    """Tell whether somebody has sessions of two apps, with these files."""
    tables = [offer.reading.tables for offer in offers if offer.reading is not None]
    rows = [told[name] for told in tables for name in ("folded", "sessions") if name in told]
    rows += [before.tables["sessions"]] if before is not None else []
    if not rows:
        return False
    apps = pl.concat([frame.select("person", "app").unique() for frame in rows])
    several = (
        apps.filter(~pl.col("app").is_in(list(ANSWERS))).group_by("person").agg(pl.col("app").n_unique())
    )
    return bool((several["app"] > 1).any())


def tell_of_doubles(
    report: AddReport, offers: Sequence[Offer], before: Derived | None, after: Derived
) -> AddReport:
    """Add to the report of an add which sessions are now logged by two apps; each is told of once.

    Parameters
    ----------
    report
        What became of the files, in the order of `offers`.
    offers
        The files.
    before, after
        What the book held before and after.
    """
    on = ["person", "winner_app", "winner_session", "loser_app", "loser_session"]
    new = after.doubles
    if before is not None:
        known = pl.concat([before.doubles, _turn(before.doubles)])
        new = new.join(known, on=on, how="anti", nulls_equal=True)
    if new.is_empty():
        return report
    files = list(report.files)
    for place in range(len(offers) - 1, -1, -1):
        reading = offers[place].reading
        if reading is None or new.is_empty():
            continue
        told = [reading.tables[name] for name in ("folded", "sessions") if name in reading.tables]
        mine = [frame.select("person", "session") for frame in told]
        if not mine:
            continue
        keys = pl.concat(mine).unique()
        both = pl.concat(
            [new.join(keys, left_on=["person", f"{side}_session"], right_on=["person", "session"], how="semi")
             for side in ("winner", "loser")]
        ).unique(on)  # fmt: skip
        notices = [texts_of_doubles.tell_new_doubles(row) for row in sum_up_doubles(both).to_dicts()]
        files[place] = replace(files[place], notices=(*files[place].notices, *notices))
        new = new.join(both, on=on, how="anti")
    return replace(report, files=tuple(files))


def _turn(doubles: pl.DataFrame) -> pl.DataFrame:
    """The same doubles with winner and loser changed: that another app counts now is no new double."""
    names = {
        f"{side}_{what}": f"{other}_{what}"
        for side, other in (("winner", "loser"), ("loser", "winner"))
        for what in ("app", "session", "sets")
    }
    return doubles.rename(names).select(doubles.columns)
