"""What tests of whole sites share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import new_home


@pytest.fixture
def home() -> Iterator[Path]:
    """For the local state of a site that the test starts itself."""
    with new_home() as folder:
        yield folder
