"""A disk that is full or read-only: a clear error, nothing half kept, and reading goes on."""

import os
import shutil
import subprocess

import pytest

from coreanalytics.errors import BookError
from coreanalytics.logbook.book import Logbook


@pytest.fixture
def disk(tmp_path):
    """A disk of 300 kB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.name != "posix" or os.geteuid() or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("disks cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=False)


def write(folder, number):
    file = folder / f"{number}.csv"
    rows = [f"2026-03-01,s{number},Crunch {number} {index * 7919},{index},10" for index in range(400)]
    file.write_text("\n".join(["date,session,exercise,set_index,reps", *rows]))
    return file


def test_a_full_disk_keeps_all_or_nothing(disk, tmp_path):
    book = Logbook(disk / "book")
    kept = 0
    with pytest.raises(BookError, match="no space left") as caught:
        for kept in range(60):
            book.add(write(tmp_path, kept), person="me")
    assert "nothing of this add was kept" in caught.value.hint
    assert kept > 1
    assert Logbook(book.folder).sets()["session"].n_unique() == kept
    assert sorted(path.name for path in (book.folder / "history").iterdir()) == [
        f"{number:06}" for number in range(1, kept + 1)
    ]
    # with some space free again the same add goes through
    shutil.rmtree(book.folder / ".cache")
    assert book.add(write(tmp_path, kept), person="me").files[0].status == "added"


def test_a_read_only_disk_can_be_read_and_says_why_it_takes_nothing(disk, tmp_path):
    book = Logbook(disk / "book")
    book.add(write(tmp_path, 0), person="me")
    shutil.rmtree(book.folder / ".cache")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    opened = Logbook(book.folder)
    assert opened.sets().height == 400
    assert opened.status().people.height == 1
    for change in (lambda: opened.add(write(tmp_path, 1), person="me"), opened.undo):
        with pytest.raises(BookError, match="read-only"):
            change()


def test_a_full_disk_is_told_without_a_disk(tmp_path, monkeypatch):
    import errno

    from coreanalytics.logbook import store

    book = Logbook(tmp_path / "book")
    book.add(write(tmp_path, 0), person="me")

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", refuse)
    with pytest.raises(BookError, match="no space left"):
        book.add(write(tmp_path, 1), person="me")
    assert [path.name for path in (book.folder / "history").iterdir()] == ["000001"]
