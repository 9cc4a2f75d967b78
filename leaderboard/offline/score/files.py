"""Reads a copy of the official release: the toolkit, and the lines of a dump."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leaderboard.domain.judging.checklists import rubric_from_checklists
from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.toolkit import TOOLKIT_FILE, OfficialProtocol, read_protocol
from leaderboard.domain.rubric import Rubric, parse_rubric

_RUBRIC = Path(__file__).parents[3] / "prompts" / "protocols" / "salon-v1" / "rubric.toml"


def read_toolkit(folder: Path) -> OfficialProtocol:
    """The protocol in a checkout of the toolkit.

    Raises:
        OfficialError: with every fault.
    """
    source = folder / TOOLKIT_FILE
    expected = parse_rubric(_RUBRIC.read_text(encoding="utf-8"))
    try:
        return read_protocol(source.read_text(encoding="utf-8"), expected)
    except FileNotFoundError as error:
        raise OfficialError([f"{source}: there is no such file"]) from error
    except (NotADirectoryError, PermissionError) as error:
        raise OfficialError([f"{source}: cannot be read ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise OfficialError([f"{source.name}: not UTF-8 ({error})"]) from error


def toolkit_rubric(protocol: OfficialProtocol) -> Rubric:
    """The rubric of the toolkit's checklists."""
    return rubric_from_checklists(protocol.checklists)


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines of a file: from byte ``start`` up to byte ``end``."""

    path: Path
    start: int
    end: int

    def lines(self) -> Iterator[bytes]:
        """Its lines, including blank ones. Only "\\n" ends a line: a prompt may contain other line separators."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            left = self.end - self.start
            while left > 0:
                line = file.readline()
                if not line:
                    return
                left -= len(line)
                yield line


def whole(path: Path) -> Part:
    """The whole file.

    Raises:
        OfficialError: when there is no such file.
    """
    if not path.is_file():
        raise OfficialError([f"{path}: there is no such file"])
    return Part(path, 0, path.stat().st_size)


def in_parts(part: Part, bytes_each: int) -> list[Part]:
    """The same lines in parts of about ``bytes_each`` bytes; no line is split."""
    starts = [part.start]
    with part.path.open("rb") as file:
        while starts[-1] + bytes_each < part.end:
            file.seek(starts[-1] + bytes_each)
            file.readline()
            starts.append(min(file.tell(), part.end))
    ends = [*starts[1:], part.end]
    return [Part(part.path, start, end) for start, end in zip(starts, ends, strict=True) if start < end]
