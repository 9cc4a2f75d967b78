"""What decoding one picture may cost; the operating system stops a decoder that takes more."""

from __future__ import annotations

import math
import resource
from contextlib import suppress

CHECK_CPU_S = 10
"""CPU seconds for checking a picture. The largest that are taken need about 2 s."""

REDRAW_CPU_S = 30
"""CPU seconds for redrawing a picture that was checked, which is more work."""

MEMORY_BYTES = 2 * 2**30
"""Address space of a decoder. The largest pictures that are taken need about half of it. macOS has no such limit."""


def limit_memory() -> None:
    """Limit this process's memory for good, and have no memory image written when a limit ends it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # macOS
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def limit_cpu(seconds: int) -> None:
    """Have the system end this process with SIGXCPU once it has used this many more seconds of CPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used_s = usage.ru_utime + usage.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(used_s) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
