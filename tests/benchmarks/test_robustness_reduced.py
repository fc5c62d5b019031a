"""A short run of the robustness checks; `python -m benchmarks.robustness` is the long one."""

import pytest

from benchmarks.robustness import crowd, fuzz, kills


def test_broken_files_end_in_a_result_or_a_clear_error():
    found = fuzz.run_fuzz(160, seed=77, cores=1)
    assert not found.failures, str(found)
    assert len({*found.results, *found.errors}) == len(fuzz.list_makers())
    assert sum(found.results.values()) > 40


def test_a_failure_would_be_noticed(monkeypatch):
    monkeypatch.setattr(fuzz, "read_broken", lambda data, name: 1 / 0)
    found = fuzz.Fuzzed()
    fuzz.try_file(1, found)
    assert "ZeroDivisionError" in found.failures[0]


@pytest.mark.slow
def test_killed_adds_leave_all_or_nothing():
    found = kills.run_kills(8, seed=5, days=400)
    assert found.before + found.after + found.late == 8


@pytest.mark.slow
def test_processes_that_add_and_read_at_once_lose_nothing():
    found = crowd.run_crowd(adds=24, writers=3, readers=2)
    assert (found.adds, found.rows) == (24, 72)
    assert found.reads > 0
