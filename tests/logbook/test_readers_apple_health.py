"""Apple Health exports: what is ours, what is not, and what attacks or breaks them."""

from __future__ import annotations

import io
import os
import random
import tracemalloc
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_binary_files import make_apple_health, make_apple_zip, make_zip
from polars.testing import assert_frame_equal

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import Options, Source, read_draft
from coreanalytics.logbook.readers.base import unaccounted
from coreanalytics.logbook.readers.health_tags import Scan

HEAD = '<?xml version="1.0"?>\n<HealthData locale="de_DE">\n'
WHEN = 'startDate="2024-03-01 09:00:00 -0800" endDate="2024-03-01 09:30:00 -0800"'
BACK = 'type="HKCategoryTypeIdentifierLowerBackPain"'


def pain(value: str, when: str = WHEN) -> str:
    return f'<Record {BACK} sourceName="iPhone" {when} value="{value}"/>\n'


def workout(kind: str, more: str = 'duration="45.5" durationUnit="min"') -> str:
    return f'<Workout workoutActivityType="HKWorkoutActivityType{kind}" {more} {WHEN}>\n</Workout>\n'


def read(*parts: str, head: str = HEAD, end: str = "</HealthData>\n", options: Options | None = None):
    return read_draft((head + "".join(parts) + end).encode(), "export.xml", options=options)


def test_the_levels_become_ratings_of_the_day_marked_as_made_from_words():
    names = ("NotPresent", "Mild", "Moderate", "Severe", "Unspecified")
    draft = read(*(pain(f"HKCategoryValueSeverity{name}") for name in names))
    rows = draft.tables["pain"]
    assert draft.format == "apple_health"
    assert rows["intensity"].to_list() == [0, 2, 5, 8]
    assert rows["source_line"].to_list() == [3, 4, 5, 6]
    assert rows["mapped"].all()
    assert set(rows["site"]) == {"low_back"}
    assert set(rows["timing"]) == {"day"}
    assert rows["instant"][0] == datetime(2024, 3, 1, 17, tzinfo=UTC)
    assert rows["local_time"][0] == datetime(2024, 3, 1, 9)
    assert draft.not_ours == {"back pain without a severity": 1}
    assert (draft.records, draft.problems.height, unaccounted(draft)) == (5, 0, 0)


def test_levels_may_be_numbers_and_the_table_of_words_is_an_argument():
    told = Options(severity={"not present": 0, "mild": 1, "moderate": 4, "severe": 7})
    assert read(pain("2"), pain("4"), options=told).tables["pain"]["intensity"].to_list() == [1, 7]


def test_an_unknown_level_a_bad_date_and_missing_values_are_set_aside_with_their_lines():
    draft = read(
        pain("HKCategoryValueSeverityAwful"),
        pain("HKCategoryValueSeverityMild", 'startDate="yesterday"'),
        f"<Record {BACK} {WHEN}/>\n",
        pain("HKCategoryValueSeverityMild", ""),
        workout("CoreTraining").replace("2024-03-01 09:00", "2024-13-01 09:00"),
    )
    told = draft.problems.select("table", "line", "column", "rule").rows()
    assert told == [
        ("pain", 3, "value", "word"),
        ("pain", 4, "startDate", "date"),
        ("pain", 5, "value", "missing"),
        ("pain", 6, "startDate", "missing"),
        ("sessions", 7, "startDate", "date"),
    ]
    assert "Awful" in draft.problems["sentence"][0]
    assert unaccounted(draft) == 0


def test_training_becomes_sessions_and_other_workouts_are_counted():
    draft = read(
        workout("TraditionalStrengthTraining"),
        workout("Running"),
        workout("CoreTraining", 'duration="0.5" durationUnit="hr"'),
        workout("Pilates", ""),
        workout("Yoga", 'duration="9000" durationUnit="min"'),
    )
    sessions = draft.tables["sessions"]
    assert sessions["title"].to_list() == [
        "Traditional Strength Training",
        "Core Training",
        "Pilates",
        "Yoga",
    ]
    assert sessions["minutes"].to_list() == [45.5, 30.0, 30.0, None]
    assert sessions["source_line"].to_list() == [3, 7, 9, 11]
    assert draft.not_ours == {"workouts of other kinds": 1}
    assert unaccounted(draft) == 0


def test_what_only_mentions_back_pain_is_no_rating():
    draft = read(
        '<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="HKCategoryTypeIdentifierLowerBackPain" '
        'value="70">\n<MetadataEntry key="HKCategoryTypeIdentifierLowerBackPain" value="1"/>\n</Record>\n',
        "<!-- " + pain("HKCategoryValueSeverityMild") + "-->\n",
        "<![CDATA[" + pain("HKCategoryValueSeverityMild") + workout("Yoga") + "]]>\n",
        pain("HKCategoryValueSeverityMild"),
    )
    assert draft.tables["pain"]["source_line"].to_list() == [12]
    assert draft.tables["sessions"].is_empty()
    assert draft.not_ours == {"other health records": 1}
    assert unaccounted(draft) == 0


def test_any_order_quotes_and_line_breaks_within_a_tag():
    text = f"<Record\n value='HKCategoryValueSeverityMild'\n note='5 > 3'\n {WHEN}\n {BACK}>\n</Record>\n"
    draft = read(text, pain("HKCategoryValueSeverityMild"))
    assert draft.tables["pain"]["source_line"].to_list() == [3, 9]
    assert unaccounted(draft) == 0


def test_many_on_one_line_keep_numbers_of_their_own():
    draft = read_draft((HEAD + pain("2").strip() * 5 + "</HealthData>").encode(), "export.xml")
    assert draft.tables["pain"]["source_line"].to_list() == [3, 4, 5, 6, 7]
    assert unaccounted(draft) == 0


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_pieces_of_any_size_give_the_same(size):
    data = make_apple_health(5)
    whole, parts = Scan("x"), Scan("x")
    whole.read([data])
    parts.read(data[at : at + size] for at in range(0, len(data), size))
    whole.finish()
    parts.finish()
    assert parts == whole


@pytest.mark.parametrize("name", ["export.xml", "vienti.xml", "Exportación.xml", "eksport.xml"])
def test_the_zip_file_reads_like_the_file_in_it_whatever_its_name(name):
    plain, packed = read_draft(make_apple_health(7), "a"), read_draft(make_apple_zip(7, name), "b")
    assert packed.format == "apple_health"
    assert packed.records == plain.records
    assert_frame_equal(packed.tables["pain"], plain.tables["pain"])
    assert_frame_equal(packed.tables["sessions"], plain.tables["sessions"])


@given(st.integers(0, 10_000), st.integers(0, 12_000))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_gives_what_is_whole(seed, cut):
    data = make_apple_health(seed % 20, 25)
    whole = read_draft(data, "whole")
    cut = min(cut, len(data) - 1)
    try:
        part = read_draft(data[:cut], "part")
    except LogFileError:
        assert b"<HealthData " not in data[:cut] or b"<!DOCTYPE HealthData" not in data[:cut]
        return
    assert unaccounted(part) == 0
    assert part.problems.height <= 1
    ended = data[:cut].rstrip().endswith(b"</HealthData>")
    assert bool(part.notices) != ended
    for table, rows in part.tables.items():
        assert_frame_equal(rows, whole.tables[table].head(rows.height))


def test_a_cut_record_says_where_the_file_ends():
    draft = read(pain("2"), pain("3")[:70], end="")
    assert draft.problems.select("line", "rule").rows() == [(4, "truncated")]
    assert "line 4" in draft.notices[0]
    assert unaccounted(draft) == 0


def test_a_record_cut_off_before_its_kind_is_told_is_counted_apart():
    for cut in ('<Record sourceName="x" ty', '<Workout workoutActivityType="HKWorkoutActivityTypeYo'):
        draft = read(pain("2"), cut, end="")
        assert draft.not_ours == {"cut off by the end of the file before its kind is told": 1}
        assert (draft.records, draft.problems.height, unaccounted(draft)) == (2, 0, 0)
    other = read('<Record type="HKQuantityTypeIdentifierHeartRate" sou', end="")
    assert other.not_ours == {"other health records": 1}


def test_a_record_that_never_closes_is_set_aside_and_the_next_is_read():
    draft = read(pain("2").replace("/>", ""), pain("3"))
    assert draft.problems.select("line", "rule").rows() == [(3, "ragged")]
    assert draft.tables["pain"]["source_line"].to_list() == [4]
    assert unaccounted(draft) == 0


def test_entities_are_refused_before_they_expand():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE HealthData [<!ENTITY l0 "ha">{laughs}]>\n<HealthData>&l11;\n'
    with pytest.raises(LogFileError, match="entities"):
        read(pain("2"), head=bomb)


def test_a_zip_bomb_is_refused_while_it_inflates():
    inner = io.BytesIO()
    with (
        zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a/export.xml", "w") as out,
    ):
        out.write(HEAD.encode())
        for _ in range(60):
            out.write(b" " * 2**20)
    tracemalloc.start()
    with pytest.raises(LogFileError, match="beyond all measure"):
        read_draft(inner.getvalue(), "export.zip")
    assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    tracemalloc.stop()


def test_a_damaged_zip_file_gives_what_could_be_unpacked():
    export = make_apple_health(3, 4000)
    packed = bytearray(make_zip({"apple_health_export/export.xml": export}))
    packed[len(packed) * 2 // 3] ^= 0xFF
    draft = read_draft(bytes(packed), "export.zip")
    assert draft.notices[0].startswith("the zip file is damaged")
    assert unaccounted(draft) == 0
    whole = read_draft(export, "export.xml").tables["pain"]
    assert 0 < draft.tables["pain"].height < whole.height


def test_a_cut_zip_file_is_a_clear_error():
    data = make_apple_zip(1)
    with pytest.raises(LogFileError, match="damaged or cut off"):
        read_draft(data[: len(data) // 2], "export.zip")


def test_a_zip_file_may_lie_about_sizes():
    data = bytearray(make_apple_zip(2))
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)  # the second member: the export
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    try:
        draft = read_draft(bytes(data), "export.zip")
    except LogFileError:
        return
    assert unaccounted(draft) == 0


def test_a_password_says_so():
    data = bytearray(make_zip({"export.csv": zlib.compress(b"x")}))
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + flags] |= 1
    with pytest.raises(LogFileError, match="password"):
        read_draft(bytes(data), "export.zip")


def test_no_tag_for_megabytes_needs_little_memory(tmp_path: Path):
    path = tmp_path / "export.xml"
    with path.open("wb") as out:
        out.write(HEAD.encode())
        for _ in range(80):
            out.write(b"x" * 2**20)
        out.write(pain("2").encode() + b"</HealthData>")
    tracemalloc.start()
    draft = read_draft(Source.of_path(path))
    assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    tracemalloc.stop()
    assert draft.tables["pain"].height == 1


def test_a_csv_file_that_mentions_it_is_no_export():
    data = b'date,low_back,note\n2026-03-01,3,"<HealthData >"\n'
    assert read_draft(data, "pain.csv").app == "plain"


def test_counts_reconcile_for_random_exports():
    for seed in range(20):
        draft = read_draft(make_apple_health(seed, random.Random(seed).randrange(80)), "x")
        assert unaccounted(draft) == 0
        assert not draft.notices


@pytest.mark.skipif("COREANALYTICS_SAMPLES" not in os.environ, reason="no samples here")
def test_the_sample_reconciles():
    path = Path(os.environ["COREANALYTICS_SAMPLES"]) / "apple_health" / "export_small_apache.xml"
    draft = read_draft(Source.of_path(path))
    assert (draft.records, unaccounted(draft), draft.notices) == (3, 0, ())
    assert draft.not_ours == {"other health records": 2, "workouts of other kinds": 1}
