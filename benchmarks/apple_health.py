"""How fast and how small an Apple Health export is read: `python benchmarks/apple_health.py --gigabytes 2`.

A synthetic export is written (mostly heart rate, as real ones), read in a process of its own, and deleted.
Printed are MB/s, the time as a multiple of a bare pass over the bytes, and the peak memory of the process;
exits with 1 where memory goes beyond `--most-memory` or speed below `--least-speed`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 13 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
]>
<HealthData locale="en_US">
"""
HEART = (
    b' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Apple Watch" sourceVersion="10.1" '
    b'device="&lt;&lt;HKDevice: 0x301d9b5c0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, '
    b'hardware:Watch6,2, software:10.1&gt;" unit="count/min" '
    b'creationDate="2024-%02d-%02d %02d:%02d:05 +0100" '
    b'startDate="2024-%02d-%02d %02d:%02d:01 +0100" endDate="2024-%02d-%02d %02d:%02d:01 +0100" value="%d">\n'
    b'  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>\n </Record>\n'
)
PAIN = (
    b' <Record type="HKCategoryTypeIdentifierLowerBackPain" sourceName="iPhone" sourceVersion="17.1" '
    b'creationDate="2024-%02d-%02d 21:00:00 +0100" startDate="2024-%02d-%02d 20:00:00 +0100" '
    b'endDate="2024-%02d-%02d 20:01:00 +0100" value="HKCategoryValueSeverityMild"/>\n'
)
WORKOUT = (
    b' <Workout workoutActivityType="HKWorkoutActivityTypeCoreTraining" duration="31.5" durationUnit="min" '
    b'sourceName="Apple Watch" creationDate="2024-%02d-%02d 19:00:00 +0100" '
    b'startDate="2024-%02d-%02d 18:00:00 +0100" endDate="2024-%02d-%02d 18:31:30 +0100">\n'
    b'  <WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="120"/>\n </Workout>\n'
)


def write_export(path: Path, size: int) -> None:
    """Write an export of about `size` bytes: a year of days, again and again."""
    days = []
    for day in range(336):
        when = (day // 28 + 1, day % 28 + 1)
        beats = [
            HEART % ((*when, minute // 60, minute % 60) * 3 + (60 + minute % 90,))
            for minute in range(0, 1440, 4)
        ]
        days.append(b"".join(beats) + PAIN % (when * 3) + WORKOUT % (when * 3))
    with path.open("wb") as stream:
        written = stream.write(HEAD)
        while written < size:
            for day_text in days:
                written += stream.write(day_text)
                if written >= size:
                    break
        stream.write(b"</HealthData>\n")


READ = """
import resource, sys, time
from pathlib import Path
from coreanalytics.logbook.readers import Source, read_draft
from coreanalytics.logbook.readers.base import unaccounted
path = Path(sys.argv[1])
started = time.perf_counter()
with path.open("rb") as stream:
    while stream.read(4 * 2**20):
        pass
bare = time.perf_counter() - started
started = time.perf_counter()
draft = read_draft(Source.of_path(path))
spent = time.perf_counter() - started
assert unaccounted(draft) == 0 and not draft.notices, draft
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(path.stat().st_size / 2**20, bare, spent, peak, draft.records, draft.tables["pain"].height)
"""


def measure(path: Path, inflated: int, args: argparse.Namespace) -> bool:
    """Read a file in a new process, print what it took, and tell whether it kept within bounds."""
    told = subprocess.run([sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True)
    size, bare, spent, peak, records, pain = map(float, told.stdout.split())
    speed = inflated / 2**20 / spent
    print(
        f"{path.suffix[1:]}: {size:,.0f} MB ({inflated / 2**20:,.0f} MB of XML), {records:,.0f} records, "
        f"{pain:,.0f} of back pain: {spent:.1f} s, {speed:,.0f} MB/s, {spent / bare:.1f} x a bare pass, "
        f"peak memory {peak:,.0f} MB"
    )
    return peak <= args.most_memory and speed >= args.least_speed


def main() -> int:
    """Write, read and delete."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=2.0)
    parser.add_argument("--most-memory", type=float, default=300.0, help="MB")
    parser.add_argument("--least-speed", type=float, default=100.0, help="MB of XML a second")
    parser.add_argument("--folder", type=Path, help="where to write; default: the system's temporary folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        path, packed = Path(folder) / "export.xml", Path(folder) / "export.zip"
        write_export(path, int(args.gigabytes * 1e9))
        inflated = path.stat().st_size
        sound = measure(path, inflated, args)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(path, "apple_health_export/export.xml")
        path.unlink()
        sound &= measure(packed, inflated, args)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
