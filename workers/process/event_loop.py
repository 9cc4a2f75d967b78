"""One asyncio loop per worker process, on a thread of its own, for all calls to endpoints and judges.

Tasks run on the worker's threads and wait here for the network; a waiting thread holds no database connection.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from celery.signals import worker_shutdown
from django.db import connection

from workers.process import once

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@once
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    # Names are resolved there, and a name server that does not answer keeps a thread for half a minute. By default
    # there are four threads and one for each core.
    loop.set_default_executor(ThreadPoolExecutor(64, thread_name_prefix="calls"))
    threading.Thread(target=loop.run_forever, name="calls", daemon=True).start()
    return loop


def wait_for(call: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine on the process's loop, and return its result or raise what it raises.

    The calling thread's database connection goes back to the pool meanwhile.
    """
    connection.close()
    return asyncio.run_coroutine_threadsafe(call, _loop()).result()


def call_on_loop(function: Callable[Arguments, object], *arguments: Arguments.args, **_: Arguments.kwargs) -> None:
    """Call a function on the process's loop soon, without waiting for it."""
    _loop().call_soon_threadsafe(function, *arguments)


def run_in_background(task: Coroutine[Any, Any, None]) -> None:
    """Start a coroutine on the process's loop, where it runs until it returns or the process ends.

    It has to handle its own exceptions: nobody waits for it.
    """
    asyncio.run_coroutine_threadsafe(task, _loop())


def close_at_shutdown(close: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Have a client closed on the loop, to which its connections belong, when the worker shuts down."""
    worker_shutdown.connect(lambda **_: wait_for(close()), weak=False)


async def in_thread(
    function: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs
) -> Result:
    """Call a function that blocks or uses the database from a coroutine, on a thread beside the loop.

    The thread's database connection goes back to the pool afterwards.
    """

    def call() -> Result:
        try:
            return function(*arguments, **options)
        finally:
            connection.close()

    return await asyncio.to_thread(call)
