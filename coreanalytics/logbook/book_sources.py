"""The sources of a book: which apps logged training, and which of them is believed where several did."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection

import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook import texts_of_doubles as texts
from coreanalytics.logbook.book_history import BookHistory
from coreanalytics.logbook.deriving import Derived
from coreanalytics.logbook.double_winners import find_place
from coreanalytics.logbook.doubled_pairs import ANSWERS
from coreanalytics.logbook.settings import FILE_NAME, write_sources
from coreanalytics.logbook.store import explain_failure, write_private


class BookSources(BookHistory):
    """The order in which apps are believed where several logged the same session."""

    @abstractmethod
    def _derived(self, people: Collection[str] | None = None) -> Derived:
        """Return the tables as they are now, of some people or of everybody."""

    def sources(self) -> pl.DataFrame:
        """Return one row an app that logged training, the first believed first.

        Returns
        -------
        DataFrame
            app, place (in the order that was chosen, from 1; null: none was), sessions and sets that count,
            and doubles: sessions that do not, because another app counts.
        """
        derived = self._derived()
        chosen = self.settings.sources
        lost = derived.doubles.group_by(app="loser_app").agg(doubles=pl.len().cast(pl.Int64))
        counted = {
            name: derived.tables[name].group_by("app").agg(pl.len().cast(pl.Int64).alias(name))
            for name in ("sessions", "sets")
        }
        apps = pl.concat([counted["sessions"]["app"], lost["app"]]).unique().to_frame("app")
        for part in (counted["sessions"], counted["sets"], lost):
            apps = apps.join(part, on="app", how="left")
        places = [find_place(app, chosen) for app in apps["app"]]
        order = pl.Series("place", [None if place is None else place + 1 for place in places], pl.Int64)
        return (
            apps.insert_column(1, order)
            .filter(~pl.col("app").is_in(list(ANSWERS)))
            .with_columns(pl.col("sessions", "sets", "doubles").fill_null(0))
            .sort("place", -pl.col("sets"), "app", nulls_last=True)
        )

    def choose_sources(self, *apps: str) -> None:
        """Say which app counts where several logged the same session; it holds for all history at once.

        Parameters
        ----------
        *apps
            Apps, the one that counts first; those that are not named come after them. None: whichever logged
            more sets counts.

        Raises
        ------
        ArgumentError
            There is no such app.
        BookError
            The settings cannot be written.
        """
        self._require()
        self._require_now()
        asked = [self._find_app(app.strip().lower()) for app in apps]
        if len(set(asked)) < len(asked):
            raise ArgumentError(texts.NAMED_TWICE, where="sources", hint=texts.ORDER_SOURCES)
        file = self.folder / FILE_NAME
        text = write_sources(file.read_text(encoding="utf-8"), asked)
        with explain_failure(self.folder):
            write_private(file, text.encode())

    def _find_app(self, app: str) -> str:
        """Return the app that is meant: ``garmin`` may stand for ``garmin_fit``."""
        from difflib import get_close_matches

        from coreanalytics.logbook.readers import formats

        mine = self.sources()["app"].to_list()
        known = sorted({*mine, *formats()} - set(ANSWERS))
        meant = [name for name in known if find_place(name, [app]) is not None]
        if app in known or len(meant) == 1:
            return app if app in known else meant[0]
        near = meant + get_close_matches(app, known, n=3, cutoff=0.6)
        hint = texts.suggest_apps(list(dict.fromkeys(near))[:3], mine)
        raise ArgumentError(texts.no_app(app), where="sources", hint=hint)
