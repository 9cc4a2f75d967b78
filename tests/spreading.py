"""A pytest plugin: how pytest-xdist spreads the tests over its workers (``make test``).

A worker takes a whole file at a time, so that a module's fixtures are made once. Files that share something costlier,
such as a running site, are taken together. The longest are taken first, so that at the end no worker waits for another.
"""

from __future__ import annotations

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

_CORES = 16  # with more, starting workers takes longer than what they save
_GROUPS = {
    "tests/browser/test_author_walk.py": "stack",
    "tests/processes/test_client.py": "stack",
    "tests/processes/test_endpoint_faults.py": "stack",
    "tests/processes/test_interruptions.py": "stack",
    "tests/browser/test_accessibility.py": "showcase",
    "tests/browser/test_compare.py": "showcase",
    "tests/browser/test_downloads.py": "showcase",
    "tests/browser/test_first_reader.py": "showcase",
    "tests/browser/test_home.py": "showcase",
    "tests/browser/test_navigation.py": "showcase",
    "tests/browser/test_picture.py": "showcase",
    "tests/processes/test_showcase.py": "showcase",
}
_LONGEST_FIRST = (
    "showcase",
    "stack",
    "faults",
    "tests/processes/",
    "tests/hostile/test_site.py",
    "tests/browser/",
    "tests/leaderboard/web/test_hidden_suite.py",
    "tests/leaderboard/management/",
    "tests/workers/judge_node/",
)


class Spreading(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist is not typed
    """The unit of work is a group of files, or a file."""

    def _split_scope(self, nodeid: str) -> str:
        return _unit(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spreading:
    # The order is that of pytest_collection_modifyitems below, not by the number of tests.
    config.option.loadscopereorder = False
    return Spreading(config, log)


@pytest.hookimpl(tryfirst=True)  # before the number that pytest-xdist takes by itself
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests of real processes and of the browser wait for those much of the time."""
    return min(os.cpu_count() or 1, _CORES) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(_unit(item.nodeid)))


def _unit(nodeid: str) -> str:
    path = nodeid.partition("::")[0]
    if path.startswith("tests/faults/"):
        return "faults"
    return _GROUPS.get(path, path)


def _place(unit: str) -> int:
    """Where a unit stands in the queue."""
    return next((place for place, start in enumerate(_LONGEST_FIRST) if unit.startswith(start)), len(_LONGEST_FIRST))
