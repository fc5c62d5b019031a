"""The `coreanalytics` command."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from coreanalytics.cli import (
    books,
    doubles,
    entries,
    findings,
    names,
    notebooks,
    outputs,
    past,
    planning,
    privacy,
    records,
    studies,
    texts,
)
from coreanalytics.cli.options import remember_debug, wants_debug
from coreanalytics.errors import CoreAnalyticsError
from coreanalytics.version import __version__

app = typer.Typer(
    name="coreanalytics",
    help=texts.APP,
    epilog=texts.EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"coreanalytics {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    debug: Annotated[bool, typer.Option("--debug", help=texts.DEBUG)] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=texts.VERSION)
    ] = False,
) -> None:
    remember_debug(debug)


for command in (
    books.init,
    books.add,
    books.status,
    past.history,
    past.undo,
    past.redo,
    entries.log,
    names.names,
    doubles.sources,
    outputs.compare,
    findings.check,
    findings.claims,
    planning.plan,
    planning.randomise,
    records.preregister,
    outputs.report,
    outputs.dashboard,
    privacy.export,
    privacy.pseudonymise,
    privacy.forget,
    studies.simulate,
    studies.demo,
    books.exercises,
):
    app.command()(command)
app.add_typer(entries.phases, name="phases")
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(notebooks.lab)


def main() -> None:
    """Run the command; an error is one readable message and a non-zero exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a terminal or pipe that knows no minus sign must not end the work
            stream.reconfigure(errors="replace")
    try:
        app()
    except CoreAnalyticsError as error:
        if wants_debug():
            raise
        typer.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        if wants_debug():
            raise
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"Error: {where}{(error.strerror or str(error)).lower()}\n{texts.HINT_DISK}", err=True)
        sys.exit(1)
    except Exception as error:
        if wants_debug():
            raise
        typer.echo(f"Error: {texts.unexpected(error)}", err=True)
        sys.exit(70)
