"""How fast the cohort model is: seconds, ratios and peak memory of ours and of others, in one run.

From the project's root::

    python benchmarks/speed/mixed_models.py                                    # 30 to 100,000 people, ours
    python benchmarks/speed/mixed_models.py --with statsmodels,pyfixest,R
    python benchmarks/speed/mixed_models.py --persons 1000000 --with none

Each contestant runs in a process of its own; fast ones several times (the median counts), slow ones once.
Whoever is not installed is left out, and the table says so. pyfixest may live in an environment of its own
(`--pyfixest-python`). The table goes to the screen, and with `--write` into README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
MARK = "<!-- measured -->"


@dataclass(frozen=True)
class Contestant:
    """Who runs, up to how many people (beyond it would take minutes to hours), and how often."""

    name: str
    label: str
    most: int
    runs: int = 3
    group: str = "ours"


CONTESTANTS = (
    Contestant("bare", "bare Polars scan + sum", 10**9, 9),
    Contestant("iid", "**ours**, independent errors, REML", 10**9, 5),
    Contestant("ar1", "**ours**, AR(1), REML + CR2 + df", 10**9, 5),
    Contestant("compare", "**ours**, `compare` whole, one outcome", 100_000, 3),
    Contestant("statsmodels", "statsmodels MixedLM (independent errors)", 1_000, 3, "statsmodels"),
    Contestant("pyfixest", "pyfixest, person effects + CRV1", 100_000, 3, "pyfixest"),
    Contestant("lmer", "R lme4::lmer (independent errors)", 1_000, 1, "R"),
    Contestant("lme", "R nlme::lme, corCAR1", 1_000, 1, "R"),
    Contestant("clubsandwich", "R nlme::lme, corCAR1 + clubSandwich CR2", 100, 1, "R"),
)


@dataclass(frozen=True)
class Result:
    """What one contestant needed on one cohort."""

    seconds: float
    peak: float | None
    told: dict[str, float]


def run_contestant(one: Contestant, path: Path, told: argparse.Namespace) -> Result | str:
    """Run it in a process of its own; a text says why it could not."""
    if one.group == "R":
        if shutil.which("Rscript") is None:
            return "R is not installed"
        command = [
            "Rscript",
            "--vanilla",
            str(HERE / "contestants.R"),
            one.name,
            str(path.with_suffix(".csv")),
        ]
    else:
        program = told.pyfixest_python if one.group == "pyfixest" else sys.executable
        runs = str(max(one.runs, 3) if one.runs > 1 else 1)
        command = [program, str(HERE / "contestants.py"), one.name, str(path), runs]
    env = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["failed"])[-1][:120]
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    return Result(statistics.median(answer["cpu" if told.cpu else "seconds"]), answer["peak"], answer["told"])


def make_cohort(folder: Path, people: int, text_ids: bool, with_csv: bool) -> Path:
    """Write the cohort's files in a process of its own, whose memory ends with it."""
    path = folder / f"{people}-{'text' if text_ids else 'number'}.parquet"
    script = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "import polars as pl\nfrom pathlib import Path\nfrom cohorts import write_cohort\n"
        f"path = Path({str(path)!r})\nwrite_cohort(path, {people}, text_ids={text_ids})\n"
        f"if {with_csv}:\n"
        "    arm = (pl.col('program') == 'core_focused').cast(pl.Int32)\n"
        "    rows = pl.scan_parquet(path).select('person', day='day_in_phase', arm=arm, y='low_back')\n"
        "    rows.collect().write_csv(path.with_suffix('.csv'))\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    return path


def measure(
    folder: Path, people: int, text_ids: bool, wanted: set[str], told: argparse.Namespace
) -> dict[str, Result | str]:
    """Run every contestant that is wanted and fit for this many people."""
    lineup = [one for one in CONTESTANTS if one.group in wanted and people <= one.most]
    path = make_cohort(folder, people, text_ids, any(one.group == "R" for one in lineup))
    found: dict[str, Result | str] = {}
    for one in lineup:
        print(f"  {people:,} people, {one.name} ...", file=sys.stderr, flush=True)
        found[one.name] = run_contestant(one, path, told)
    for file in folder.glob(f"{path.stem}.*"):
        file.unlink()
    return found


def tell_seconds(seconds: float) -> str:
    """Three digits: 0.0123, 1.23, 123."""
    return f"{seconds:.4f}" if seconds < 0.1 else f"{seconds:.3g}"


def tabulate(found: dict[int, dict[str, Result | str]]) -> str:
    """Return a Markdown table: seconds (x bare scan; MB)."""
    sizes = list(found)
    lines = ["| | " + " | ".join(f"{size:,}" for size in sizes) + " |", "|---" * (len(sizes) + 1) + "|"]
    for one in CONTESTANTS:
        cells = []
        for size in sizes:
            result, bare = found[size].get(one.name), found[size].get("bare")
            if result is None:
                cells.append("–")
            elif isinstance(result, str):
                cells.append(f"left out: {result}")
            else:
                ratio = f" ({result.seconds / bare.seconds:.3g} ×)" if isinstance(bare, Result) else ""
                peak = f", {result.peak:,.0f} MB" if result.peak else ""
                cells.append(f"{tell_seconds(result.seconds)} s{ratio}{peak}")
        if any(cell != "–" for cell in cells):
            lines.append(f"| {one.label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def tell_ratios(found: dict[int, dict[str, Result | str]]) -> list[str]:
    """Return how many times faster ours is than each of the others that fits the same model."""
    lines = []
    for people, results in found.items():
        for theirs, ours in (
            ("statsmodels", "iid"),
            ("lmer", "iid"),
            ("lme", "ar1"),
            ("clubsandwich", "ar1"),
        ):
            a, b = results.get(theirs), results.get(ours)
            if isinstance(a, Result) and isinstance(b, Result):
                label = next(one.label for one in CONTESTANTS if one.name == theirs)
                apart = abs(a.told["slope"] - b.told["slope"])
                lines.append(
                    f"- {people:,} people: {a.seconds / b.seconds:,.0f} × faster than {label} "
                    f"(difference in slope: {apart:.0e} points a week apart)"
                )
    return lines


def describe_machine() -> str:
    """Return processors, software and load, for whoever compares tables."""
    import polars as pl

    load = f", load {os.getloadavg()[0]:.1f} when begun" if hasattr(os, "getloadavg") else ""
    python = platform.python_version()
    return f"{os.cpu_count()} cores, Python {python}, Polars {pl.__version__}{load}."


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, nargs="+", default=[30, 1_000, 10_000, 100_000])
    parser.add_argument("--with", dest="others", default="none", help="statsmodels,pyfixest,R; all; or none")
    parser.add_argument(
        "--pyfixest-python", default=sys.executable, help="Python that has pyfixest and polars"
    )
    parser.add_argument("--ids", choices=("both", "text", "number"), default="both")
    parser.add_argument("--cpu", action="store_true", help="processor time: for a machine that is busy")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    return parser.parse_args()


def main() -> None:
    told = parse_arguments()
    others = (
        {"statsmodels", "pyfixest", "R"} if told.others == "all" else set(told.others.split(",")) - {"none"}
    )
    kind = "processor seconds (the machine was busy)" if told.cpu else "seconds"
    parts = [describe_machine()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for text_ids in (True, False):
            if told.ids == ("number" if text_ids else "text"):
                continue
            # others number their people themselves: once is enough
            wanted = {"ours"} | (others if text_ids or told.ids == "number" else set())
            found = {n: measure(folder, n, text_ids, wanted, told) for n in told.persons}
            title = "Text ids (the product's)" if text_ids else "Whole-number ids"
            parts += [
                f"**{title}:** {kind} (× bare scan), peak memory; by number of people",
                tabulate(found),
            ]
            parts += ["\n".join(tell_ratios(found))]
        one = run_contestant(
            Contestant("one_person", "", 10**9, 15),
            make_cohort(folder, 30, True, False),
            told,
        )
        said = one if isinstance(one, str) else f"{1000 * one.seconds:.1f} ms"
        parts.append(f"One person, 84 reported days, errors integrated over (ρ, κ): {said}.")
    text = "\n\n".join(part for part in parts if part)
    print(text)
    if told.write:
        readme = HERE / "README.md"
        kept = readme.read_text(encoding="utf-8").split(MARK)[0]
        readme.write_text(f"{kept}{MARK}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
