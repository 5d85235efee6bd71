"""Keeping linear algebra on one thread, where several would fight for a small machine."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def one_thread_for_algebra() -> None:
    """From now on numpy and scipy compute on one thread, in the whole process.

    The others wait by spinning, which takes the cores from the model: with them an answer
    took twice as long on two cores.
    """
    threadpool_limits(limits=1, user_api="blas")
