"""Everybody's reports as files: only what changed is made again, and nothing is ever half-written."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import time
from datetime import date, timedelta

import polars as pl
import pytest
from weekly_logs import MONDAY, WEEK, TableBook, full_log, logs, rejected, scores

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.tables import TABLES
from coreanalytics.logbook.versions import find_versions
from coreanalytics.views.saving import save_file, sweep_folder
from coreanalytics.views.weekly import report_files, reports
from coreanalytics.views.weekly.page import weekly_report
from coreanalytics.views.weekly.reports import weekly_reports
from coreanalytics.views.weekly.workers import count_jobs, do_tasks

PEOPLE = ("ana", "Ben", "cleo")


def group(*people: str, aside: pl.DataFrame | None = None) -> TableBook:
    parts = [full_log(name) for name in people or PEOPLE]
    tables = {name: pl.concat([part[name] for part in parts]) for name in TABLES}
    return TableBook(tables, rejected() if aside is None else aside)


def tables_with(book: TableBook, rows: list[dict]) -> TableBook:
    pain = pl.concat([book.all_tables["pain"], logs(pain=rows)["pain"]])
    return TableBook(book.all_tables | {"pain": pain}, book.set_aside)


def times(folder) -> dict[str, int]:
    """When each file was last written; told apart even on disks that count in seconds."""
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def age(folder) -> None:
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_record_lies_beside_each_page(tmp_path):
    made = weekly_reports(group(), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "index.html", *(p.name for p in made.reports), *(p.with_suffix(".json").name for p in made.reports)
    }  # fmt: skip
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())
    assert made.made == 3
    for files in made.files:
        told = json.loads(files.json.read_text(encoding="utf-8"))
        assert told["files"]["html"]["name"] == files.html.name
        assert told["person"] == files.row.person


def test_nothing_changed_nothing_is_made_or_touched(tmp_path, monkeypatch):
    weekly_reports(group(), tmp_path)
    age(tmp_path)
    before = times(tmp_path)
    monkeypatch.setattr(reports, "make_report", lambda *a, **k: pytest.fail("a report was made again"))
    again = weekly_reports(group(), tmp_path)
    assert again.made == 0
    assert times(tmp_path) == before
    assert [row.person for row in again.rows] == [
        row.person for row in weekly_reports(group(), tmp_path).rows
    ]


def test_only_who_changed_is_made_again(tmp_path):
    first = weekly_reports(group(), tmp_path)
    age(tmp_path)
    before = times(tmp_path)
    more = tables_with(group(), scores("low_back", MONDAY + timedelta(days=2), [7], person="cleo"))
    again = weekly_reports(more, tmp_path)
    changed = {name for name, at in times(tmp_path).items() if at != before[name]}
    assert again.made == 1
    assert {name for name in changed if name != "index.html"} == {
        path.name for path in tmp_path.iterdir() if path.name.startswith("cleo_")
    }
    assert again.index.read_bytes() != b""
    assert {f.row.person: f.row for f in first.files}["ana"] == {f.row.person: f.row for f in again.files}[
        "ana"
    ]


@pytest.mark.parametrize("kind", [".html", ".json"])
@pytest.mark.parametrize("harm", ["gone", "cut", "edited"])
def test_a_file_that_is_not_as_it_was_is_made_again(tmp_path, kind, harm):
    made = weekly_reports(group("ana"), tmp_path)
    file = made.reports[0].with_suffix(kind)
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(whole[:100] if harm == "cut" else whole.replace(b"ana", b"eva", 1))
    again = weekly_reports(group("ana"), tmp_path)
    assert again.made == 1 or (kind, harm) == (".json", "edited")
    assert made.reports[0].read_bytes().startswith(b"<!doctype html>")
    if kind == ".html":
        assert file.read_bytes() == whole


def test_set_aside_rows_and_settings_count_as_changes(tmp_path):
    weekly_reports(group(), tmp_path)
    aside = rejected({"person": "Ben", "line": 9})
    assert weekly_reports(group(aside=aside), tmp_path).made == 1
    unclaimed = rejected({"person": "Ben", "line": 9}, {"line": 3, "red_flag": "emergency"})
    assert weekly_reports(group(aside=unclaimed), tmp_path).made == 3


def test_other_software_makes_everything_again(tmp_path, monkeypatch):
    from coreanalytics.views.weekly import fingerprints

    weekly_reports(group(), tmp_path)
    monkeypatch.setattr(fingerprints, "hash_software", lambda: "another")
    assert weekly_reports(group(), tmp_path).made == 3


def test_one_report_and_everybodys_are_the_same_file(tmp_path):
    weekly_reports(group(), tmp_path / "all")
    page = weekly_report(group(), "ana").save(tmp_path / "one")
    for path in (page, page.with_suffix(".json")):
        assert path.read_bytes() == (tmp_path / "all" / path.name).read_bytes()
    assert weekly_reports(group(), tmp_path / "one").made == 2


def test_a_pdf_that_tells_other_numbers_does_not_stay(tmp_path):
    pytest.importorskip("typst")
    made = weekly_reports(group("ana"), tmp_path, pdf=True)
    paper = made.reports[0].with_suffix(".pdf")
    whole = paper.read_bytes()
    assert weekly_reports(group("ana"), tmp_path, pdf=True).made == 0
    assert weekly_reports(group("ana"), tmp_path).made == 0
    assert paper.exists()
    more = tables_with(group("ana"), scores("low_back", MONDAY + timedelta(days=2), [7]))
    assert weekly_reports(more, tmp_path).made == 1
    assert not paper.exists()
    weekly_reports(more, tmp_path, pdf=True)
    assert paper.read_bytes() != whole
    paper.write_bytes(b"a file of somebody else")
    weekly_reports(group("ana"), tmp_path)
    assert paper.read_bytes() == b"a file of somebody else"


def test_without_records_they_are_taken_away_and_all_is_made(tmp_path):
    weekly_reports(group(), tmp_path)
    again = weekly_reports(group(), tmp_path, json=False)
    assert again.made == 3
    assert not list(tmp_path.glob("*.json"))


def test_somebody_elses_json_is_no_record(tmp_path):
    other = tmp_path / f"ana_{WEEK}.json"
    other.write_text('{"schema": "mine"}')
    weekly_report(group(), "ana", WEEK).save(tmp_path, json=False)
    assert other.read_text() == '{"schema": "mine"}'
    for text in ("[" * 100_000, "null", '{"schema": "coreanalytics.weekly/1"}', ""):
        other.write_text(text)
        assert report_files.find_report(other.with_suffix(".html"), "") is None


def test_an_interruption_leaves_whole_files_and_is_made_good(tmp_path, monkeypatch):
    real = report_files.save_file
    seen = []

    def stop(data, path):
        seen.append(path)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return real(data, path)

    monkeypatch.setattr(report_files, "save_file", stop)
    with pytest.raises(KeyboardInterrupt):
        weekly_reports(group(), tmp_path)
    monkeypatch.undo()
    assert not list(tmp_path.glob(".*"))
    assert len(list(tmp_path.glob("*.json"))) == 1
    assert weekly_reports(group(), tmp_path).made == 2


def test_what_an_interrupted_write_left_is_swept_once_it_is_old(tmp_path):
    old, new = tmp_path / ".page-1.tmp", tmp_path / ".page-2.tmp"
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    sweep_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [new.name]


def test_a_file_is_replaced_never_followed(tmp_path):
    target, link = tmp_path / "secret", tmp_path / "page.html"
    target.write_bytes(b"same")
    link.symlink_to(target)
    assert save_file(b"same", link)
    assert not link.is_symlink()
    assert not save_file(b"same", link)
    link.chmod(0o644)
    assert save_file(b"same", link)
    assert stat.S_IMODE(link.stat().st_mode) == 0o600
    with pytest.raises(ArgumentError, match="cannot be written"):
        save_file(b"", link / "below")


# ---- processes ----
def test_several_processes_write_the_same_files(tmp_path):
    one = weekly_reports(group(), tmp_path / "one", jobs=1)
    seen: list[tuple[int, int]] = []
    two = weekly_reports(group(), tmp_path / "two", jobs=2, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert [p.name for p in one.reports] == [p.name for p in two.reports]
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_answers_come_from_processes_of_our_own_with_one_thread():
    assert dict(do_tasks(os.getenv, ["POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS"], 2)) == {0: "1", 1: "1"}
    # a worker may do several tasks, so there are one or two of them
    assert os.getpid() not in {pid for _, pid in do_tasks(_process, [0, 1, 2], 2)}


def _process(_: int) -> int:  # pragma: no cover - runs in a worker
    return os.getpid()


def test_an_error_of_a_worker_is_raised_here():
    with pytest.raises(ValueError, match="invalid literal"):
        list(do_tasks(int, ["1", "x"], 2))
    with pytest.raises(RuntimeError, match="has ended"):
        list(do_tasks(os._exit, [3, 3], 2))


def test_a_script_without_a_guard_is_not_run_again(tmp_path):
    script = tmp_path / "unguarded.py"
    script.write_text(
        "from coreanalytics.views.weekly.workers import do_tasks\n"
        "print('once')\n"
        "print(sorted(answer for _, answer in do_tasks(abs, [-1, -2, -3], 2)))\n"
    )
    told = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == ["once", "[1, 2, 3]"]


def test_a_few_reports_are_made_by_this_process():
    assert count_jobs(5) == 1
    assert count_jobs(100, jobs=3) == 3
    assert count_jobs(0) == 1


# ---- the version of the book ----
@pytest.fixture
def book(tmp_path):
    made = Logbook(tmp_path / "book")
    made.create()
    return made


@pytest.fixture
def diary(tmp_path):
    def write(name: str, first: date, values, site: str = "low_back"):
        file = tmp_path / "in" / name
        file.parent.mkdir(exist_ok=True)
        rows = [f"{first + timedelta(days=i)},{value}" for i, value in enumerate(values)]
        file.write_text("\n".join([f"date,{site}", *rows]) + "\n")
        return file

    return write


def test_a_week_can_be_had_again_from_the_version_printed_in_it(book, diary, tmp_path):
    first = date(2026, 9, 7)
    book.add(diary("a.csv", first, [3, 2, 4, 3, 3, 2, 1] * 3), person="ana")
    book.add(diary("b.csv", first, [5, 5, 6] * 4), person="ben")
    page = weekly_report(book, "ana", "2026-W38").save(tmp_path / "then")
    told = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    version = told["book"]["version"]
    assert told["book"]["sentence"] in re.sub(r"&#\d+;", "'", page.read_text(encoding="utf-8"))
    assert told["book"]["command"].endswith(f"--person ana --week 2026-W38 --as-of {version}")
    book.add(diary("more.csv", first, [9, 8, 9, 8], site="thigh_root"), person="ana")
    now = weekly_report(book, "ana", "2026-W38").save(tmp_path / "now")
    assert now.read_bytes() != page.read_bytes()
    past = Logbook(book.folder, as_of=version)
    again = weekly_report(past, "ana", "2026-W38").save(tmp_path / "again")
    weekly_reports(past, tmp_path / "all", week="2026-W38")
    for kind in (".html", ".json"):
        whole = page.with_suffix(kind).read_bytes()
        assert again.with_suffix(kind).read_bytes() == whole
        assert (tmp_path / "all" / again.with_suffix(kind).name).read_bytes() == whole


def test_what_others_add_changes_no_page_but_their_own(book, diary, tmp_path):
    first = date(2026, 9, 7)
    for name in ("ana", "ben"):
        book.add(diary(f"{name}.csv", first, [3, 2, 4] * 5), person=name)
    weekly_reports(book, tmp_path / "out")
    age(tmp_path / "out")
    before = times(tmp_path / "out")
    book.add(diary("late.csv", first, [1, 2, 3], site="thigh_root"), person="ben")
    again = weekly_reports(book, tmp_path / "out")
    assert again.made == 1
    after = times(tmp_path / "out")
    assert {name for name in after if after[name] != before[name]} == {
        name for name in after if name.startswith("ben_") or name == "index.html"
    }


def test_settings_that_change_get_a_version_of_their_own(book, diary):
    book.add(diary("a.csv", date(2026, 9, 7), [3, 2, 4] * 5), person="ana")
    before = weekly_report(book, "ana").facts.book_version
    settings = book.folder / "coreanalytics.toml"
    settings.write_text(re.sub(r"delta_within = .*", "delta_within = 1.25", settings.read_text()))
    after = weekly_report(book, "ana").facts.book_version
    assert after is not None
    assert before is not None
    assert after > before
    assert Logbook(book.folder, as_of=after).settings.delta_within == 1.25
    assert Logbook(book.folder, as_of=before).settings.delta_within != 1.25


def test_who_is_concerned_by_what(book, diary):
    first = date(2026, 9, 7)
    book.add(diary("a.csv", first, [3] * 5), person="ana")
    book.add(diary("b.csv", first, [4] * 5), person="ben")
    # the second person changes the first one's page: they are not alone any more
    sunday = date(2026, 9, 13)
    now = book.list_versions()
    assert now.of("ben", sunday) == book.version == now.of("ana", sunday)
    book.add(diary("c.csv", first, [5] * 5), person="cleo")
    assert book.list_versions().of("cleo", sunday) == book.version
    assert book.list_versions().of("ana", sunday) == now.of("ana", sunday)
    # an undo may bring back what concerns everybody
    book.undo()
    assert book.list_versions().of("ana", sunday) == book.version
    assert find_versions([]).of("ana", sunday) == 0
    # a file that is told to everybody concerns everybody
    homeless = book._entries()[-1].source_file
    assert book.list_versions([homeless]).of("ana", sunday) == book.version


def test_a_week_is_over_once_anything_was_added_after_it():
    from coreanalytics.logbook.versions import State, Versions

    days = [date(2026, 9, day) for day in (10, 12, 15, 20)]
    states = tuple(State(i + 1, day, False) for i, day in enumerate(days))
    told = Versions({"ana": 1, "ben": 4}, 0, states)
    assert told.of("ana", date(2026, 9, 13)) == 3
    assert told.of("ana", date(2026, 9, 9)) == 1
    assert told.of("ana", date(2026, 9, 27)) == 1
    assert told.of("ben", date(2026, 9, 13)) == 4
