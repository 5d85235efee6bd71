"""Keeping linear algebra on one thread, where several would fight for a small machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Within the block, numpy and scipy compute on one thread, in the whole process.

    Its threads wait by spinning: on two cores that are busy otherwise, two
    threads took five times as long as one.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        yield
