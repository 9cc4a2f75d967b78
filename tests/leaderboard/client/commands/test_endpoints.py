"""What ``salon test endpoint`` writes."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from leaderboard.client.commands.endpoints import write_picture
from tests.leaderboard.client.conftest import Run


@pytest.mark.parametrize(("name", "form"), [("test.png", "PNG"), ("test.JPG", "JPEG"), ("test.webp", "WEBP")])
def test_a_picture_has_the_format_of_its_name(tmp_path: Path, name: str, form: str) -> None:
    data = io.BytesIO()
    Image.new("RGB", (320, 200), "red").save(data, "WEBP")
    url = f"data:image/webp;base64,{base64.b64encode(data.getvalue()).decode()}"
    assert write_picture(tmp_path / name, url).endswith(f"{form}, 320 × 200 px.")
    with Image.open(tmp_path / name) as written:
        assert (written.format, written.size) == (form, (320, 200))


def test_another_ending_is_refused_before_the_call(run: Run) -> None:
    ended = run("test", "endpoint", "https://a.example/v1", "--suite", "demo", "--model", "m", "-o", "test.gif")
    assert (ended.code, "ends in .webp, .png, .jpg" in ended.err) == (3, True)
