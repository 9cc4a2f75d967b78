"""The whole site on one machine: services, stand-ins, web server, workers and beat, as real processes.

The demo, the process tests and the benchmarks start it. DATABASE_URL, REDIS_URL and JUDGE_URL, if set, replace the
embedded services.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from leaderboard.embedded import paths, postgres, redis
from leaderboard.embedded.processes import ProcessFault, Program, Programs, free_port, port_is_open
from leaderboard.programs import web_server, workers


@dataclass
class Stack:
    """The running programs and their addresses."""

    programs: Programs
    port: int
    generator_port: int | None
    """None if only the site was started."""
    judge_port: int | None
    """None if the judge is an external one (JUDGE_URL), or if only the site was started."""
    judge_arguments: Sequence[str] = ()
    workers: dict[str, Program] = field(default_factory=dict)
    judge: Program | None = None

    @property
    def site_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def generator_url(self) -> str:
        """Base URL of the sample generator's Images API."""
        return f"http://127.0.0.1:{self.generator_port}/v1"

    @property
    def judge_url(self) -> str:
        """Address of the stand-in judge."""
        return f"http://127.0.0.1:{self.judge_port}"

    @property
    def database_url(self) -> str:
        return self.programs.environment["DATABASE_URL"]

    @property
    def redis_url(self) -> str:
        return self.programs.environment["REDIS_URL"]

    def start_judge(self) -> None:
        """Start or restart the stand-in judge."""
        self.judge = self.programs.start(
            "pixel-judge", "workers.standins.pixel_judge", "--port", str(self.judge_port), *self.judge_arguments
        )

    def start_site(self) -> None:
        """Start or restart the web server."""
        self.programs.start("site", web_server.MODULE, *web_server.arguments(self.port))

    def start_worker(self, queue: str, *options: str) -> None:
        """Start or restart the worker of one queue. ``options`` of Celery override the usual ones."""
        self.workers[queue] = self.programs.start(f"worker-{queue}", workers.MODULE, *workers.worker(queue, *options))

    def start_beat(self, name: str = "beat") -> Program:
        """Start or restart beat."""
        return self.programs.start(name, workers.MODULE, *workers.beat())


@contextmanager
def running_stack(
    *,
    port: int,
    extra_environment: Mapping[str, str] | None = None,
    judge_arguments: Sequence[str] = (),
    site_only: bool = False,
) -> Iterator[Stack]:
    """Start everything, yield when the site answers, and stop every started process on leaving.

    Args:
        site_only: start only PostgreSQL, Redis and the web server: pages can be read, but no submission is processed.

    Raises:
        ProcessFault: naming the program that did not get ready, with the end of its log.
    """
    if port_is_open(port):
        raise ProcessFault(f"port {port} is in use; choose another one with PORT=…")
    paths.home().mkdir(parents=True, exist_ok=True)
    environment = _environment(port) | dict(extra_environment or {})
    with _alone(), _postgres_stopped_last(), Programs(environment, paths.home() / "logs") as programs:
        environment["DATABASE_URL"] = os.environ.get("DATABASE_URL") or postgres.start()
        environment["REDIS_URL"] = os.environ.get("REDIS_URL") or _start_redis(programs)
        if site_only:
            stack = Stack(programs, port, None, None)
        else:
            stack = _start_standins(programs, environment, port, judge_arguments)
        _prepare(environment)
        stack.start_site()
        if not site_only:
            _start_workers(stack)
        _wait_until_ready(stack)
        yield stack


@contextmanager
def _alone() -> Iterator[None]:
    """Lock the folder of local state: two runs in it would stop each other's services."""
    with (paths.home() / "running").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ProcessFault(
                f"another run uses {paths.home()}; wait until it has stopped, or name another folder with SALON_HOME=…"
            ) from error
        yield


@contextmanager
def _postgres_stopped_last() -> Iterator[None]:
    try:
        yield
    finally:
        postgres.stop()


def _environment(port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "leaderboard.settings",
        "SALON_HOME": str(paths.home().resolve()),
        # The sample generator runs on this machine; no other private address may be called.
        "ENDPOINT_ALLOWED_RANGES": os.environ.get("ENDPOINT_ALLOWED_RANGES") or "127.0.0.0/8",
        "CSRF_TRUSTED_ORIGINS": f"http://127.0.0.1:{port},http://localhost:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def _start_redis(programs: Programs) -> str:
    url, process = redis.start()
    programs.adopt("redis", process, paths.home() / "redis" / "redis.log")
    return url


def _start_standins(
    programs: Programs, environment: dict[str, str], port: int, judge_arguments: Sequence[str]
) -> Stack:
    generator_port = free_port()
    programs.start("sample-generator", "workers.standins.sample_generator", "--port", str(generator_port))
    environment["SAMPLE_GENERATOR_URL"] = f"http://127.0.0.1:{generator_port}/v1"
    given = os.environ.get("JUDGE_URL")
    if given or "JUDGE_URL" in environment:  # there it may be empty: judges announce themselves
        environment.setdefault("JUDGE_URL", given or "")
        environment.setdefault("JUDGE_PROFILE", os.environ.get("JUDGE_PROFILE") or "q-judger")
        return Stack(programs, port, generator_port, None)
    stack = Stack(programs, port, generator_port, free_port(), judge_arguments)
    environment["JUDGE_URL"] = stack.judge_url
    environment.setdefault("JUDGE_PROFILE", "pixel-baseline")
    stack.start_judge()
    return stack


def _prepare(environment: Mapping[str, str]) -> None:
    """Migrate, load suites and collect static files in one process, because each start of Django takes a second."""
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare_site"],
        cwd=paths.CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ProcessFault(f"manage.py prepare_site failed:\n{done.stdout}{done.stderr}")


def _start_workers(stack: Stack) -> None:
    for queue in workers.THREADS:
        stack.start_worker(queue)
    stack.start_beat()


def _wait_until_ready(stack: Stack) -> None:
    for what, port in (("the site", stack.port), ("the sample generator", stack.generator_port)):
        if port is not None:
            stack.programs.wait_until(partial(port_is_open, port), what, within_s=60)
