import json
import os
import stat
from datetime import date

import polars as pl
import pytest

from coreanalytics.errors import BookError, LogFileError, QuestionError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.logs import read_logs
from coreanalytics.logbook.readers import Source
from coreanalytics.logbook.store import HISTORY
from coreanalytics.logbook.tables import REJECTED, TABLES

HEAD = (
    '"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (kg)";'
    '"Reps";"RPE";"Distance (meters)";"Seconds";"Notes";"Workout Notes"'
)


def strong(*rows: tuple) -> str:
    """A Strong export; a row is (date-time, exercise, set order, kg, reps, rpe)."""
    lines = [HEAD]
    for number, (moment, exercise, order, kg, reps, rpe) in enumerate(rows, 1):
        cells = [number, moment, "Core", 1800, exercise, order, kg, reps, rpe, "", "", "", ""]
        lines.append(";".join(f'"{cell}"' for cell in cells))
    return "\n".join(lines) + "\n"


MONDAY = [
    ("2026-11-02 18:00:00", "Crunch", 1, "", 20, 7),
    ("2026-11-02 18:00:00", "Crunch", 2, "", 18, 8),
    ("2026-11-02 18:00:00", "Plank", 1, "", 1, ""),
]
FRIDAY = [("2026-11-06 18:00:00", "Crunch", 1, "", 22, 7)]


@pytest.fixture
def book(tmp_path):
    return Logbook(tmp_path / "book")


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8") if isinstance(text, str) else file.write_bytes(text)
        return file

    return put


ME = {"person": "me", "timezone": "Europe/Berlin"}


def test_tables_have_the_columns_and_types_that_the_design_names(book, write):
    book.add(write("strong.csv", strong(*MONDAY)), **ME)
    for name, frame in book.tables().items():
        assert dict(frame.schema) == TABLES[name], name
    assert dict(book.rejected().schema) == REJECTED


def test_local_times_become_utc_and_dates_stay_local(book, write):
    late = [("2026-07-01 00:30:00", "Crunch", 1, "", 20, "")]
    book.add(write("strong.csv", strong(*late)), **ME)
    row = book.sets().row(0, named=True)
    assert row["started_at"].isoformat() == "2026-06-30T22:30:00+00:00"
    assert row["date"] == date(2026, 7, 1)


def test_a_skipped_hour_and_an_hour_that_comes_twice_are_placed(book, write):
    rows = [
        ("2026-03-29 02:30:00", "Crunch", 1, "", 20, ""),
        ("2026-10-25 02:30:00", "Crunch", 1, "", 20, ""),
    ]
    book.add(write("strong.csv", strong(*rows)), **ME)
    assert [t.isoformat() for t in book.sessions()["started_at"]] == [
        "2026-03-29T01:30:00+00:00",  # 02:30 did not exist: it is 03:30 summer time
        "2026-10-25T00:30:00+00:00",  # the first of the two
    ]


def test_the_same_file_again_changes_nothing(book, write):
    file = write("strong.csv", strong(*MONDAY))
    book.add(file, **ME)
    before, adds = book.tables(), book.files().height
    again = book.add(file, person="me").files[0]
    assert (again.status, again.unchanged) == ("unchanged", 3)
    assert book.files().height == adds
    for name, frame in book.tables().items():
        assert frame.equals(before[name])


def test_a_longer_export_adds_only_what_is_new(book, write):
    book.add(write("strong.csv", strong(*MONDAY)), **ME)
    report = book.add(write("strong2.csv", strong(*MONDAY, *FRIDAY)), person="me").files[0]
    assert (report.records, report.accepted, report.unchanged) == (4, 4, 3)
    whole = read_logs(write("whole.csv", strong(*MONDAY, *FRIDAY)), **ME)
    both, alone = book.sets().drop("source_file"), whole.sets().drop("source_file")
    assert both.equals(alone)


def test_an_edit_inside_a_reexported_session_follows(book, write):
    book.add(write("a.csv", strong(*MONDAY)), **ME)
    edited = [MONDAY[0], ("2026-11-02 18:00:00", "Crunch", 2, "", 11, 9)]  # changed, and the plank deleted
    book.add(write("b.csv", strong(*edited, *FRIDAY)), person="me")
    monday = book.sets().filter(pl.col("date") == date(2026, 11, 2))
    assert monday["reps"].to_list() == [20, 11]


def test_an_old_backup_added_late_undoes_nothing(book, write):
    edited = [MONDAY[0], ("2026-11-02 18:00:00", "Crunch", 2, "", 11, 9)]
    book.add(write("new.csv", strong(*edited, *FRIDAY)), **ME)
    book.add(write("old.csv", strong(*MONDAY)), person="me")
    assert book.sets()["reps"].to_list() == [20, 11, 22]


def test_a_session_absent_from_a_newer_file_stays(book, write):
    book.add(write("a.csv", strong(*MONDAY)), **ME)
    book.add(write("b.csv", strong(*FRIDAY)), person="me")
    assert book.sessions().height == 2


def test_exact_duplicate_rows_are_kept(book, write):
    twice = [
        ("2026-11-02 18:00:00", "Crunch", 1, "", 20, ""),
        ("2026-11-02 18:00:00", "Crunch", 1, "", 20, ""),
    ]
    book.add(write("a.csv", strong(*twice)), **ME)
    assert book.sets().height == 2


def test_a_changed_alias_reaches_all_history(book, write):
    book.add(write("a.csv", strong(("2026-11-02 18:00:00", "My Special 7", 1, "", 20, ""))), **ME)
    assert book.sets()["exercise"].to_list() == [None]
    assert book.unmapped()["exercise_logged"].to_list() == ["My Special 7"]
    aliases = book.folder / "aliases.csv"
    aliases.write_text("name,exercise,hands,side\nMy Special 7,ankle_band_crunch,,\n")
    assert book.sets().select("exercise", "family").row(0) == ("ankle_band_crunch", "article_move")
    assert book.unmapped().is_empty()


def test_what_the_app_does_not_say_comes_from_the_alias_file_or_stays_unknown(book, write):
    book.add(write("a.csv", strong(("2026-11-02 18:00:00", "Side Plank", 1, "", "", ""))), **ME)
    assert book.sets()["side"].to_list() == [None]
    (book.folder / "aliases.csv").write_text("name,exercise,hands,side\nSide Plank,side_plank,,left\n")
    assert book.sets()["side"].to_list() == ["left"]


def test_an_alias_file_saved_with_semicolons_is_read_and_stays_so(book, write):
    book.add(write("a.csv", strong(("2026-11-02 18:00:00", "My Special 7", 1, "", 20, ""))), **ME)
    aliases = book.folder / "aliases.csv"
    aliases.write_bytes(b"\xef\xbb\xbfname;exercise;hands;side\r\nMy Special 7;ankle_band_crunch;;\r\n")
    assert book.sets()["exercise"].to_list() == ["ankle_band_crunch"]
    book.map_names({"Plank; seated": "not_core"})
    assert aliases.read_bytes().endswith(b'\r\n"Plank; seated";not_core;;\r\n')
    assert book.sets()["exercise"].to_list() == ["ankle_band_crunch"]


def test_a_file_told_to_be_somebody_elses_names_who_loses_it(book, write):
    file = write("a.csv", strong(*MONDAY))
    book.add(file, **ME)
    report = book.add(file, **(ME | {"person": "ann"})).files[0]
    assert report.status == "replaced"
    (notice,) = report.notices
    assert notice == "it counted for me before, and for ann from now on; coreanalytics undo takes that back"
    assert "counted for" not in str(book.add(file, **(ME | {"person": "ann", "timezone": "Asia/Tokyo"})))


def test_the_files_are_private_and_untouched(book, write):
    file = write("strong.csv", strong(*MONDAY))
    book.add(file, **ME)
    kept = next((book.folder / HISTORY).rglob("*strong.csv"))
    assert kept.read_bytes() == file.read_bytes()
    for path in (book.folder, *book.folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_a_lost_cache_is_rebuilt(book, write):
    import shutil

    book.add(write("strong.csv", strong(*MONDAY)), **ME)
    before = book.sets()
    shutil.rmtree(book.folder / ".cache")
    assert Logbook(book.folder).sets().equals(before)


def test_a_damaged_cache_is_rebuilt(book, write):
    book.add(write("strong.csv", strong(*MONDAY)), **ME)
    before = book.sets()
    for file in (book.folder / ".cache").rglob("*.parquet"):
        file.write_bytes(b"PAR1 nonsense")
    assert Logbook(book.folder).sets().equals(before)


def test_read_logs_gives_the_same_tables_without_a_folder(book, write):
    files = [write("strong.csv", strong(*MONDAY)), write("pain.csv", "date,low_back\n2026-11-02,3\n")]
    book.add(*files, **ME)
    loose = read_logs(*files, **ME)
    for name, frame in book.tables().items():
        assert frame.equals(loose.tables()[name]), name


def test_one_bad_file_does_not_stop_the_rest(book, write):
    report = book.add(write("good.csv", strong(*MONDAY)), write("bad.csv", "a,b\n1,2\n"), **ME)
    assert [r.status for r in report] == ["added", "failed"]
    assert isinstance(report.failed[0].error, LogFileError)
    assert "bad.csv" in str(report)
    assert book.sets().height == 3


def test_a_file_that_fails_alone_raises_and_leaves_no_book(book, write):
    with pytest.raises(LogFileError):
        book.add(write("bad.csv", "a,b\n1,2\n"), **ME)
    assert not book.folder.exists()


@pytest.mark.parametrize(
    ("told", "asks"),
    [({}, "person"), ({"person": "me"}, "timezone")],
)
def test_what_is_missing_is_asked(book, write, told, asks):
    with pytest.raises(QuestionError) as caught:
        book.add(write("strong.csv", strong(*MONDAY)), **told)
    assert caught.value.asks == asks
    assert caught.value.hint


def test_zone_and_unit_are_told_once(book, write):
    head = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,"
    head += "Notes,Workout Notes,RPE\n"
    row = '{},"A",30m,"Deadlift (Barbell)",1,100.0,5,0,0,"","",\n'
    first = write("a.csv", head + row.format("2026-11-02 18:00:00"))
    with pytest.raises(QuestionError) as caught:
        book.add(first, **ME)
    assert caught.value.asks == "weight_unit"
    book.add(first, weight_unit="lb", **ME)
    book.add(write("b.csv", head + row.format("2026-11-04 18:00:00")), person="me")
    assert book.sets()["load_kg"].to_list() == pytest.approx([45.359, 45.359])
    assert book.people().select("person", "timezone", "weight_unit").rows() == [("me", "Europe/Berlin", "lb")]


def test_the_person_comes_from_the_clients_folder(book, write):
    one = write("clients/Ada/strong.csv", strong(*MONDAY))
    two = write("clients/Bo/strong.csv", strong(*MONDAY))  # the same bytes, two people
    book.add(one, two, timezone="Europe/Berlin")
    assert sorted(book.people()["person"]) == ["Ada", "Bo"]
    assert book.sets().height == 6


def test_the_same_bytes_for_another_person_replace_the_earlier_reading(book, write):
    file = write("strong.csv", strong(*MONDAY))
    book.add(file, person="mee", timezone="Europe/Berlin")
    report = book.add(file, person="you", timezone="Europe/Berlin").files[0]
    assert report.status == "replaced"
    assert "replaces" in " ".join(book.add(file, person="them", timezone="Europe/Berlin").to_sentences())
    assert book.people()["person"].to_list() == ["them"]


def test_near_identical_names_are_asked_about_and_never_merged(book, write):
    book.add(write("a.csv", "person,date,low_back\nAnna Meier,2026-11-01,3\n"))
    with pytest.raises(QuestionError) as caught:
        book.add(write("b.csv", "person,date,low_back\nanna meier,2026-11-02,3\n"))
    assert caught.value.asks == "same_person"
    book.add(
        write("b.csv", "person,date,low_back\nanna meier,2026-11-02,3\n"), same={"anna meier": "Anna Meier"}
    )
    book.add(write("c.csv", "person,date,low_back\nAnna Meyer,2026-11-02,5\n"), distinct=["Anna Meyer"])
    assert book.people()["person"].to_list() == ["Anna Meier", "Anna Meyer"]
    assert book.pain().filter(pl.col("person") == "Anna Meier").height == 2


def test_of_two_pain_reports_the_latest_wins(book, write):
    text = "reported_at,site,timing,intensity\n"
    text += "2026-11-01 20:00:00,low_back,day,3\n2026-11-01 21:00:00,low_back,day,5\n"
    book.add(write("a.csv", text), **ME)
    assert book.pain()["intensity"].to_list() == [5]


def test_reports_before_four_belong_to_the_day_before(book, write):
    text = "reported_at,site,timing,intensity\n"
    text += "2026-11-02 03:59:00,low_back,day,3\n2026-11-02 04:00:00,low_back,day,5\n"
    book.add(write("a.csv", text), **ME)
    assert book.pain().select("date", "intensity").rows() == [(date(2026, 11, 1), 3), (date(2026, 11, 2), 5)]


def test_habits_keep_the_newest_value_that_is_not_empty(book, write):
    book.add(write("a.csv", "date,sleep_h,stretch_min\n2026-11-01,7,10\n"), person="me")
    book.add(write("b.csv", "date,sleep_h,stretch_min\n2026-11-01,8,\n"), person="me")
    assert book.habits().select("sleep_h", "stretch_min").row(0) == (8, 10)


def test_the_newest_file_that_names_a_person_replaces_all_their_phases(book, write):
    head = "person,start,end,program,assigned\n"
    book.add(write("a.csv", head + "Ada,2026-01-01,,run_in,self\nBo,2026-01-01,,run_in,self\n"))
    book.add(write("b.csv", head + "Ada,2026-02-01,,core_focused,self\n"))
    assert book.phases().select("person", "program").rows() == [("Ada", "core_focused"), ("Bo", "run_in")]


def test_a_corrected_row_takes_the_place_of_the_one_set_aside(book, write):
    book.add(write("pain.csv", "date,low_back\n2026-11-01,3\n2026-11-02,11\n2026-11-03,12\n"), person="me")
    assert book.rejected()["line"].to_list() == [3, 4]
    book.add(write("pain.csv", "date,low_back\n2026-11-01,3\n2026-11-02,1\n2026-11-03,12\n"), person="me")
    assert book.rejected()["line"].to_list() == [4]
    assert book.pain()["intensity"].to_list() == [3, 1]


def test_a_record_set_aside_in_two_exports_is_shown_once(book, write):
    bad = ("2026-11-02 18:00:00", "Crunch", 1, "", 20, 14)
    book.add(write("a.csv", strong(bad)), **ME)
    book.add(write("b.csv", strong(bad, *FRIDAY)), person="me")
    assert book.rejected().height == 1


def test_a_yes_to_a_safety_question_survives_in_a_set_aside_record(book, write):
    book.add(write("pain.csv", "date,low_back,emergency\n2026-11-01,3,no\n2026-11-02,11,yes\n"), person="me")
    assert book.rejected()["red_flag"].to_list() == ["emergency"]


def test_the_primary_timing_is_fixed_by_the_first_pain_file(book, write):
    book.add(write("a.csv", "date,timing,low_back\n2026-11-01,next_morning,3\n"), person="me")
    assert book.settings.primary_timing == "next_morning"
    book.add(write("b.csv", "date,low_back\n2026-11-02,3\n"), person="me")
    assert book.settings.primary_timing == "next_morning"
    text = (book.folder / "coreanalytics.toml").read_text()
    assert "# The rating that counts" in text  # comments survive


def test_create_refuses_a_folder_that_is_no_book(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(BookError, match="not a book"):
        Logbook(tmp_path)


def test_a_book_that_is_not_there_says_so(tmp_path):
    with pytest.raises(BookError, match="no book"):
        Logbook(tmp_path / "nowhere").sets()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_answered_clearly(book, write):
    book.create()
    (book.folder / HISTORY).mkdir()
    (book.folder / HISTORY).chmod(0o500)
    with pytest.raises(BookError, match="cannot be written"):
        book.add(write("a.csv", strong(*MONDAY)), **ME)


def test_a_full_disk_keeps_nothing(book, write, monkeypatch):
    import errno

    book.add(write("a.csv", strong(*MONDAY)), **ME)

    def no_space(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("coreanalytics.logbook.store.os.fdopen", no_space)
    with pytest.raises(BookError, match="no space left"):
        book.add(write("b.csv", strong(*FRIDAY)), person="me")
    monkeypatch.undo()
    assert book.files().height == 1
    assert not list((book.folder / HISTORY).glob(".staging*"))


def test_numbers_of_adds_are_taken_by_whoever_is_first(book, write, monkeypatch):
    from coreanalytics.logbook import store

    book.add(write("a.csv", strong(*MONDAY)), **ME)
    kept = book._entries()[0].open_in(book.folder)
    # another process added in between: this one's listing does not show it yet
    monkeypatch.setattr(store, "list_numbers", lambda folder: [])
    assert store.keep_files(book.folder, [(Source.of_path(kept.path), kept.manifest)]) == 2


def test_a_file_that_changes_while_it_is_added_is_refused(book, write):
    from coreanalytics.logbook import store

    book.add(write("a.csv", strong(*MONDAY)), **ME)
    manifest = book._entries()[0].manifest
    with pytest.raises(BookError, match="changed while"):
        store.keep_files(book.folder, [(Source("a.csv", data=b"other"), manifest)])
    assert len(book.files()) == 1
    assert [path.name for path in (book.folder / HISTORY).iterdir()] == ["000001"]


def test_a_damaged_manifest_is_named(book, write):
    book.add(write("a.csv", strong(*MONDAY)), **ME)
    (book.folder / HISTORY / "000001" / "add.json").write_text("{")
    with pytest.raises(BookError, match="cannot be read") as caught:
        Logbook(book.folder).sets()
    assert "000001" in caught.value.where


def test_reports_are_plain_json(book, write):
    report = book.add(write("a.csv", strong(*MONDAY)), **ME)
    told = json.loads(json.dumps(report.to_dict()))
    assert told["total"] == {"records": 3, "accepted": 3, "set_aside": 0, "not_ours": 0, "unchanged": 0}
    assert json.loads(json.dumps(book.status().to_dict()))["people"][0]["person"] == "me"


def test_what_the_app_does_not_log_is_listed_and_said_once(book, write):
    rows = [
        ("2026-11-02 18:00:00", name, 1, 20, "", "") for name in ("Side Plank", "Farmer's Walk", "Crunch")
    ]
    book.add(write("a.csv", strong(*rows)), **ME)
    assert sorted(book.unsaid().select("exercise_logged", "lacks").rows()) == [
        ("Farmer's Walk", "hands"),
        ("Side Plank", "side"),
    ]
    assert "side of Side Plank" in str(book.status())
    book.add_alias("Farmer's Walk", hands=2)
    book.add_alias("Side Plank")  # asked, and left unknown
    assert book.unsaid().is_empty()
    assert dict(book.sets().select("exercise_logged", "hands").rows())["Farmer's Walk"] == 2
    assert book.sets()["side"].to_list() == [None, None, None]


def test_an_alias_that_makes_no_sense_is_not_written(book, write):
    book.create()
    before = (book.folder / "aliases.csv").read_bytes()
    with pytest.raises(BookError, match="side"):
        book.add_alias("Side Plank", side="up")
    assert (book.folder / "aliases.csv").read_bytes() == before


def test_another_process_may_make_the_book_first(book, write, monkeypatch):
    other = Logbook(book.folder)
    real = Logbook.create

    def slower(self, **told):
        if self is book:
            other.add(write("b.csv", strong(*FRIDAY)), **ME)
        return real(self, **told)

    monkeypatch.setattr(Logbook, "create", slower)
    book.add(write("a.csv", strong(*MONDAY)), **ME)
    assert book.sets().height == 4


def test_a_folder_with_the_remains_of_an_interrupted_start_can_become_a_book(book, write):
    book.folder.mkdir()
    (book.folder / ".staging-0a1b").write_text("half")
    assert Logbook(book.folder).add(write("a.csv", strong(*MONDAY)), **ME).files[0].accepted == 3


def test_remains_of_interrupted_adds_are_cleared_away_after_a_day(book, write):
    book.add(write("a.csv", strong(*MONDAY)), **ME)
    old, young = (book.folder / HISTORY / f".staging-{name}" for name in ("old", "young"))
    for folder in (old, young):
        folder.mkdir()
        (folder / "0-a.csv").write_text("half")
    os.utime(old, (0, 0))
    book.add(write("b.csv", strong(*FRIDAY)), person="me")
    assert (old.exists(), young.exists()) == (False, True)


def test_the_same_bytes_under_two_names_in_one_add_are_one_file(book, write):
    text = strong(*MONDAY)
    report = book.add(write("a.csv", text), write("copy.csv", text), **ME)
    assert [r.status for r in report] == ["added", "unchanged"]
    assert report.to_dict()["total"]["unchanged"] == 3
    assert book.files().height == 1


def test_a_path_that_is_not_there_does_not_stop_the_rest(book, write, tmp_path):
    (tmp_path / "empty").mkdir()
    report = book.add(tmp_path / "nowhere.csv", tmp_path / "empty", write("a.csv", strong(*MONDAY)), **ME)
    assert [r.status for r in report] == ["failed", "failed", "added"]
    assert "no such file" in str(report)
