"""Fixtures that several floors share."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure of what is tested. The usual run tries the same examples every time, so that
# what passed here passes elsewhere; HYPOTHESIS_PROFILE=explore tries new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _no_book_from_outside(monkeypatch):
    monkeypatch.delenv("COREANALYTICS_BOOK", raising=False)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    told = os.environ.get("COREANALYTICS_SAMPLES")
    if not told or not Path(told).is_dir():
        pytest.skip("COREANALYTICS_SAMPLES names no folder of real exports")
    return Path(told)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if found is None:
        if os.environ.get("COREANALYTICS_REQUIRE_BROWSER"):
            pytest.fail("Chromium is required here and was not found")
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="session")
def demo_book(tmp_path_factory):
    """A book with the demo logs; read it, never add to it."""
    from coreanalytics.logbook.book import Logbook

    logs = ROOT / "data" / "demo"
    book = Logbook(tmp_path_factory.mktemp("demo") / "book")
    book.create(aliases=(logs / "aliases.csv").read_bytes())
    book.add(logs)
    return book


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command; give (exit code, what it printed, what it complained about)."""
    from coreanalytics.cli import main as cli

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["coreanalytics", *map(str, words)])
        capsys.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as leave:
            code = leave.code or 0
        told = capsys.readouterr()
        return code, told.out, told.err

    return call
