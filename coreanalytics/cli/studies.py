"""Commands that need no logs of one's own: simulate, demo."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.progress import count_progress, show_progress

if TYPE_CHECKING:
    from coreanalytics.logbook.book import Logbook

_ROOT = Path(__file__).resolve().parents[2]  # the checkout, where the demo's logs and the notebooks are


def simulate(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files; new or empty.")],
    people: Annotated[int, typer.Option("--people", min=1, max=10_000, help=texts.SIMULATE_PEOPLE)] = 24,
    weeks: Annotated[int, typer.Option("--weeks", min=4, max=104, help="Weeks after the run-in.")] = 12,
    effect: Annotated[float, typer.Option("--effect", min=-5.0, max=5.0, help=texts.SIMULATE_EFFECT)] = -1.0,
    design: Annotated[str, typer.Option("--design", metavar="NAME", help=texts.SIMULATE_DESIGN)] = "parallel",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same files.")] = 1,
) -> None:
    from coreanalytics.errors import ArgumentError
    from coreanalytics.logbook.simulation import simulate_study, write_study

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ArgumentError("the folder is not empty", where=str(out), hint="name a new folder with --out")
    if people == 1 and design == "parallel":
        raise ArgumentError(texts.ONE_IN_TWO, where="--people", hint=texts.HINT_ONE_IN_TWO)
    study = simulate_study(people=people, weeks=weeks, effect=effect, design=design, seed=seed)
    files = write_study(study, out)
    typer.echo(f"{texts.WRITTEN} {len(files)} files in {out}")
    typer.echo(study.truth.to_sentence())


simulate.__doc__ = texts.SIMULATE


def demo(
    book: Annotated[Path, typer.Option("--book", metavar="DIR", help=texts.DEMO_BOOK)] = Path(
        "reports/demo/book"
    ),
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.DEMO_OUT)] = Path("reports/demo"),
) -> None:
    from coreanalytics.days import build_days
    from coreanalytics.effects import compare as compare_programs
    from coreanalytics.views import dashboard as make_dashboard
    from coreanalytics.views import weekly_reports

    logs = _demo_logs(out)
    logbook = _fresh_book(book, logs)
    with show_progress("Reading") as progress:
        added = logbook.add(logs, progress=progress)
    typer.echo(f"The demo logs are simulated: 24 people, two weeks of run-in, twelve weeks ({logs}).\n")
    typer.echo(str(added))
    typer.echo(
        f"\n{compare_programs(build_days(logbook), 'core_focused', versus='standard_crunch', weeks=8)}\n"
    )
    with count_progress("Reports") as progress:
        pages = weekly_reports(logbook, out, progress=progress)
    page = make_dashboard(logbook).save(out / "dashboard.html")
    typer.echo(f"Weekly reports: {len(pages.reports)} pages; begin with {pages.index}")
    typer.echo(f"Dashboard: {page}")
    typer.echo(f"The book: {logbook.folder} (look inside: coreanalytics status --book {logbook.folder})")


demo.__doc__ = texts.DEMO


def _demo_logs(out: Path) -> Path:
    """The logs shipped with the checkout; without a checkout the same study is simulated again."""
    shipped = _ROOT / "data" / "demo"
    if shipped.is_dir():
        return shipped
    from coreanalytics.logbook.simulation import simulate_study, write_study

    logs = out / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    write_study(simulate_study(), logs)  # the defaults are the demo's (data/README.md)
    return logs


def _fresh_book(folder: Path, logs: Path) -> Logbook:
    from coreanalytics.errors import BookError
    from coreanalytics.logbook.book import Logbook
    from coreanalytics.logbook.store import is_book

    mark = folder / "made-by-demo"
    if is_book(folder):
        if not mark.exists():
            raise BookError(
                "this book was not made by the demo, so it is left alone",
                where=str(folder),
                hint="name another folder with --book",
            )
        shutil.rmtree(folder)
    book = Logbook(folder)
    aliases = logs / "aliases.csv"
    book.create(aliases=aliases.read_bytes() if aliases.exists() else None)
    mark.touch(mode=0o600)
    return book
