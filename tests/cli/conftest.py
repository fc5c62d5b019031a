"""What tests of commands share."""

import sys

import pytest

from coreanalytics.cli import main as cli


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command; give (exit code, what it printed, what it complained about)."""

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
