"""The decoder processes of this process: started when they are needed, used again and again, two at a time.

They are started as programs and not forked: the processes that need them run threads.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import LifoQueue

from leaderboard.decoding.jobs import Job, Reply
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind

DECODERS = 2
"""Each takes up to 2 GiB and one core."""

_PATIENCE = 20
"""On a busy machine a decoder takes so much longer than its CPU time before it is given up."""

_CHECKOUT = Path(__file__).parents[2]
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
"""All that a decoder gets of the environment, which holds secrets."""

_ENDS_WITHIN_S = 5
_MOST_REPLY_BYTES = 64 * 2**20
_STOPPED_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)


class DecoderLost(RuntimeError):
    """A decoder ended or hung for a reason outside the picture. Trying again later may help."""


class _Ended(Exception):
    """The decoder is gone; ``code`` as in ``Popen.returncode``."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the decoder process ended with code {code}")
        self.code = code


class Decoder:
    """One decoder process."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # a fixed command of ours; nothing in it comes from outside
                [sys.executable, "-m", "leaderboard.decoding.child", str(theirs.fileno())],
                cwd=_CHECKOUT,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._connection = Connection(ours.detach())

    def run(self, job: Job) -> Reply:
        """Have a job done.

        Raises:
            _Ended: when the process is gone afterwards.
        """
        try:
            self._connection.send_bytes(job.head())
            self._connection.send_bytes(job.data)
            if not self._connection.poll(job.cpu_s * _PATIENCE):
                self._process.kill()
            values = json.loads(self._connection.recv_bytes(_MOST_REPLY_BYTES))
            return Reply(values, self._connection.recv_bytes(_MOST_REPLY_BYTES))
        except (EOFError, OSError, ValueError):
            raise _Ended(self.end()) from None

    def end(self) -> int:
        """Wait until the process has ended, which closing its connection tells it to; returns its code."""
        self._connection.close()
        try:
            return self._process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class Pool:
    """A fixed number of decoders; jobs beyond it wait for their turn."""

    def __init__(self, size: int) -> None:
        self._idle: LifoQueue[Decoder | None] = LifoQueue()
        for _ in range(size):
            self._idle.put(None)

    def run(self, job: Job) -> Reply:
        """Have a job done by the next free decoder.

        Raises:
            ImageFault: when the decoder reached a limit or crashed, which the picture is to blame for.
            DecoderLost: when it ended for another reason, twice.
        """
        try:
            return self._run(job)
        except DecoderLost:
            return self._run(job)

    def close(self) -> None:
        """End the decoders that are idle."""
        idle = [self._idle.get() for _ in range(self._idle.qsize())]
        for decoder in idle:
            if decoder is not None:
                decoder.end()
            self._idle.put(None)

    def _run(self, job: Job) -> Reply:
        decoder = self._idle.get()
        try:
            decoder = decoder or Decoder()
            return decoder.run(job)
        except _Ended as ended:
            decoder = None
            raise _blamed(ended.code, job) from None
        finally:
            self._idle.put(decoder)


def _blamed(code: int, job: Job) -> Exception:
    """Who is to blame for the end of a decoder."""
    if code == -signal.SIGXCPU:
        return ImageFault(
            ImageFaultKind.TOO_COSTLY,
            f"decoding it takes more than {job.cpu_s} s of CPU time, which no picture that is meant to be seen does; "
            "save it as a plain PNG",
        )
    if code >= 0 or -code in _STOPPED_FROM_OUTSIDE:
        return DecoderLost(f"a decoder process ended with code {code} before it replied")
    return ImageFault(ImageFaultKind.UNDECODABLE, f"its decoder crashed ({signal.Signals(-code).name}); save it again")


_pool = Pool(DECODERS)


def run(job: Job) -> Reply:
    """Have a job done by one of this process's decoders. Raises as ``Pool.run`` does."""
    return _pool.run(job)


@atexit.register
def _close() -> None:
    with suppress(OSError):
        _pool.close()


def _forget() -> None:
    """A forked process does not share its parent's decoders."""
    global _pool  # noqa: PLW0603  # one pool per process; a fork needs another one
    _pool = Pool(DECODERS)


os.register_at_fork(after_in_child=_forget)
