"""Reporting: what became of the files of an add, record by record."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from coreanalytics.logbook import texts
from coreanalytics.logbook.adding import Offer
from coreanalytics.logbook.deriving import Derived
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readings import Reading, entry_rows
from coreanalytics.logbook.reports import AddReport, FileReport


def report_offers(offers: Sequence[Offer], kept: Sequence[Manifest], before: Derived | None) -> AddReport:
    """Report what became of the files of an add.

    Parameters
    ----------
    offers
        The files, read or failed.
    kept
        Manifests of the book before the add.
    before
        Tables of the book before the add; None: there was none.
    """
    known = list(kept)
    told = []
    for offer in offers:
        told.append(_tell(offer, known, before))
        if offer.manifest is not None and offer.reading is not None:
            known.append(offer.manifest)  # the same bytes under two names in one add are one file
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
    replaces = any(manifest.identity == other.identity for other in kept)
    return FileReport(
        name=offer.name,
        status="unchanged" if same else "replaced" if replaces else "added",
        format=reading.format,
        people=manifest.people,
        records=reading.records,
        accepted=reading.accepted,
        set_aside=reading.set_aside,
        not_ours=reading.not_ours,
        unchanged=reading.accepted if same else _count_known(reading, before),
        reasons=texts.group_reasons(reading.rejected),
        notices=reading.notices,
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
        known = entry_rows(table, before.tables[table])
        on = [column for column in told.columns if column != "source_line"]
        new.append(told.join(known, on=on, how="anti", nulls_equal=True)["source_line"])
    if not lines:
        return 0
    return pl.concat(lines).n_unique() - pl.concat(new).n_unique()
