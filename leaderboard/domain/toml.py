"""``tomllib``, also for Python 3.10, on which the authors' client runs; the site needs a later one."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 11):  # noqa: UP036  # the site's oldest version is not the client's
    from tomllib import TOMLDecodeError, loads
else:
    from tomli import TOMLDecodeError, loads

__all__ = ["TOMLDecodeError", "loads"]
