"""Faults of the embedded PostgreSQL itself: restarts, crashes, pauses, dumps, and statements that it refuses."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Literal

import psutil
import psycopg
from psycopg import sql

from tests.faults.tools import signals

_USER = "pgserver" if os.geteuid() == 0 else None
"""PostgreSQL refuses to run as root; the wheel makes this user for it."""


class PostgresServer:
    """The server of one data folder. ``url`` goes past every proxy."""

    def __init__(self, data: Path, url: str) -> None:
        self.data = data.resolve()
        self.url = url

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop the server; "immediate" is a crash: the next start recovers from the log."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        """Start it again, with the options that it had."""
        options = self._command_line().split(maxsplit=1)[1]
        self._control("start", "-l", str(self.data / "log"), "-o", options.replace(f'"-D" "{self.data}"', ""))

    def members(self) -> list[psutil.Process]:
        """Its main process and all backends."""
        process = self._process()
        return [process, *process.children(recursive=True)]

    def crash(self, members: list[psutil.Process] | None = None) -> None:
        """Kill the server and all its backends with SIGKILL: what was not written to its files is lost."""
        members = members or self.members()
        for member in members:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(members, timeout=10)

    def kill_a_backend(self) -> None:
        """Kill one backend with SIGKILL; the server ends all others and recovers by itself."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        assert row is not None, "nobody is connected"
        os.kill(row[0], signal.SIGKILL)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the server and all its backends with SIGSTOP."""
        process = self._process()
        signals.send(process, signal.SIGSTOP)
        try:
            yield
        finally:
            signals.thaw(process)

    @contextmanager
    def without_free_connections(self) -> Iterator[None]:
        """Take all connections that are left."""
        with ExitStack() as taken:
            try:
                while True:
                    taken.enter_context(psycopg.connect(self.url))
            except psycopg.OperationalError as error:
                assert "too many clients" in str(error), error
            yield

    @contextmanager
    def refusing_writes(self, table: str, *, error_code: str, condition: str = "TRUE") -> Iterator[None]:
        """Fail every insert and update of a table with an error code, for example 53100: no space left on device.

        Args:
            condition: restricts that to rows, for example ``NEW.id = 7``.
        """
        function = sql.SQL(
            "CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF {condition} THEN RAISE EXCEPTION 'refused by a test' USING ERRCODE = {code}; END IF;"
            " RETURN NEW; END $$"
        ).format(name=sql.SQL(table), condition=sql.SQL(condition), code=sql.Literal(error_code))
        trigger = sql.SQL(
            "CREATE OR REPLACE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
        ).format(table=sql.Identifier(table), name=sql.SQL(table))
        self._execute(function)
        self._execute(trigger)
        try:
            yield
        finally:
            self._execute(sql.SQL("DROP TRIGGER IF EXISTS refuse ON {}").format(sql.Identifier(table)))

    def dump(self, file: Path) -> None:
        """A dump of the database, consistent while it is written to."""
        self._client("pg_dump", "--format=custom", "--no-owner", f"--file={file}", self.url)

    def restore(self, file: Path) -> None:
        """Put the dump in the place of everything that is in the database."""
        self._client(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={self.url}",
            str(file),
        )

    def terminate_clients(self) -> None:
        """End all connections to the database, as an operator does before a restore."""
        self._execute(
            sql.SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    def wait_until_ready(self) -> None:
        """Wait until it takes connections."""
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "PostgreSQL did not come back within 30 s"
                time.sleep(0.1)
            else:
                return

    def is_running(self) -> bool:
        """Whether its main process is there."""
        try:
            return self._process().is_running()
        except (psutil.NoSuchProcess, FileNotFoundError):
            return False

    def thaw(self) -> None:
        """Let it go on if it was stopped."""
        signals.thaw(self._process())

    def _process(self) -> psutil.Process:
        return psutil.Process(int((self.data / "postmaster.pid").read_text().splitlines()[0]))

    def _command_line(self) -> str:
        """How the server was started last."""
        return (self.data / "postmaster.opts").read_text().strip()

    def _program(self, name: str) -> str:
        """The path of a program that belongs to the server's version."""
        return str(Path(self._command_line().split()[0]).with_name(name))

    def _control(self, action: str, *arguments: str) -> None:
        # Not to pipes: the server that this starts would hold them open.
        command = [self._program("pg_ctl"), "-w", "-D", str(self.data), *arguments, action]
        subprocess.run(command, check=True, user=_USER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _client(self, program: str, *arguments: str) -> None:
        subprocess.run([self._program(program), *arguments], check=True, capture_output=True)

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)
