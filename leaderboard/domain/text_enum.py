"""``StrEnum``, also for Python 3.10, on which the authors' client runs; the site needs a later one."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 11):  # noqa: UP036  # the site's oldest version is not the client's
    from enum import StrEnum
else:
    from enum import Enum

    class StrEnum(str, Enum):  # noqa: UP042  # what UP042 proposes is what Python 3.10 lacks
        __str__ = str.__str__


__all__ = ["StrEnum"]
