"""``manage.py load_human_scores``: what it says when it loads, when there is nothing to do, and when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from leaderboard.models import HumanPanel
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.panels import SLUG

pytestmark = pytest.mark.django_db
TABLE = "model,language,overall\nAurora,en,8.5\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    publish(scored_submission(generator=GeneratorFactory.create(name="Aurora")))
    path = tmp_path / "panel.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def load(file: Path, **changes: str) -> None:
    call_command("load_human_scores", str(file), **{"board": SLUG, "title": "Readers", "source": "A poll", **changes})


def test_it_says_what_was_loaded_and_that_the_same_again_changes_nothing(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(file)
    load(file)
    assert capsys.readouterr().out.splitlines() == [
        "panel Readers: loaded (models: 1 in en)",
        "panel Readers: already loaded, nothing was changed (models: 1 in en)",
    ]


def test_other_content_under_the_same_title_is_refused(file: Path) -> None:
    load(file)
    file.write_text(TABLE.replace("8.5", "8"), encoding="utf-8")
    with pytest.raises(
        CommandError, match=r"has 8\.5 for overall there and 8\.0 here; nothing was loaded\. Give another"
    ):
        load(file)


def test_every_fault_is_told_by_line(file: Path) -> None:
    file.write_text("model,language,overall\n,en,8\nAurora,en,good\n", encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        load(file)
    assert str(caught.value).splitlines() == [
        "panel.csv:2: no model; a generator's name is expected",
        "panel.csv:3: overall is 'good'; a number such as 8.71, or an empty cell, is expected",
        "nothing was loaded",
    ]
    assert not HumanPanel.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"board": "nope"}, f"there is no board nope; the boards are: {SLUG}; nothing was loaded"),
        ({"title": " "}, "--title has 0 characters; 1 to 200 are expected, nothing was loaded"),
        ({"source": "x" * 501}, "--source has 501 characters; 1 to 500 are expected, nothing was loaded"),
    ],
)
def test_what_else_stands_in_the_way_is_said(file: Path, changes: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError) as caught:
        load(file, **changes)
    assert str(caught.value) == said


def test_a_file_that_is_not_there_is_said(file: Path) -> None:
    with pytest.raises(CommandError, match="No such file or directory; a CSV file is expected"):
        load(file.with_name("other.csv"))
