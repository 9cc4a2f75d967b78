"""What a decoder process does, and the form of its jobs and replies: a small JSON head, then the bytes of a file.

No pickles: a decoder that somebody took over could run code in our process with one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.images.redraw import prepare_for_judge, rendition


@dataclass(frozen=True, slots=True)
class Job:
    """One picture to decode: ``function`` is a name in FUNCTIONS, ``options`` are plain values."""

    function: str
    data: bytes
    cpu_s: int
    options: Mapping[str, Any] = field(default_factory=dict)

    def head(self) -> bytes:
        """All but the picture."""
        return json.dumps({"function": self.function, "cpu_s": self.cpu_s, "options": dict(self.options)}).encode()


@dataclass(frozen=True, slots=True)
class Reply:
    """Plain values, and the bytes of a picture where the function makes one."""

    values: Mapping[str, Any]
    data: bytes = b""


def run(job: Job) -> Reply:
    """Do a job; a picture's fault is a reply, too.

    Raises:
        Exception: any fault of our own code.
    """
    try:
        return FUNCTIONS[job.function](job.data, **job.options)
    except ImageFault as fault:
        return Reply({"fault": fault.kind.value, "message": str(fault)})
    except MemoryError:
        message = "decoding it takes more memory than is allowed; save it as a plain PNG"
        return Reply({"fault": ImageFaultKind.TOO_COSTLY.value, "message": message})


def _inspect(data: bytes) -> Reply:
    return Reply(asdict(inspect_image(data)))


def _prepare(data: bytes, **options: Any) -> Reply:
    image = prepare_for_judge(data, **options)
    return Reply({"distorted": image.distorted}, image.png_base64)


def _rendition(data: bytes, **options: Any) -> Reply:
    return Reply({}, rendition(data, **options))


FUNCTIONS: Mapping[str, Callable[..., Reply]] = {
    "inspect": _inspect,
    "prepare": _prepare,
    "rendition": _rendition,
}
