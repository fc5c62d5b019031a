"""The files of a simulated study: deterministic, in the apps' formats, and read back as they were meant."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.form import FORM
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.simulation import simulate_study, write_study
from coreanalytics.logbook.simulation.hevy_files import MONTHS
from coreanalytics.logbook.simulation.writing import FORM_FILE, TRUTH_FILE, render_study
from coreanalytics.vocabulary import POUND_KG

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
KEYS = ("person", "date", "session", "exercise_logged", "set_index", "site", "side", "start")
NO_LOGS = {"aliases.csv", TRUTH_FILE}


@pytest.fixture(scope="module")
def clean():
    return simulate_study(people=10, weeks=3, seed=8, messy=False)


@pytest.fixture(scope="module")
def messy():
    return simulate_study(people=10, weeks=3, seed=8, messy=True)


def read_rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode()), delimiter=delimiter))


def test_same_seed_same_bytes(messy):
    again = dict(render_study(simulate_study(people=10, weeks=3, seed=8)))
    assert again == dict(render_study(messy))
    other = dict(render_study(simulate_study(people=10, weeks=3, seed=9)))
    assert set(other) == set(again)
    assert all(other[name] != again[name] for name in again if name.startswith(("clients", FORM_FILE)))


def test_every_person_has_a_log_in_their_own_app(tmp_path, messy):
    written = write_study(messy, tmp_path / "new" / "folder")
    names = {path.relative_to(tmp_path / "new" / "folder").as_posix() for path in written}
    workouts = {f"clients/p{n:02d}/{'strong' if n % 2 else 'hevy'}.csv" for n in range(1, 11)}
    assert names == workouts | NO_LOGS | {"people.csv", "phases.csv", "habits.csv", FORM_FILE}
    assert all(path.stat().st_size > 50 for path in written)


def test_unwritable_folder_is_one_clear_error(tmp_path, clean):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArgumentError, match="cannot be written"):
        write_study(clean, tmp_path / "file" / "demo")


def test_all_formats_are_known_by_their_headers(messy):
    formats = {"strong.csv": "strong", "hevy.csv": "hevy", FORM_FILE: "form"}
    for name, data in render_study(messy):
        if name not in NO_LOGS:
            draft = read_draft(data, name)
            assert draft.app == formats.get(name.rsplit("/")[-1], "plain"), name
            assert draft.records > 0


def test_both_strong_layouts_all_units_and_months_occur():
    files = dict(render_study(simulate_study(people=24, weeks=2, seed=1)))
    headers = {data.decode().splitlines()[0] for name, data in files.items() if name.startswith("clients")}
    assert sum(header.startswith(("Date,", '"Workout #"')) for header in headers) == 2
    units = {unit for header in headers for unit in header.replace('"', "").split(",") if "weight_" in unit}
    assert units == {"weight_kg", "weight_lbs"}
    assert {"Out", "oct.", "Okt", "Eki", "ott", "paź"} <= {
        cell.split()[1]
        for name, data in files.items()
        if name.endswith("hevy.csv")
        for row in read_rows(data)[1:]
        if len(cell := row[1]) > 10 and cell.count(" ") == 3
    }
    assert all(len(months.split()) == 12 for months in MONTHS.values())


def test_strong_has_what_is_no_set(clean):
    data = dict(render_study(clean))["clients/p01/strong.csv"]
    rows = read_rows(data, ";")
    orders = {row[5] for row in rows[1:]}
    assert {"1", "2", "3", "W", "Rest Timer", "Note"} <= orders
    assert {len(row) for row in rows} == {13}
    mine = clean.tables["sets"].filter(pl.col("person") == "p01")
    assert sum(row[5] not in ("Rest Timer", "Note") for row in rows[1:]) == mine.height


def test_pounds_are_whole_fives(clean):
    rows = read_rows(dict(render_study(clean))["clients/p03/strong.csv"])
    weights = {float(row[5]) for row in rows[1:]}
    assert weights - {0.0}
    assert {weight % 5 for weight in weights} == {0.0}
    mine = clean.tables["sets"].filter(pl.col("person") == "p03")["load_kg"].drop_nulls()
    assert (mine / POUND_KG).max() == pytest.approx(max(weights), abs=0.01)


def test_forms_carry_the_forms_own_questions(clean):
    rows = read_rows(dict(render_study(clean))[FORM_FILE])
    assert rows[0] == ["Timestamp", *(question.texts["en"] for question in FORM)]
    assert all(" GMT+" in row[0] and row[0].split()[2] in ("AM", "PM") for row in rows[1:])
    assert len(rows) - 1 == clean.sources.answers.height
    told = [row for row in rows[1:] if row[8]]
    assert {row[8] for row in told} <= set(FORM[7].choices["en"])


def test_clean_scores_come_back_from_the_forms(clean):
    draft = read_draft(dict(render_study(clean))[FORM_FILE], FORM_FILE)
    assert draft.problems.height == 0
    keys = ["person", "instant", "site", "side"]
    columns = [*keys, "timing", "intensity", "red_flag", "note"]
    meant = clean.tables["pain"].rename({"reported_at": "instant"}).select(columns)
    assert draft.tables["pain"].select(columns).sort(keys).equals(meant.sort(keys))


def test_clean_sets_come_back_from_the_apps(clean):
    for name, data in render_study(clean):
        if not name.startswith("clients"):
            continue
        draft = read_draft(data, name)
        meant = clean.tables["sets"].filter(pl.col("person") == name.split("/")[1])
        assert draft.problems.height == 0, name
        columns = ["exercise_logged", "set_index", "occurrence", "kind", "reps", "duration_s", "rpe", "note"]
        read = draft.tables["sets"].sort("local_time", "source_line").select(columns)
        assert read.equals(meant.sort("started_at", "source_line").select(columns)), name


def test_mess_is_extra_and_gets_noticed(clean, messy):
    good, bad = dict(render_study(clean)), dict(render_study(messy))
    assert messy.tables["pain"].height == clean.tables["pain"].height
    assert len(read_rows(bad[FORM_FILE])) == len(read_rows(good[FORM_FILE])) + 8
    rules = set(read_draft(bad[FORM_FILE], FORM_FILE).problems["value"])
    assert {"11", "-1", "4-5", "not much"} <= rules
    assert {"hard"} <= set(read_draft(bad["clients/p01/strong.csv"], "strong.csv").problems["value"])
    assert b"264h 1m" in bad["clients/p03/strong.csv"]
    assert any("forgotten timer" in told for told in read_draft(bad["clients/p03/strong.csv"], "s").notices)
    assert b"2061/03/14" in bad[FORM_FILE]
    assert good["clients/p08/hevy.csv"] == bad["clients/p08/hevy.csv"]


def test_one_person_for_one_week_can_be_written(tmp_path):
    for seed in range(4):
        files = write_study(simulate_study(people=1, weeks=1, run_in_weeks=0, seed=seed), tmp_path)
        assert (tmp_path / FORM_FILE) in files


@pytest.mark.parametrize("study_name", ["clean", "messy"])
def test_study_comes_back_from_a_book(study_name, request, tmp_path):
    """People on four continents, two apps and one form: what a book makes of it is what was simulated."""
    study = request.getfixturevalue(study_name)
    logs = [path for path in write_study(study, tmp_path / "logs") if path.name not in NO_LOGS]
    book = Logbook(tmp_path / "book")
    book.create(aliases=study.aliases.write_csv().encode())
    book.add(*logs)
    read = book.tables()
    # no app knows the first two; the time of a timer that was forgotten is left out
    unsaid = {"band_distance_m", "leg_raised", "source_file", "source_line"}
    unsaid |= {"minutes"} if study_name == "messy" else set()
    for name, meant in study.tables.items():
        columns = [column for column in meant.columns if column not in unsaid]
        keys = [key for key in KEYS if key in columns]
        found = read[name].select(columns).sort(keys, nulls_last=True)
        assert_frame_equal(found, meant.select(columns).sort(keys, nulls_last=True), abs_tol=0.005)
    assert book.rejected().is_empty() == (study_name == "clean")
    assert set(book.unmapped()["exercise_logged"]) <= {"Old #2", "Abs finisher (Jo)"}


# --- the demo ---


def test_demo_is_what_the_generator_writes():
    wanted = dict(render_study(simulate_study(people=24, weeks=12, effect=-1.0, seed=1)))
    found = {
        path.relative_to(DEMO).as_posix(): path.read_bytes() for path in DEMO.rglob("*") if path.is_file()
    }
    assert set(found) == set(wanted)
    different = [name for name in wanted if wanted[name] != found[name]]
    assert not different, "write it again: coreanalytics simulate --seed 1 --out data/demo"
    assert sum(map(len, wanted.values())) < 2_500_000


def test_demo_readme_tells_the_truth():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    truth = json.loads((DEMO / TRUTH_FILE).read_text(encoding="utf-8"))
    assert "simulated" in text.lower()
    for site in truth["truth"]:
        row = f"| `{site['site']}` | {site['population']:.2f} | {site['people']:.2f} |"
        assert row.replace("-", "−") in text
    for key in ("first_day", "time_zero", "last_day"):
        assert truth[key] in text
