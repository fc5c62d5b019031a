"""Workers: processes of our own that do one task after another, each with one thread.

A worker is ``python -m coreanalytics.workers``; tasks and answers go through its pipes. Unlike
the processes of `multiprocessing` it never runs the caller's script again, so that a script or a notebook
may use several without the ``if __name__ == "__main__"`` that people forget.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

#: Libraries that would otherwise start a thread for every core in every process.
ONE_THREAD: Final = {
    "POLARS_MAX_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
#: Tasks for which a further process is worth its start.
_WORTH: Final = 12


def count_jobs(tasks: int, jobs: int | None = None) -> int:
    """Return how many processes to use: as told, else one a core, but none for a few tasks.

    Examples
    --------
    >>> count_jobs(5), count_jobs(5, jobs=4), count_jobs(3, jobs=4)
    (1, 4, 3)
    """
    if jobs is not None:
        return max(min(jobs, tasks), 1)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(min(cores, tasks // _WORTH), 1)


def do_tasks(work: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Iterator[tuple[int, R]]:
    """Do tasks in several processes, and give each answer as soon as it is there.

    Parameters
    ----------
    work
        A function of a module, which a worker can import.
    tasks
        What it is called with, one after another; they and the answers must be picklable.
    jobs
        Processes; 1: this one alone.

    Yields
    ------
    tuple
        Place of the task, and its answer.

    Raises
    ------
    Exception
        Whatever a task raised; the other workers are stopped then.
    """
    if jobs <= 1:
        for place, task in enumerate(tasks):
            yield place, work(task)
        return
    workers: list[_Worker] = []
    idle: SimpleQueue[_Worker] = SimpleQueue()
    pool = ThreadPoolExecutor(jobs)
    try:
        for _ in range(jobs):
            workers.append(_Worker())
            idle.put(workers[-1])
        waiting: dict[Future[R], int] = {
            pool.submit(_ask_idle, idle, work, task): place for place, task in enumerate(tasks)
        }
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(future), future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.stop()


def _ask_idle(idle: SimpleQueue[_Worker], work: Callable[[T], R], task: T) -> R:
    worker = idle.get()
    try:
        answer: R = worker.ask(work, task)
    finally:
        idle.put(worker)
    return answer


class _Worker:
    """One process."""

    def __init__(self) -> None:
        path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | ONE_THREAD | {"PYTHONPATH": path},
        )

    def ask(self, work: Callable[[Any], Any], task: object) -> Any:
        process = self._process
        if process.stdin is None or process.stdout is None:  # pragma: no cover - both are pipes
            raise RuntimeError("a worker has no pipes")
        try:
            pickle.dump((work, task), process.stdin)
            process.stdin.flush()
            is_done, answer = pickle.load(process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as problem:
            raise RuntimeError(
                "a process that worked beside this one has ended; try again with jobs=1"
            ) from problem
        if not is_done:
            raise answer
        return answer

    def stop(self) -> None:
        # first of all the process ends: closing a pipe that is being read from would wait for its answer
        self._process.terminate()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Do tasks until there are no more: what a worker does all its life.

    Parameters
    ----------
    tasks, answers
        Pickles of (function, argument) come in; pickles of (whether it worked, answer or error) go out.
    """
    while True:
        try:
            work, task = pickle.load(tasks)
        except EOFError:
            return
        try:
            told = pickle.dumps((True, work(task)))
        except Exception as problem:
            told = _pickle_problem(problem)
        answers.write(told)
        answers.flush()


def _pickle_problem(problem: Exception) -> bytes:
    try:
        told = pickle.dumps((False, problem))
        pickle.loads(told)
    except Exception:
        told = pickle.dumps((False, RuntimeError(f"{type(problem).__name__}: {problem}")))
    return told


def main() -> None:
    """Serve whoever started this process; whatever is printed meanwhile goes to standard error."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        with suppress(KeyboardInterrupt, BrokenPipeError):
            serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
