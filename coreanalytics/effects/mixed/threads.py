"""One thread for the small matrix products of large data sets.

They are too small to share: on a busy machine the library's threads wait for each other, and a fit that
takes half a second takes eight.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

MANY: Final = 1000  #: people from which products are large enough for the library to share them


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def hold_threads(people: int) -> Iterator[None]:
    """Keep linear algebra to one thread inside the block, where `people` are many."""
    if people < MANY:
        yield
        return
    with _controller().limit(limits=1, user_api="blas"):
        yield
