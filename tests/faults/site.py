"""A whole site of real processes behind proxies, with everything that the fault suite injects faults with."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import psutil
import psycopg

from leaderboard.demo.visitor import Account, Visitor
from leaderboard.embedded import paths, postgres, redis
from leaderboard.embedded.processes import Program, Programs, free_port, port_is_open
from leaderboard.embedded.stack import Stack, running_stack
from leaderboard.programs import workers
from tests.faults.tools import signals
from tests.faults.tools.messages import Messages
from tests.faults.tools.postgres_server import PostgresServer
from tests.faults.tools.processes import Instructions
from tests.faults.tools.proxy import TcpProxy
from tests.faults.tools.storage_folder import StorageFolder
from tests.stack import kill_all

PROMPTS = Path(__file__).parent / "prompts"
# Short times, so that a test need not wait long until a dead worker's lease has run out or a call is given up.
QUICK = {
    "LEASE_S": "3",
    "REQUEUE_S": "2",
    "SWEEP_S": "0.5",
    "TIDY_S": "2",
    "JUDGE_TIMEOUT_S": "4",
    "ENDPOINT_TIMEOUT_S": "6",
    "ENDPOINT_FAILURES_IN_A_ROW": "3",
    "QUOTA_SUBMISSIONS": "100000",
    # The crowds of this suite are about what comes after admission.
    "ADMISSION_AHEAD_MINUTES": "100000",
    "ACCOUNT_GENERATORS": "100000",
    "BUNDLE_CHECKS_A_DAY": "100000",
    "API_RATE": "100000/minute",
}
_STORAGE_MIB = 64


class Person(Visitor):
    """A visitor who also reads pages."""

    def status(self, path: str) -> int:
        """The HTTP status of a GET."""
        return self._http.get(path).status_code

    def __enter__(self) -> Person:
        super().__enter__()
        return self

    def page(self, path: str) -> str:
        """A page's HTML."""
        return self._http.get(path).raise_for_status().text


@dataclass
class Site:
    """The running stack and the tools to disturb it.

    ``stack`` reaches PostgreSQL, Redis and the judge through ``database``, ``queue`` and ``way_to_judge``;
    ``postgres``, ``messages``, ``judge_url`` and ``endpoint_url`` go past the proxies.
    """

    home: Path
    stack: Stack
    standins: Programs
    postgres: PostgresServer
    redis: subprocess.Popen[bytes]
    database: TcpProxy
    queue: TcpProxy
    way_to_judge: TcpProxy
    judge_url: str
    endpoint_url: str
    messages: Messages
    instructions: Instructions
    storage: StorageFolder
    author: Person = field(init=False)

    # --- what happens in it -------------------------------------------------------------------------------------

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query, past the proxy; waits while PostgreSQL recovers."""
        deadline = time.monotonic() + 20
        while True:
            try:
                with psycopg.connect(self.postgres.url, autocommit=True) as connection:
                    cursor = connection.execute(statement, values)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def clone(self, statement: str, **values: Any) -> None:
        """Run a statement with named values, past the proxy."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(statement, values)

    def value(self, statement: str, *values: Any) -> Any:
        """The one value of a query."""
        rows = self.rows(statement, *values)
        assert rows, f"there is no such row: {statement} {values}"
        return rows[0][0]

    def log(self, program: str) -> str:
        """What a program has said since its last start."""
        return (self.home / "logs" / f"{program}.log").read_text(encoding="utf-8", errors="replace")

    def operators_page(self) -> str:
        """The page on which operators see what needs them."""
        with Person(self.stack.site_url, OPERATOR) as operator:
            self.rows("UPDATE leaderboard_user SET is_staff = TRUE WHERE email = %s", OPERATOR.email)
            return operator.page("/operations/")

    # --- disturbing it ------------------------------------------------------------------------------------------

    def judge_mode(self, mode: str, *, seconds: float = 0.0) -> None:
        """How the judge answers from now on (see tests/faults/standins/judge.py); every reply takes ``seconds``."""
        httpx.post(f"{self.judge_url}/mode", json={"mode": mode, "seconds": seconds}).raise_for_status()

    def judge_calls(self) -> dict[str, int]:
        """How many chat calls the judge got (``calls``) and is answering (``in_flight``)."""
        calls: dict[str, int] = httpx.get(f"{self.judge_url}/stats").json()
        return calls

    def endpoint_calls(self, tag: str) -> dict[str, int]:
        """How often a submission's endpoint was asked for each prompt."""
        calls: dict[str, int] = httpx.get(f"{self.endpoint_url}/calls", params={"tag": tag}).json()
        return calls

    def endpoint_mode(self, tag: str, misbehave: str | None) -> None:
        """Replace the misbehaviour of a submission's endpoint while it runs."""
        httpx.post(f"{self.endpoint_url}/mode", json={"tag": tag, "misbehave": misbehave}).raise_for_status()

    def kill(self, queue: str) -> None:
        """Kill a queue's worker with SIGKILL."""
        self.stack.programs.stop(self.stack.workers.pop(queue), how=signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill every program of the stack with SIGKILL."""
        kill_all(self.stack.programs)

    def terminate(self, queue: str) -> Program:
        """Send SIGTERM to a queue's worker, which then ends by itself."""
        program = self.stack.workers.pop(queue)
        program.process.terminate()
        return program

    def start_redis(self) -> None:
        """Start Redis again, empty, at its old address."""
        with mock.patch.dict(os.environ, SALON_HOME=str(self.home)):
            _, self.redis = redis.start()

    def program(self, name: str) -> Program:
        """A running program of the stack by its name."""
        return next(program for program in self.stack.programs.running if program.name == name)

    @contextmanager
    def second_worker(self, queue: str) -> Iterator[Program]:
        """A second worker of a queue."""
        first = self.stack.workers[queue]
        with mock.patch.object(self.stack.programs, "logs", self.home / "logs" / "second"):
            self.stack.start_worker(queue, "-n", f"{queue}-2@%h")
        second = self.stack.workers[queue]
        self.stack.workers[queue] = first
        second.name = f"worker-{queue}-2"
        try:
            self.wait_until_ready(second)
            yield second
        finally:
            self.stack.programs.stop(second, how=signal.SIGKILL)

    def wait_until_ready(self, worker: Program) -> None:
        """Wait until a worker takes messages."""
        wait_until(
            lambda: " ready." in worker.log.read_text(errors="replace"), f"{worker.name} to be ready", within_s=60
        )

    # --- putting it right again ---------------------------------------------------------------------------------

    def mend(self) -> None:
        """Undo every fault, start what has ended, and forget all work that is left over from a test."""
        self.instructions.clear()
        self.storage.heal()
        self._mend_services()
        self.judge_mode("right")
        self._mend_programs()
        self._forget_work()
        self._renew_connections()
        self.storage.forget_pictures()

    def _mend_services(self) -> None:
        if not self.postgres.is_running():
            self.postgres.start()
        self.postgres.thaw()
        self.postgres.wait_until_ready()
        if self.redis.poll() is not None:
            self.start_redis()
        signals.thaw(psutil.Process(self.redis.pid))
        for proxy in (self.database, self.queue, self.way_to_judge):
            proxy.heal()

    def _mend_programs(self) -> None:
        programs = self.stack.programs
        for program in list(programs.running):
            if program.process.poll() is None:
                signals.thaw(psutil.Process(program.process.pid))
            else:
                programs.running.remove(program)
        running = {program.name for program in programs.running}
        for queue in workers.THREADS:
            if f"worker-{queue}" not in running:
                self.stack.start_worker(queue)
        if "beat" not in running:
            self.start_beat()
        if "site" not in running:
            self.start_site()
        for queue in workers.THREADS:
            self.wait_until_ready(self.stack.workers[queue])

    def _renew_connections(self) -> None:
        """Make requests until all dead connections of the site's pool are used up."""
        right_in_a_row = 0
        for _ in range(100):
            right_in_a_row = right_in_a_row + 1 if self.author.status("/api/v1/generators") == 200 else 0
            if right_in_a_row > 12:
                return

    def start_beat(self, name: str = "beat") -> Program:
        """Start beat, again or a further one."""
        return self.stack.start_beat(name)

    def start_site(self) -> None:
        """Start the web server again."""
        self.stack.start_site()
        wait_until(lambda: port_is_open(self.stack.port), "the site to answer", within_s=30)

    def _forget_work(self) -> None:
        """End what still runs, so that it does not disturb the next test."""
        ended = "lease_token = NULL, lease_expires_at = NULL"
        over = "cause = 'the test is over'"
        for table, change, condition in (
            ("generatedimage", f"status = 'failed', {over}, {ended}", "status = 'planned'"),
            ("judgedimage", f"status = 'judged', {ended}", "status = 'planned'"),
            (
                "submission",
                f"outcome = 'failed', {over}, ended_at = now(), deadline_at = NULL, {ended}",
                "outcome = 'running'",
            ),
            ("board", "publish_requested_at = NULL", "TRUE"),
            ("judgeserver", "refusal = '', drift = ''", "TRUE"),
        ):
            self.rows(f"UPDATE leaderboard_{table} SET {change} WHERE {condition}")  # noqa: S608  # constants
        self.messages.flush()


OPERATOR = Account("operator@example.org", "salon-operator-1")
AUTHOR = Account("author@example.org", "salon-author-1")


def wait_until(condition: Callable[[], bool], what: str, *, within_s: float, every_s: float = 0.1) -> None:
    """Poll until the condition holds; fails naming what did not happen."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {within_s:.0f} s in vain for {what}"
        time.sleep(every_s)


@contextmanager
def running_site(
    home: Path,
    before: Callable[[Mapping[str, str]], None] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Site]:
    """Start everything in a folder of its own, and stop it again.

    Args:
        before: called with the environment of its programs before these start; PostgreSQL and Redis run by then.
        settings: override the usual ones.
    """
    with mock.patch.dict(os.environ, SALON_HOME=str(home)), ExitStack() as started:
        site = _start(home, started, before, settings or {})
        site.author = started.enter_context(Person(site.stack.site_url, AUTHOR))
        for worker in site.stack.workers.values():
            site.wait_until_ready(worker)
        yield site


def _start(
    home: Path,
    started: ExitStack,
    before: Callable[[Mapping[str, str]], None] | None,
    settings: Mapping[str, str],
) -> Site:
    started.callback(_stop_postgres, home)
    database_url = postgres.start()
    redis_url, redis_process = redis.start()
    database = started.enter_context(TcpProxy(_postgres_socket(database_url)))
    queue = started.enter_context(TcpProxy(paths.redis_socket()))
    standins = started.enter_context(Programs({}, home / "logs"))
    judge_port = _start_standin(standins, "judge")
    endpoint_port = _start_standin(standins, "endpoint")
    way_to_judge = started.enter_context(TcpProxy(("127.0.0.1", judge_port)))
    storage = StorageFolder(home / "media", mib=_STORAGE_MIB)
    started.callback(storage.close)
    messages = Messages(redis_url)
    started.callback(messages.close)
    instructions = Instructions(home / "instructions")
    services = {
        "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{database.port}/salon",
        "REDIS_URL": f"redis://127.0.0.1:{queue.port}/0",
        "JUDGE_URL": f"http://127.0.0.1:{way_to_judge.port}",
        "JUDGE_PROFILE": "pixel-baseline",
    }
    further = {**QUICK, **instructions.environment, "SUITE_DIRS": str(PROMPTS), "MEDIA_ROOT": str(storage.folder)}
    further |= {"TMPDIR": str(home / "tmp"), **settings}
    (home / "tmp").mkdir()
    if before:
        before({**os.environ, **services, **further})
    with mock.patch.dict(os.environ, services):
        stack = started.enter_context(running_stack(port=free_port(), extra_environment=further))
    site = Site(
        home=home,
        stack=stack,
        standins=standins,
        postgres=PostgresServer(home / "postgres", database_url),
        redis=redis_process,
        database=database,
        queue=queue,
        way_to_judge=way_to_judge,
        judge_url=f"http://127.0.0.1:{judge_port}",
        endpoint_url=f"http://127.0.0.1:{endpoint_port}",
        messages=messages,
        instructions=instructions,
        storage=storage,
    )
    started.callback(_stop_redis, site)
    started.callback(site.kill_all)
    stack.programs.stop(site.program("sample-generator"))  # this suite has its own
    return site


def _start_standin(standins: Programs, name: str) -> int:
    """Start a faulty stand-in; returns its port."""
    port = free_port()
    standins.start(name, f"tests.faults.standins.{name}", "--port", str(port))
    standins.wait_until(partial(port_is_open, port), f"the {name}", within_s=30)
    return port


def _postgres_socket(url: str) -> Path:
    return Path(url.partition("host=")[2]) / ".s.PGSQL.5432"


def _stop_redis(site: Site) -> None:
    signals.thaw(psutil.Process(site.redis.pid))
    site.redis.terminate()
    site.redis.wait()


def _stop_postgres(home: Path) -> None:
    """A server that was started again is not the one that the wheel would stop."""
    server = PostgresServer(home / "postgres", "")
    with suppress(psutil.NoSuchProcess, FileNotFoundError):
        server.thaw()
        server.stop()
