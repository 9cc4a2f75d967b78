"""Loading what is measured with: sealed, versioned, and the same when it is loaded again."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from leaderboard.models import JudgeProfile, Prompt, PromptSuite
from leaderboard.pipeline.suites import SealBroken, load_profile, load_suite, read_suite
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
    with pytest.raises(SealBroken, match="give the changed suite a new version"):
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
    assert load_profile(PROMPTS / "judges" / "pixel-baseline.toml") == (row, False)


def test_a_profile_with_a_changed_rubric_needs_another_version(tmp_path: Path) -> None:
    row = load_pixel_profile()
    changed = Path(shutil.copytree(PROMPTS, tmp_path / "prompts"))
    rubric = changed / "protocols" / "salon-v1" / "rubric.toml"
    rubric.write_text(shipped.text(rubric).replace("Do weight, support", "Do weight and support"), encoding="utf-8")
    profile = changed / "judges" / "pixel-baseline.toml"
    with pytest.raises(SealBroken, match="give the changed profile a new version"):
        load_profile(profile)
    profile.write_text(shipped.text(profile).replace('version = "1"', 'version = "2"', 1), encoding="utf-8")
    newer, created = load_profile(profile)
    assert created
    assert newer.sha256 != row.sha256


def test_the_command_loads_everything_that_is_shipped_and_may_be_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_suites")
    call_command("load_suites")
    assert PromptSuite.objects.get().sha256 == load_demo_suite().sha256
    assert set(JudgeProfile.objects.values_list("key", flat=True)) == {"pixel-baseline", "q-judger"}
