"""``make showcase``: a site that can be read while and after it is filled, and nothing left running."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.showcase import Showcase

pytestmark = pytest.mark.processes


def test_the_site_is_there_while_and_after_it_is_filled(showcase: Showcase) -> None:
    assert showcase.filled_later
    assert "SAMPLE DATA" in showcase.get("/boards/demo-1-sample-data-1-zh/")
    assert not (showcase.home / "logs" / "worker-judging.log").exists()
    assert showcase.end() == 0
    assert showcase.processes() == []


def test_ended_in_the_middle_it_leaves_nothing_running(home: Path) -> None:
    showcase = Showcase(home, models=200)
    try:
        showcase.wait_until(lambda: any((showcase.home / "media").rglob("*.webp")))
    finally:
        code = showcase.end()
    assert code == 0
    # The seeding itself says why it stops, unless the machine is so busy that it is killed before it can.
    assert "Stopped; every process that was started has ended." in showcase.said
    assert "invented models in" not in showcase.said
    assert showcase.processes() == []
