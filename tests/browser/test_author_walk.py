"""A newcomer's walk in a real browser: sign up, submit a bundle, follow it, publish, read the board, download."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from leaderboard.demo.bundles import broken_bundle, good_bundle
from leaderboard.demo.visit import SUITE
from leaderboard.demo.visitor import Visitor
from leaderboard.embedded.stack import Stack

pytestmark = pytest.mark.browser

PATIENCE_MS = 180_000
PASSWORD = "a-quiet-gallery-7"  # of accounts of tests


@pytest.fixture
def bundles(visitor: Visitor, tmp_path: Path) -> tuple[Path, Path]:
    """A good bundle for one language, and a broken one, made from the prompts that the site offers."""
    prompts = visitor.prompts(SUITE)
    return good_bundle(tmp_path / "good.zip", prompts, ["en"]), broken_bundle(tmp_path / "bad.zip", prompts, "en")


def sign_up(page: Page, stack: Stack, address: str = "") -> None:
    page.goto(stack.site_url)
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_role("link", name="Sign up").first.click()
    page.get_by_label("Email").fill(address or f"{uuid.uuid4().hex}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Account")).to_be_visible()


def register_generator(page: Page, stack: Stack, name: str) -> None:
    page.goto(f"{stack.site_url}/generators/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Organisation").fill("Browser tests")
    page.get_by_label("Licence").fill("MIT")
    page.get_by_role("main").get_by_role("button", name="Save").or_(
        page.get_by_role("main").get_by_role("button", name="Register")
    ).click()
    expect(page.get_by_text(name).first).to_be_visible()


def submit_bundle(page: Page, stack: Stack, generator: str, bundle: Path) -> None:
    page.goto(f"{stack.site_url}/submissions/new/bundle/")
    page.get_by_label("Generator").select_option(label=generator)
    page.get_by_label("Prompt suite").select_option(label="Salon demo suite (demo v1, 24 prompts)")
    expect(page.get_by_label("Chinese")).not_to_be_checked()
    expect(page.locator(".work-size")).to_have_text(re.compile(r"English:\s+24 pictures, about 113 judge calls"))
    page.get_by_label("Chinese").check()
    expect(page.locator(".work-size")).to_contain_text("48 pictures, about 226 judge calls")
    page.get_by_label("Chinese").uncheck()
    page.locator("#id_file").set_input_files(bundle)
    page.get_by_role("main").get_by_role("button", name="Submit").click()
    page.wait_for_url("**/submissions/*/")


def test_sign_up_submit_follow_publish_and_download(
    page: Page, stack: Stack, bundles: tuple[Path, Path], tmp_path: Path
) -> None:
    name = f"Walker {uuid.uuid4().hex[:6]}"
    sign_up(page, stack)
    register_generator(page, stack, name)
    submit_bundle(page, stack, name, bundles[0])

    expect(page.locator("progress").first).to_be_visible()
    publish = page.get_by_role("link", name="Make public…")
    expect(publish).to_be_visible(timeout=PATIENCE_MS)
    shown = page.get_by_role("main").inner_text()
    assert "not comparable with Q-Judger" in shown
    submission = page.url

    page.goto(f"{submission}breakdown/")
    expect(page.get_by_text("Edge Clarity").first).to_be_visible()
    page.goto(f"{submission}images/")
    page.get_by_role("main").locator("a:has(img)").first.click()
    expect(page.locator(".verdict-row__facet").filter(visible=True).first).to_be_visible()
    expect(page.locator("main img").first).to_be_visible()

    page.goto(submission)
    page.get_by_role("link", name="Make public…").click()
    expect(page.get_by_role("heading", name="What cannot be undone")).to_be_visible()
    page.get_by_role("button", name="Make public").click()
    expect(page.get_by_text("The results are public.")).to_be_visible()
    page.goto(f"{stack.site_url}/boards/demo-1-pixel-baseline-3-en/")
    for _ in range(120):
        if page.get_by_role("link", name=name).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_role("link", name=name).first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    mine = next(row for row in rows if name in row.values())
    page.goto(submission)
    with page.expect_download() as download:
        page.locator('a[href$="breakdown.json"]').first.click()
    breakdown = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert any(value in json.dumps(breakdown) for value in mine.values() if value.count(".") == 1 and len(value) > 8)


def test_a_broken_bundle_is_reported_by_prompt_and_costs_nothing(
    page: Page, stack: Stack, bundles: tuple[Path, Path]
) -> None:
    name = f"Stumbler {uuid.uuid4().hex[:6]}"
    sign_up(page, stack)
    register_generator(page, stack, name)
    submit_bundle(page, stack, name, bundles[1])
    expect(page.get_by_text("Unsafe file name").first).to_be_visible(timeout=PATIENCE_MS)
    report = page.get_by_role("main").inner_text()
    for word in ("pictures are missing: p", "Too small", "Animated", "Unsafe file name", "p004", "17×9", "quota"):
        assert word in report, word
    missing = page.locator("#report details").first
    expect(missing.get_by_text("p024.en.png", exact=True)).to_be_hidden()
    missing.locator("summary").click()
    expect(missing.get_by_text("p024.en.png", exact=True)).to_be_visible()
    page.get_by_role("link", name="Submit again").click()
    expect(page.get_by_label("Prompt suite")).to_have_value(re.compile(r"\d+"))
    expect(page.get_by_label("Generator").locator("option:checked")).to_have_text(name)


def test_a_generator_without_results_is_deleted_on_confirmation(page: Page, stack: Stack) -> None:
    name = f"Passing {uuid.uuid4().hex[:6]}"
    sign_up(page, stack)
    register_generator(page, stack, name)
    page.get_by_role("link", name=f"Delete {name}").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No generator yet")).to_be_visible()


def test_the_sample_generator_is_offered_and_can_be_tested(page: Page, stack: Stack) -> None:
    sign_up(page, stack)
    register_generator(page, stack, f"Sampler {uuid.uuid4().hex[:6]}")
    page.goto(f"{stack.site_url}/submissions/new/endpoint/")
    page.get_by_role("link", name="Fill it in").click()
    expect(page.get_by_label("Base URL")).to_have_value(stack.generator_url)
    page.get_by_role("button", name="Test endpoint").click()
    expect(page.get_by_text("The endpoint works.")).to_be_visible()
