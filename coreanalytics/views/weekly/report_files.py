"""The files of one report: the page, its record beside it, and its PDF; found again where nothing changed."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coreanalytics.views.saving import save_file
from coreanalytics.views.weekly.fingerprints import hash_bytes
from coreanalytics.views.weekly.index_rows import IndexRow, make_row, read_row
from coreanalytics.views.weekly.pdf import make_pdf
from coreanalytics.views.weekly.plain_values import make_plain
from coreanalytics.views.weekly.record import SCHEMA, write_record
from coreanalytics.views.weekly.trend import draw_trend_svg

if TYPE_CHECKING:
    from coreanalytics.views.weekly.page import WeeklyReport

#: Longest record that is read back; no week makes one a tenth as long.
_LONGEST: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where one report is.

    Attributes
    ----------
    row
        Its row on the index.
    html
        The page.
    json, pdf
        Record and PDF beside it; None where they were not asked for.
    is_new
        Whether it was made now; False: nothing that goes into it has changed since it was.
    """

    row: IndexRow
    html: Path
    json: Path | None
    pdf: Path | None
    is_new: bool = True


def write_report(
    report: WeeklyReport, folder: str | os.PathLike[str], *, json: bool = True, pdf: bool = False
) -> ReportFiles:
    """Write a report: the PDF and the page first, the record that vouches for them last.

    What lies there of the same person and week is replaced, or taken away where it is not asked for and
    was made from other numbers.

    Parameters
    ----------
    report
        The report.
    folder
        Where to.
    json, pdf
        Whether the record and the PDF are written beside the page.

    Raises
    ------
    ArgumentError
        The folder cannot be written, or the extra ``pdf`` is not installed.
    """
    page = Path(folder) / report.file_name
    record_file, pdf_file = page.with_suffix(".json"), page.with_suffix(".pdf")
    before = read_record(record_file)
    html = report.html.encode("utf-8")
    row = read_row(make_plain(make_row(report.facts, page.name).to_dict()))  # as it is read back later
    record = report.to_dict()
    files = {"html": _describe(page, html)}
    if pdf:
        data = make_pdf(record, draw_trend_svg(report.facts))
        files["pdf"] = _describe(pdf_file, data)
        save_file(data, pdf_file)
    elif before is not None:
        is_same = before.get("fingerprint") == report.fingerprint != ""
        files |= _keep_or_drop(pdf_file, before, is_same=is_same)
    save_file(html, page)
    if json:
        made = {"fingerprint": report.fingerprint, "files": files, "index_row": row.to_dict()}
        save_file(write_record(record | made).encode("utf-8"), record_file)
    elif before is not None:
        record_file.unlink(missing_ok=True)
    return ReportFiles(row, page, record_file if json else None, pdf_file if pdf else None)


def find_report(page: Path, fingerprint: str, *, json: bool = True, pdf: bool = False) -> ReportFiles | None:
    """Return a report that was made from the same inputs, if all its files are as they were written.

    Parameters
    ----------
    page
        Where its page would be.
    fingerprint
        Of its inputs (`fingerprints.take_fingerprint`).
    json, pdf
        Which files are asked for beside the page.
    """
    record = read_record(page.with_suffix(".json"))
    if not json or record is None or record.get("fingerprint") != fingerprint:
        return None
    files = record.get("files")
    wanted = ("html", "pdf") if pdf else ("html",)
    if not isinstance(files, dict) or not all(_is_intact(page, files.get(kind)) for kind in wanted):
        return None
    try:
        row = read_row(record["index_row"])
    except (KeyError, TypeError):
        return None
    pdf_file = page.with_suffix(".pdf") if pdf else None
    return ReportFiles(row, page, page.with_suffix(".json"), pdf_file, is_new=False)


def read_record(file: Path) -> dict[str, Any] | None:
    """Return a record that was written here before; None where there is none, or something else."""
    with suppress(OSError, ValueError, RecursionError):
        if file.is_symlink() or file.stat().st_size > _LONGEST:
            return None
        found = json.loads(file.read_bytes())
        if isinstance(found, dict) and found.get("schema") == SCHEMA:
            return found
    return None


def _describe(file: Path, data: bytes) -> dict[str, str]:
    return {"name": file.name, "sha256": hash_bytes(data)}


def _is_intact(page: Path, told: object) -> bool:
    if not isinstance(told, dict):
        return False
    file = page.with_suffix(Path(str(told.get("name"))).suffix)
    try:
        return file.name == told.get("name") and hash_bytes(file.read_bytes()) == told.get("sha256")
    except OSError:
        return False


def _keep_or_drop(file: Path, before: dict[str, Any], *, is_same: bool) -> dict[str, dict[str, str]]:
    """Keep a PDF made from the same inputs; take an older one of ours away, since it tells other numbers."""
    told = (before.get("files") or {}).get("pdf")
    if not isinstance(told, dict) or not _is_intact(file.with_suffix(".html"), told):
        return {}
    if is_same:
        return {"pdf": told}
    file.unlink(missing_ok=True)
    return {}
