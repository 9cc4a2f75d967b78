"""What the site answers, ready to be sent without a thread of the site: whole, or a file that is read in blocks.

A reply that the site makes while it is read (a table from the database) is first written to a temporary file, because
whoever reads it may take as long as they like. A reply that says it is a file (``wsgi.file_wrapper`` of PEP 3333) is
sent from that file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from leaderboard.front.files import temporary_file

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_Headers = list[tuple[str, str]]
RawHeaders = list[tuple[bytes, bytes]]

BLOCK = 64 * 1024
_IN_MEMORY = 1024 * 1024


class Readable(Protocol):
    """A file, of which only this much is needed."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> object: ...


class FileReply:
    """``wsgi.file_wrapper``: marks a reply as a file that any thread may read."""

    def __init__(self, file: Readable, block_size: int = BLOCK) -> None:
        self.file = file
        self._block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self._block_size):
            yield block

    def close(self) -> None:
        self.file.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, headers, the first bytes, and the file that holds the others (None if that was all)."""

    status: int
    headers: RawHeaders
    first: bytes
    rest: Readable | None = None


def ask(site: WSGIApplication, environ: WSGIEnvironment) -> Reply:
    """Ask the site, in a thread of its own.

    Raises:
        Exception: any exception of the site; Django answers its own errors.
    """
    started: list[tuple[str, _Headers]] = []

    def start_response(status: str, headers: _Headers, exc_info: object = None) -> Callable[[bytes], object]:
        started.append((status, headers))
        return lambda chunk: None

    environ["wsgi.file_wrapper"] = FileReply
    chunks = site(environ, cast("StartResponse", start_response))
    source = chunks if isinstance(chunks, FileReply) else None
    file = source.file if source else _written(chunks)
    try:
        first = _begin(file)
        is_all = len(first) < BLOCK
    except BaseException:
        file.close()
        raise
    if is_all:
        file.close()
    status, headers = started[-1]
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return Reply(int(status.split(" ", 1)[0]), raw, first, None if is_all else file)


def _begin(file: Readable) -> bytes:
    """The first BLOCK bytes, or all if there are fewer; a read may give less than it is asked for."""
    first = block = file.read(BLOCK)
    while block and len(first) < BLOCK:
        block = file.read(BLOCK - len(first))
        first += block
    return first


def _written(chunks: Iterable[bytes]) -> Readable:
    file = temporary_file(_IN_MEMORY)
    try:
        for chunk in chunks:
            file.write(chunk)
    except BaseException:
        file.close()
        raise
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    file.seek(0)
    return file
