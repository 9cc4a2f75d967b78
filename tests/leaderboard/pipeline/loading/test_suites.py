"""Loading what is measured with: sealed, versioned, and the same when it is loaded again."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import CommandError, call_command

from leaderboard.models import JudgeProfile, Prompt, PromptSuite
from leaderboard.pipeline.loading.folders import read_profile, read_suite
from leaderboard.pipeline.loading.suites import SealBroken, load_profile, load_suite
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.domain import shipped

pytestmark = pytest.mark.django_db
PROMPTS = Path(settings.SALON_PROMPTS)


def test_a_suite_is_stored_in_order_with_its_seal() -> None:
    suite = read_suite(PROMPTS / "demo-v1")
    row, created = load_suite(suite)
    assert created
    assert row.sha256 == suite.sha256()
    prompts = list(Prompt.objects.filter(suite=row))
    assert [prompt.key for prompt in prompts] == [prompt.key for prompt in suite.prompts]
    assert [prompt.target_facets for prompt in prompts] == [prompt.target_facets for prompt in suite.prompts]
    assert [prompt.texts for prompt in prompts] == [dict(prompt.texts) for prompt in suite.prompts]


def test_loading_again_changes_nothing_and_another_content_needs_another_version() -> None:
    suite = read_suite(PROMPTS / "demo-v1")
    row, _ = load_suite(suite)
    assert load_suite(suite) == (row, False)
    shorter = dataclasses.replace(suite, prompts=suite.prompts[:-1])
    with pytest.raises(SealBroken, match="there were 24 prompts, there are 23; give the changed suite a new version"):
        load_suite(shorter)
    assert Prompt.objects.count() == 24
    _, created = load_suite(dataclasses.replace(shorter, version="2"))
    assert created
    assert PromptSuite.objects.count() == 2


def test_a_profile_is_rebuilt_from_its_stored_texts_with_the_same_hash(tmp_path: Path) -> None:
    row = load_pixel_profile()
    frozen = JudgeProfile.objects.get(pk=row.pk).frozen
    assert frozen.sha256 == row.sha256 == shipped.profile("pixel-baseline").sha256
    assert frozen.protocol.rubric == shipped.rubric()
    assert load_profile(read_profile(PROMPTS / "judges" / "pixel-baseline.toml")) == (row, False)


def test_a_profile_with_a_changed_rubric_needs_another_version(tmp_path: Path) -> None:
    row = load_pixel_profile()
    changed = Path(shutil.copytree(PROMPTS, tmp_path / "prompts"))
    rubric = changed / "protocols" / "salon-v1" / "rubric.toml"
    rubric.write_text(shipped.text(rubric).replace("Do weight, support", "Do weight and support"), encoding="utf-8")
    profile = changed / "judges" / "pixel-baseline.toml"
    with pytest.raises(SealBroken, match="give the changed profile a new version"):
        load_profile(read_profile(profile))
    another = re.sub(r'(?m)^version = ".*"', 'version = "another"', shipped.text(profile), count=1)
    profile.write_text(another, encoding="utf-8")
    newer, created = load_profile(read_profile(profile))
    assert created
    assert newer.sha256 != row.sha256


def test_hiding_a_suite_and_showing_it_again_is_no_change_of_its_content() -> None:
    suite = read_suite(PROMPTS / "demo-v1")
    load_suite(suite)
    for hidden in (True, False):
        row, created = load_suite(dataclasses.replace(suite, hidden=hidden))
        assert (row.hidden, created, row.sha256) == (hidden, False, suite.sha256())
        assert PromptSuite.objects.get().hidden == hidden


def test_the_suite_read_back_from_its_rows_has_the_same_seal() -> None:
    suite = read_suite(PROMPTS / "core-v1")
    row, _ = load_suite(suite)
    assert row.whole == suite
    assert row.whole.sha256() == row.sha256


# --- the command ------------------------------------------------------------------------------------------------------
def test_the_command_loads_everything_that_is_shipped_and_may_be_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_suites")
    call_command("load_suites")
    assert PromptSuite.objects.get(key="demo").sha256 == load_demo_suite().sha256
    assert PromptSuite.objects.get(key="core").prompts.count() == 240
    assert set(JudgeProfile.objects.values_list("key", flat=True)) == {"pixel-baseline", "q-judger"}
    said = capsys.readouterr().out
    assert "q-judger-official waits for the protocol qwen-image-bench" in said
    assert "suite core v1: already loaded, unchanged" in said


@pytest.fixture
def further(tmp_path: Path, settings: LazySettings) -> Path:
    """An operator's own folder beside ``prompts/``."""
    settings.SALON_SUITE_DIRS = [settings.SALON_PROMPTS, tmp_path]
    return tmp_path


def write_suite(folder: Path, *lines: str, **head: str) -> None:
    folder.mkdir()
    texts = {"key": "own", "version": "1", "title": "Own", "description": "Ours.", "licence": "CC0-1.0"} | head
    toml = "".join(f"{name} = {json.dumps(text)}\n" for name, text in texts.items()) + 'languages = ["en"]\n'
    (folder / "suite.toml").write_text(toml, encoding="utf-8")
    (folder / "prompts.jsonl").write_text("\n".join(lines), encoding="utf-8")


def line(prompt_key: str = "p1", facet: str = "Noise") -> str:
    targets = [{"facet": ["Quality", "Detail", facet], "note": ""}]
    return json.dumps({"key": prompt_key, "texts": {"en": f"A cat, {prompt_key}"}, "targets": targets})


def test_further_folders_are_loaded_too(further: Path) -> None:
    write_suite(further / "own-v1", line("p1"), line("p2"))
    call_command("load_suites")
    assert PromptSuite.objects.get(key="own").prompts.count() == 2


def test_all_faults_of_all_folders_are_told_at_once_and_nothing_is_loaded(further: Path) -> None:
    write_suite(further / "one", line("p1"), line("p2", "Grain"), "{")
    write_suite(further / "two", line("p1"), key="Two Words")
    (further / "three").mkdir()
    (further / "three" / "suite.toml").write_text('key = "three"\n', encoding="utf-8")
    (further / "judges").mkdir()
    (further / "judges" / "broken.toml").write_text("protocol = 3\n", encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("load_suites")
    said = str(caught.value)
    for words in (
        f"{further}/one/prompts.jsonl:2: unknown facet",
        f"{further}/one/prompts.jsonl:3: not JSON",
        f"{further}/two/suite.toml:1: 'key' is 'Two Words'",
        f"{further}/three/suite.toml: its prompts are expected in {further}/three/prompts.jsonl",
        f"{further}/judges/broken.toml: 'protocol' is 3",
        "5 faults; nothing was loaded",
    ):
        assert words in said
    assert not PromptSuite.objects.exists()


def test_a_folder_that_is_not_there_is_a_fault(settings: LazySettings) -> None:
    settings.SALON_SUITE_DIRS = [settings.SALON_PROMPTS, Path("/nowhere/suites")]
    with pytest.raises(CommandError, match="/nowhere/suites: there is no such folder"):
        call_command("load_suites")


def test_other_content_under_the_same_version_is_refused_with_the_first_difference(further: Path) -> None:
    write_suite(further / "own-v1", line("p1"), line("p2"))
    call_command("load_suites")
    write_suite(further / "own-v1-changed", line("p1"), line("p2", "Naturalness"))
    with pytest.raises(
        CommandError, match="suite own v1 is already loaded with other content: prompt p2: targets changed"
    ):
        call_command("load_suites")


def test_checking_prints_the_seals_and_stores_nothing(further: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_suite(further / "own-v1", line("p1"))
    call_command("load_suites", check=True)
    assert re.search(r"^[0-9a-f]{64}  own/1  1 prompts$", capsys.readouterr().out, re.MULTILINE)
    assert not PromptSuite.objects.exists()


def test_a_suite_cannot_be_hidden_while_another_shows_its_prompts(further: Path) -> None:
    write_suite(further / "own-v1", line("p1"), line("p2"))
    write_suite(further / "part-v1", line("p1"), key="part")
    head = further / "own-v1" / "suite.toml"
    head.write_text(head.read_text(encoding="utf-8") + "hidden = true\n", encoding="utf-8")
    with pytest.raises(CommandError, match="but part v1, which is not hidden, has some of its prompts"):
        call_command("load_suites")
    assert not PromptSuite.objects.exists()
