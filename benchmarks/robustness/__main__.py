"""Run the robustness checks: ``python -m benchmarks.robustness``; see README.md beside."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from benchmarks.robustness import crowd, kills


def main() -> None:
    """Run what is asked for and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.robustness", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--adds", type=int, default=200)
    parser.add_argument("--files", type=int, default=20_000, help="mutated files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["kills", "crowd", "fuzz"])
    asked = parser.parse_args()
    if asked.only in (None, "kills"):
        print("kills:", asdict(kills.run_kills(asked.kills, asked.seed)), flush=True)
    if asked.only in (None, "crowd"):
        print("crowd:", asdict(crowd.run_crowd(asked.adds)), flush=True)
    if asked.only in (None, "fuzz"):
        from benchmarks.robustness import fuzz

        print(fuzz.run_fuzz(asked.files, asked.seed))


if __name__ == "__main__":
    main()
