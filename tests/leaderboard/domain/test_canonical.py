"""Canonical bytes: equal values have one form, so that a seal can be checked anywhere."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.canonical import canonical_bytes, seal

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)


@given(values)
def test_reading_the_bytes_gives_the_same_bytes_again(value: object) -> None:
    assert canonical_bytes(json.loads(canonical_bytes(value))) == canonical_bytes(value)


def test_neither_the_order_of_keys_nor_white_space_moves_the_seal() -> None:
    assert seal({"b": [1, 2], "a": "ü"}) == seal({"a": "ü", "b": (1, 2)})
    assert canonical_bytes({"b": 1, "a": "ü"}) == '{"a":"ü","b":1}'.encode()
    assert seal([1, 2]) != seal([2, 1])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"a": object()}])
def test_what_other_languages_could_not_read_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        canonical_bytes(value)


def test_the_documented_shell_command_computes_the_same_seal(tmp_path: Path) -> None:
    value = {"z": 0.1, "a": ["端午安康", None, True], "n": 60.0}
    file = tmp_path / "value.json"
    file.write_text(json.dumps(value, indent=2), encoding="utf-8")
    program = (
        'import json,sys; print(json.dumps(json.load(sys.stdin), sort_keys=True, separators=(",", ":"), '
        'ensure_ascii=False, allow_nan=False), end="")'
    )
    with file.open(encoding="utf-8") as stdin:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program], stdin=stdin, capture_output=True, check=True
        )
    assert hashlib.sha256(done.stdout).hexdigest() == seal(value)
