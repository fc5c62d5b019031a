"""A shorter export and then the longer one are the longer one alone: files that are no delimited text."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_binary_files import make_apple_health, make_apple_zip, make_fit, make_ods, make_rows, make_xlsx
from polars.testing import assert_frame_equal

from coreanalytics.errors import CoreAnalyticsError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.tables import TABLES

TOLD = {"person": "me", "timezone": "Europe/Berlin", "weight_unit": "kg"}


def read(folder, *contents):
    """Add files one after another; one that cannot be read at all adds nothing."""
    book = Logbook(folder)
    book.create(person="me")
    for number, content in enumerate(contents):
        file = folder.parent / f"{folder.name}-{number}.dat"
        file.write_bytes(content)
        try:
            book.add(file, **TOLD)
        except CoreAnalyticsError:
            assert number < len(contents) - 1, "the whole file must be readable"
    return book.tables()


def assert_same(found, expected):
    for name in TABLES:
        sources = [column for column in ("source_file",) if column in found[name].columns]
        assert_frame_equal(found[name].drop(sources), expected[name].drop(sources))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), share=st.floats(0.02, 0.98))
@pytest.mark.parametrize("make", [make_apple_health, make_fit], ids=["apple_health", "garmin_fit"])
def test_a_cut_file_and_then_the_whole(tmp_path_factory, make, seed, share):
    if make is make_fit:
        pytest.importorskip("garmin_fit_sdk")
    folder = tmp_path_factory.mktemp("cut")
    whole = make(seed)
    cut = whole[: int(len(whole) * share)]
    assert_same(read(folder / "both", cut, whole), read(folder / "one", whole))


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), keep=st.integers(1, 11))
@pytest.mark.parametrize("make", [make_xlsx, make_ods], ids=["xlsx", "ods"])
def test_a_workbook_with_fewer_rows_and_then_the_whole(tmp_path_factory, make, seed, keep):
    folder = tmp_path_factory.mktemp("rows")
    sheets = make_rows(seed)
    fewer = {name: rows[: 1 + keep] for name, rows in sheets.items()}
    assert_same(read(folder / "both", make(fewer), make(sheets)), read(folder / "one", make(sheets)))


def test_a_zip_after_the_file_that_is_in_it_changes_nothing(tmp_path):
    seed = random.Random(4).randrange(100)
    whole = make_apple_health(seed)
    assert_same(read(tmp_path / "both", whole, make_apple_zip(seed)), read(tmp_path / "one", whole))
