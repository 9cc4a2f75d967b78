"""A node decides how the engine runs, never what it answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.judging.engine_flags import (
    NODE_FLAGS,
    SET_BY_SERVE,
    FlagRefused,
    check_node_flags,
    merged,
    read_flags,
    tensor_parallel_of,
)
from tests.leaderboard.domain import shipped

SEALED = shipped.profile().engine.flags
OFFERED = sorted(NODE_FLAGS.keys() - SET_BY_SERVE.keys())


def test_no_flag_of_the_shipped_profile_is_a_nodes_matter() -> None:
    assert [flag.name for flag in read_flags(SEALED) if flag.name in {*NODE_FLAGS, *SET_BY_SERVE}] == []


@pytest.mark.parametrize("flag", sorted({flag.name for flag in read_flags(SEALED)}))
def test_a_node_cannot_set_what_the_profile_seals(flag: str) -> None:
    with pytest.raises(FlagRefused, match="belongs to the profile"):
        check_node_flags([flag, "1"])


@pytest.mark.parametrize("words", [["--kv_cache_dtype=fp8"], ["-q", "awq"], ["--speculative-config", "{}"]])
def test_flags_that_nobody_listed_count_as_ones_that_change_replies(words: list[str]) -> None:
    with pytest.raises(FlagRefused, match="make a new version of the profile"):
        check_node_flags(words)


@pytest.mark.parametrize("words", [["-tp", "2"], ["--api_key=x"], ["--data-parallel-size", "4"], ["--port", "1"]])
def test_what_serve_sets_itself_names_its_option(words: list[str]) -> None:
    with pytest.raises(FlagRefused, match="is set by judge serve itself: use"):
        check_node_flags(words)


def test_a_value_without_a_flag_is_named() -> None:
    with pytest.raises(FlagRefused, match=r"'0\.9' is not a flag"):
        check_node_flags(["0.9"])


def test_what_a_node_says_replaces_what_a_profile_says_of_it() -> None:
    """Profiles of earlier versions may name such flags: they load, keep their seal, and the node decides."""
    sealed = [*SEALED, "--tensor-parallel-size=4", "--gpu-memory-utilization", "0.9"]
    assert tensor_parallel_of(sealed) == 4
    node = read_flags(["--gpu_memory_utilization=0.5", "-tp", "1"])
    assert merged(sealed, node) == [*SEALED, "--gpu_memory_utilization=0.5", "-tp", "1"]
    assert merged(sealed, []) == sealed


@given(st.lists(st.tuples(st.sampled_from(OFFERED), st.sampled_from(["", "1", "/a/b", "spawn"])), max_size=6))
def test_no_word_is_lost_or_moved_within_its_flag(flags: list[tuple[str, str]]) -> None:
    words = [word for flag, value in flags for word in ((flag, value) if value else (flag,))]
    read = check_node_flags(words)
    assert [word for flag in read for word in flag.words] == words
    assert [(flag.name, flag.value) for flag in read] == flags
    assert merged(SEALED, read)[: len(SEALED)] == list(SEALED)
