"""Workers for reports: those of `coreanalytics.workers`."""

from __future__ import annotations

from coreanalytics.workers import ONE_THREAD, count_jobs, do_tasks

__all__ = ["ONE_THREAD", "count_jobs", "do_tasks"]
