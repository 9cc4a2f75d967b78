"""The threads on which a worker process decodes pictures: two, however many tasks it runs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connection

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_threads = ThreadPoolExecutor(2, thread_name_prefix="decode")
"""The largest picture takes up to 1 GiB while it is decoded, and dozens of threads run tasks. Two prepare about 20 of a
megapixel per second, which is 100 judge calls: more than a judge on one GPU answers. Threads of their own and no
semaphore, because the allocator keeps some freed memory for each thread that decoded."""


def in_turn(function: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
    """Call a function that decodes a picture when its turn comes; the thread's connection goes back to the pool."""
    connection.close()
    return _threads.submit(function, *arguments, **options).result()
