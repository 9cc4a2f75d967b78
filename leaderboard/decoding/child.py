"""A decoder process: ``python -m leaderboard.decoding.child <file descriptor of its socket>``."""

from __future__ import annotations

import json
import signal
import sys
from multiprocessing.connection import Connection

from leaderboard.decoding import jobs, limits


def serve(connection: Connection) -> None:
    """Do one job after another until the other side is gone."""
    while True:
        try:
            head, data = json.loads(connection.recv_bytes()), connection.recv_bytes()
        except EOFError:
            return
        job = jobs.Job(head["function"], data, head["cpu_s"], head["options"])
        limits.limit_cpu(job.cpu_s)
        reply = jobs.run(job)
        connection.send_bytes(json.dumps(dict(reply.values)).encode())
        connection.send_bytes(reply.data)


def main() -> None:
    """Serve on the socket. Signals to end come to the whole group; the parent still waits for its pictures then."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    limits.limit_memory()
    serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    main()
