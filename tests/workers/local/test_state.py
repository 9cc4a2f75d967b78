"""The recorded judgements: found again by what they depend on, used by one process at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from leaderboard.embedded.paths import CHECKOUT
from workers.local.state import Asked, State, StateBroken

ASKED = Asked("profile", "image", "A red square.")
RECORD = {"dimension": "Quality", "status": "ok", "verdicts": [["Detail", "Noise", None]], "content": "“…” \\u0000"}


def test_what_is_recorded_is_found_by_profile_picture_and_prompt_alone(tmp_path: Path) -> None:
    with State(tmp_path / "state") as state:
        state.record(ASKED, [RECORD])
        state.record(ASKED, [{**RECORD, "status": "refused"}])  # the first one stays
        state.record(ASKED, [])
    with State(tmp_path / "state") as state:
        assert state.recorded(ASKED) == {"Quality": RECORD}
        for other in ({"profile_sha256": "x"}, {"image_sha256": "x"}, {"prompt": "A red square"}):
            assert state.recorded(ASKED._replace(**other)) == {}


def test_a_second_process_is_refused_and_a_damaged_file_named(tmp_path: Path) -> None:
    with State(tmp_path / "state"):
        code = "import sys; from pathlib import Path; from workers.local.state import State; State(Path(sys.argv[1]))"
        command = [sys.executable, "-c", code, str(tmp_path / "state")]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert "does another salon judge use this folder?" in done.stderr
    (tmp_path / "damaged").write_bytes(b"not a database" * 100)
    with pytest.raises(StateBroken, match=r"damaged is damaged .+; delete it"):
        State(tmp_path / "damaged")
