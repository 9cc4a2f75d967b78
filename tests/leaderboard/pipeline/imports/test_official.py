"""Importing the official release: all or nothing, into the same layout and through the same loader as everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from leaderboard.domain.judging.messages import judge_messages
from leaderboard.models import JudgeProfile, PromptSuite
from leaderboard.pipeline.loading.folders import read_all
from tests import official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def imported(tmp_path: Path, settings: LazySettings) -> Path:
    """Where imported files go in this test."""
    settings.SALON_IMPORTED = tmp_path / "imported"
    return tmp_path / "imported"


def run(toolkit: Path, dataset: Path, version: str = "1", **options: bool) -> None:
    call_command("import_official", toolkit=toolkit, dataset=dataset, suite_version=version, **options)


def test_a_release_becomes_a_suite_and_a_profile_that_can_be_used(
    tmp_path: Path, imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*official.write_release(tmp_path / "release"))
    suite = PromptSuite.objects.get()
    assert (suite.key, suite.languages, suite.prompts.count()) == ("qwen-image-bench", ["zh", "en"], 60)
    assert suite.whole.sha256() == suite.sha256
    targets = {facet for prompt in suite.prompts.all() for facet in prompt.target_facets}
    assert len(targets) == 56
    profile = JudgeProfile.objects.get(key="q-judger-official").frozen
    first = suite.prompts.order_by("position")[0]
    messages = judge_messages(profile, first.texts["zh"], "Alignment")
    assert first.texts["zh"] in messages.before_image
    assert messages.before_image.endswith("# The picture\n")
    said = capsys.readouterr().out
    assert suite.sha256 in said
    assert profile.sha256 in said
    # What was written is what load_suites reads from then on.
    contents = read_all([imported, Path("prompts").resolve()])
    assert (contents.faults, contents.waiting) == ([], [])
    assert "qwen-image-bench" in {suite.key for suite in contents.suites}


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    release = official.write_release(tmp_path / "release")
    run(*release)
    run(*release)
    assert (PromptSuite.objects.count(), JudgeProfile.objects.count()) == (1, 3)


def test_faults_of_both_files_come_at_once_and_nothing_is_imported(tmp_path: Path, imported: Path) -> None:
    source = official.toolkit().replace("SYSTEM_PROMPT", "SYSTEM_MESSAGE")
    rows = official.jsonl(official.row(1), official.row(2, dims_en="Quality / Detail / Grain"))
    with pytest.raises(CommandError) as caught:
        run(*official.write_release(tmp_path / "release", source, rows))
    said = str(caught.value)
    assert "checklists.py: SYSTEM_PROMPT is missing" in said
    assert "dataset.jsonl:2: 'dims_en' names 'Quality / Detail / Grain'" in said
    assert said.endswith("nothing was imported")
    assert not PromptSuite.objects.exists()
    assert not JudgeProfile.objects.exists()
    assert not imported.exists()


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"checklists\.py: there is no such file"):
        run(tmp_path, tmp_path / "none.jsonl")


def test_another_release_under_the_same_version_is_refused_and_leaves_the_first_one_as_it_is(
    tmp_path: Path, imported: Path
) -> None:
    run(*official.write_release(tmp_path / "release"))
    before = (imported / "qwen-image-bench" / "prompts.jsonl").read_bytes()
    other = official.write_release(tmp_path / "other", rows=official.jsonl(official.row(1)))
    with pytest.raises(CommandError, match="there were 60 prompts, there are 1"):
        run(*other)
    assert (imported / "qwen-image-bench" / "prompts.jsonl").read_bytes() == before
    assert sorted(path.name for path in imported.iterdir()) == ["protocols", "qwen-image-bench"]
    run(*other, version="2")
    assert PromptSuite.objects.get(version="2").prompts.count() == 1


def test_a_hidden_suite_stays_hidden_when_it_is_imported_again(tmp_path: Path) -> None:
    release = official.write_release(tmp_path / "release")
    run(*release, hidden=True)
    assert PromptSuite.objects.get().hidden
    run(*release)
    assert PromptSuite.objects.get().hidden


@pytest.mark.parametrize(
    ("version", "data", "words"),
    [("1 beta", None, "'version' is '1 beta'"), ("1", b"\xff\xfe\n", "dataset.jsonl: not UTF-8")],
)
def test_other_faults_are_told_in_the_same_way(tmp_path: Path, version: str, data: bytes | None, words: str) -> None:
    toolkit, dataset = official.write_release(tmp_path / "release")
    if data is not None:
        dataset.write_bytes(data)
    with pytest.raises(CommandError, match=words):
        run(toolkit, dataset, version)
    assert not PromptSuite.objects.exists()
