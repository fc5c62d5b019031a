"""Progress bars: on a terminal, and silence in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Named = Callable[[str, int, int], None]  #: what is done, how many are done, of how many
Counted = Callable[[int, int], None]  #: how many are done, of how many


@contextmanager
def show_progress(what: str) -> Iterator[Named]:
    """Show a progress bar on standard error while something takes long.

    Parameters
    ----------
    what
        What is being done, in a word or two.

    Yields
    ------
    Callable
        To be called with (name, done, in all).
    """
    if not sys.stderr.isatty():
        yield lambda name, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, name="")

        def report(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, name=name[:40])

        yield report


@contextmanager
def count_progress(what: str) -> Iterator[Counted]:
    """Show a progress bar for work whose parts have no names; see `show_progress`."""
    with show_progress(what) as report:
        yield lambda done, total: report("", done, total)
