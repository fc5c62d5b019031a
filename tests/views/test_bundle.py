"""The drawing script is built once a version, and what is kept is used only if nobody meddled with it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from coreanalytics.views import bundle


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []

    def build() -> str:
        calls.append(1)
        return "window.vegaEmbed = 'drawn ✓';"

    monkeypatch.setattr(bundle, "build_bundle", build)
    return calls


def test_it_is_built_once_and_kept_privately(tmp_path: Path, built: list[int]) -> None:
    folder = tmp_path / "cache" / "coreanalytics"
    first = bundle.load_bundle(folder)
    assert bundle.load_bundle(folder) == first
    assert len(built) == 1
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_was_changed_is_built_anew(tmp_path: Path, built: list[int]) -> None:
    folder = tmp_path / "c"
    first = bundle.load_bundle(folder)
    (kept,) = folder.iterdir()
    kept.write_text("alert(1)")
    assert bundle.load_bundle(folder) == first
    assert len(built) == 2
    assert kept.read_text(encoding="utf-8") == first  # and mended


@pytest.mark.parametrize("part", ["file", "folder"])
def test_what_others_may_write_is_not_trusted(tmp_path: Path, built: list[int], part: str) -> None:
    folder = tmp_path / "c"
    first = bundle.load_bundle(folder)
    (kept,) = folder.iterdir()
    (kept if part == "file" else folder).chmod(0o777)
    assert bundle.load_bundle(folder) == first
    assert len(built) == 2


def test_a_link_is_not_followed(tmp_path: Path, built: list[int]) -> None:
    folder = tmp_path / "c"
    bundle.load_bundle(folder)
    (kept,) = folder.iterdir()
    kept.rename(tmp_path / "elsewhere.js")
    kept.symlink_to(tmp_path / "elsewhere.js")
    bundle.load_bundle(folder)
    assert len(built) == 2


def test_another_version_is_built_and_the_old_one_goes(
    tmp_path: Path, built: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "c"
    bundle.load_bundle(folder)
    (old,) = folder.iterdir()
    monkeypatch.setattr(bundle.metadata, "version", lambda _: "99.0")
    bundle.load_bundle(folder)
    (new,) = folder.iterdir()
    assert new != old
    assert "99.0" in new.name
    assert len(built) == 2


def test_no_place_to_keep_it_is_no_error(
    tmp_path: Path, built: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert bundle.load_bundle(blocked / "c") == bundle.load_bundle(blocked / "c")
    monkeypatch.setattr(bundle, "find_folder", lambda: None)
    assert "vegaEmbed" in bundle.load_bundle()
    assert len(built) == 3


def test_the_real_one_can_stand_in_a_page() -> None:
    text = bundle.build_bundle()
    assert "</script" not in text.lower()
    assert "<!--" not in text
    assert "\r" not in text
    assert "window.vegaEmbed" in text
