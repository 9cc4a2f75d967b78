"""The real engine for its contract tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.vllm.serving import Engine, running_engine


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The running server; a session has one."""
    with running_engine(tmp_path_factory.mktemp("engine"), max_tokens=1500, thinking_token_budget=48) as engine:
        yield engine
