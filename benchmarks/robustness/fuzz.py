"""Broken files of every format: each must end in a clean result or a clear error, quickly, and never half.

A file is made as an app would write it (the generators of the tests), then broken in one to four ways; of a
zipped one often a member is broken, since a broken zip tells nothing of its reader. Reading goes as far as a
book does: draft, settling, screening. A result is clean if every record of it ends in exactly one place:
accepted, set aside or not ours. A slice of the files is added to real books, which must then hold all of the
file or nothing.
"""

from __future__ import annotations

import io
import random
import struct
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
LIMIT_S: Final = 2.0  #: of processor time a file may take
CHUNK: Final = 250
_BOOKS: Final = 25  #: one file in so many is added to a book
_TOLD: Final = {"person": "me", "timezone": "Europe/Berlin", "weight_unit": "kg"}


@dataclass
class Fuzzed:
    """What became of the files.

    Attributes
    ----------
    results, errors
        By format made: files that gave a result, and files refused with a clear error.
    slowest
        Seconds of processor time of the slowest file.
    failures
        Anything else, with the seed that makes the file again.
    """

    results: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_seed: int = 0
    books: int = 0
    failures: list[str] = field(default_factory=list)

    def merge(self, other: Fuzzed) -> None:
        """Add what another run found."""
        self.results += other.results
        self.errors += other.errors
        self.books += other.books
        self.failures += other.failures
        if other.slowest > self.slowest:
            self.slowest, self.slowest_seed = other.slowest, other.slowest_seed

    def __str__(self) -> str:
        names = sorted({*self.results, *self.errors})
        lines = [f"{'format':<16}{'files':>8}{'read':>8}{'refused':>9}"]
        for name in names:
            read, refused = self.results[name], self.errors[name]
            lines.append(f"{name:<16}{read + refused:>8}{read:>8}{refused:>9}")
        total = sum(self.results.values()) + sum(self.errors.values())
        lines.append(f"{'all':<16}{total:>8}; {self.books} of them added to books")
        lines.append(f"slowest: {self.slowest:.2f} s (seed {self.slowest_seed})")
        lines.append(f"failures: {len(self.failures)}")
        return "\n".join([*lines, *self.failures[:20]])


def list_makers() -> dict[str, Callable[[int], bytes]]:
    """Return a maker of files for each format, from a seed to bytes."""
    folder = str(ROOT / "tests" / "logbook")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import made_binary_files as binary
    import made_files as made

    return {
        "strong": made.make_strong,
        "hevy": made.make_hevy,
        "plain": made.make_plain,
        "fitnotes": made.make_fitnotes,
        "fitnotes_ios": partial(made.make_fitnotes, ios=True),
        "bearable": made.make_bearable,
        "daylio": made.make_daylio,
        "stronglifts": made.make_stronglifts,
        "gymbook": made.make_gymbook,
        "form": _make_form,
        "corrections": _make_corrections,
        "apple_health": binary.make_apple_health,
        "apple_zip": binary.make_apple_zip,
        "garmin_fit": binary.make_fit,
        "xlsx": lambda seed: binary.make_xlsx(seed=seed),
        "ods": lambda seed: binary.make_ods(seed=seed),
    }


def _make_form(seed: int) -> bytes:
    from coreanalytics.logbook.form import FORM

    draw = random.Random(seed)
    head = ["Timestamp", *(question.texts["en"] for question in FORM)]
    rows = [
        [f"2026/{draw.randint(1, 12)}/{draw.randint(1, 28)} {draw.randint(1, 12)}:{draw.randint(10, 59)}:00"]
        + [draw.choice(["", "0", "3", "10", "No", "Yes", "abs", "7"]) for _ in FORM]
        for _ in range(10)
    ]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [head, *rows]).encode()


def _make_corrections(seed: int) -> bytes:
    draw = random.Random(seed)
    rows = [
        f"{draw.getrandbits(64):016x},{draw.randint(-1, 30)},why,2026-03-0{draw.randint(1, 9)},3,"
        for _ in range(5)
    ]
    return "\n".join(["source_file,source_line,reason,date,low_back,whole_record", *rows]).encode()


def break_file(data: bytes, draw: random.Random) -> bytes:
    """Return bytes broken in one to four ways."""
    if data.startswith(b"PK") and draw.random() < 0.7:
        return _break_member(data, draw)
    is_fit = data[8:12] == b".FIT"
    for _ in range(draw.randint(1, 4)):
        data = draw.choice(_WAYS)(data, draw)
    return _sign_fit(data) if is_fit and draw.random() < 0.7 else data


def _sign_fit(data: bytes) -> bytes:
    """Give a broken FIT file a length and a checksum that are right, so that its messages are looked at."""
    from made_binary_files import _fit_crc

    body = data[14:-2]
    head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    head += struct.pack("<H", _fit_crc(head))
    return head + body + struct.pack("<H", _fit_crc(head + body))


def _break_member(data: bytes, draw: random.Random) -> bytes:
    """Break one member of a zip file, and pack it again."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = {info: packed.read(info) for info in packed.infolist()}
    chosen = draw.choice(list(members))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for info, content in members.items():
            broken = content
            for _ in range(draw.randint(1, 2) if info is chosen else 0):
                broken = draw.choice(_WAYS)(broken, draw)
            packed.writestr(info.filename, broken, compress_type=info.compress_type)
    return stream.getvalue()


def _flip(data: bytes, draw: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(draw.randint(1, max(2, len(broken) // 50))):
        if broken:
            broken[draw.randrange(len(broken))] = draw.randrange(256)
    return bytes(broken)


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def _drop(data: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(data) + 1)
    return data[:start] + data[start + draw.randint(1, 200) :]


def _repeat(data: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(data) + 1)
    piece = data[start : start + draw.randint(1, 300)]
    return data[:start] + piece * draw.randint(2, 6) + data[start:]


def _insert(data: bytes, draw: random.Random) -> bytes:
    piece = draw.choice(
        [
            b"\x00" * draw.randint(1, 20),
            "".join(
                chr(draw.choice([0x202E, 0x1F4A9, 0x0301, 0xFEFF, 0x2028, 0x85, 0x7F, 0xE9]))
                for _ in range(9)
            ).encode(),
            b"\xff\xfe\xfd",
            b'"',
            b"'" * 3,
            b",;\t" * draw.randint(1, 30),
            b"\r\n\r\n\r",
            b"A" * draw.choice([1_000, 100_000, 1_000_000]),
            b"9" * 400,
            b"-1e308,nan,inf,1e400",
            b"<!ENTITY a 'b'>&a;",
            b"=cmd|' /C calc'!A0",
            b"2026-02-30 25:61:61",
        ]
    )
    start = draw.randrange(len(data) + 1)
    return data[:start] + piece + data[start:]


def _shuffle_columns(data: bytes, draw: random.Random) -> bytes:
    lines = data.split(b"\n")
    mark = max((b",", b";", b"\t"), key=lines[0].count)
    width = lines[0].count(mark) + 1
    order = list(range(width))
    draw.shuffle(order)
    shuffled = []
    for line in lines:
        cells = line.split(mark)
        shuffled.append(mark.join(cells[at] for at in order) if len(cells) == width else line)
    return b"\n".join(shuffled)


def _shuffle_lines(data: bytes, draw: random.Random) -> bytes:
    first, *rest = data.split(b"\n")
    draw.shuffle(rest)
    return b"\n".join([first, *rest])


def _recode(data: bytes, draw: random.Random) -> bytes:
    text = data.decode("utf-8", errors="replace")
    return text.encode(
        draw.choice(["utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8-sig"]), errors="replace"
    )


_WAYS: Final = (_flip, _cut, _drop, _repeat, _insert, _insert, _shuffle_columns, _shuffle_lines, _recode)


def make_broken(seed: int) -> tuple[str, bytes]:
    """Return the format and the bytes of one broken file."""
    draw = random.Random(seed)
    makers = list_makers()
    name = draw.choice(sorted(makers))
    return name, break_file(makers[name](draw.randrange(2**31)), draw)


def read_broken(data: bytes, name: str) -> Any:
    """Read a file as a book would; return its reading."""
    import hashlib

    from coreanalytics.logbook.manifests import Manifest
    from coreanalytics.logbook.readers import Source, read_draft
    from coreanalytics.logbook.readings import read_file
    from coreanalytics.logbook.settling import find_needs

    source = Source(name, data=data)
    draft = read_draft(source)
    needs = find_needs(draft) if draft.app != "corrections" else None
    people = needs.people if needs else ()
    manifest = Manifest(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        format=draft.format,
        person="me",
        people=("me", *people),
        timezones=dict.fromkeys(("me", *people), "Europe/Berlin"),
        weight_units=dict.fromkeys(("me", *people), "kg"),
        added_at="2026-11-22T12:00:00+00:00",
    )
    return read_file(source, manifest, draft)


def try_file(seed: int, found: Fuzzed) -> None:
    """Read one broken file and note what became of it."""
    from coreanalytics.errors import CoreAnalyticsError

    name, data = make_broken(seed)
    began = time.process_time()
    try:
        reading = read_broken(data, f"{name}-{seed}")
        told = reading.accepted + reading.set_aside + sum(reading.not_ours.values())
        if told != reading.records:
            found.failures.append(f"seed {seed} ({name}): {reading.records} records, {told} accounted for")
        found.results[name] += 1
    except CoreAnalyticsError as error:
        if not (str(error).strip() and error.hint):
            found.failures.append(f"seed {seed} ({name}): an error without a hint: {error!r}")
        found.errors[name] += 1
    except BaseException as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        found.failures.append(f"seed {seed} ({name}): {type(error).__name__} in {where}: {str(error)[:200]}")
    took = time.process_time() - began
    if took > found.slowest:
        found.slowest, found.slowest_seed = took, seed
    if took > LIMIT_S:
        found.failures.append(f"seed {seed} ({name}): {took:.1f} s for {len(data):,} bytes")
    if seed % _BOOKS == 0:
        _try_book(seed, name, data, found)


def _try_book(seed: int, name: str, data: bytes, found: Fuzzed) -> None:
    """Add the file to a book: it is in it whole or not at all, and adding it again changes nothing."""
    from coreanalytics.errors import CoreAnalyticsError
    from coreanalytics.logbook.book import Logbook

    found.books += 1
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / f"{name}.dat"
        file.write_bytes(data)
        book = Logbook(Path(scratch) / "book")
        book.create(person="me")
        try:
            book.add(file, **_TOLD)  # type: ignore[arg-type]
            rows = {table: frame.height for table, frame in book.tables().items()}
            again = book.add(file, **_TOLD).files[0]  # type: ignore[arg-type]
            if again.status != "unchanged":
                found.failures.append(f"seed {seed} ({name}): added again it is {again.status}")
            if rows != {table: frame.height for table, frame in Logbook(book.folder).tables().items()}:
                found.failures.append(f"seed {seed} ({name}): added again it changes the tables")
        except CoreAnalyticsError:
            if book.files().height or book.version:
                found.failures.append(f"seed {seed} ({name}): refused, but something was kept")
        except BaseException as error:
            found.failures.append(
                f"seed {seed} ({name}), in a book: {type(error).__name__}: {str(error)[:200]}"
            )


def _run_chunk(seeds: range) -> Fuzzed:
    found = Fuzzed()
    for seed in seeds:
        try_file(seed, found)
    return found


def run_fuzz(files: int = 20_000, seed: int = 1, *, cores: int | None = None) -> Fuzzed:
    """Break and read many files, over all cores."""
    first = seed * 10_000_000
    chunks = [range(at, min(at + CHUNK, first + files)) for at in range(first, first + files, CHUNK)]
    total = Fuzzed()
    if cores == 1:
        for chunk in chunks:
            total.merge(_run_chunk(chunk))
        return total
    from rich.progress import track

    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        tasks = [pool.submit(_run_chunk, chunk) for chunk in chunks]
        for task in track(as_completed(tasks), "Breaking files", total=len(tasks)):
            total.merge(task.result())
    return total
