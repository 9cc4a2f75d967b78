"""An author's submissions in a real browser: two are compared and shared by a link, and a generator has a history."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from leaderboard.domain.submission.generation_settings import GenerationSettings
from leaderboard.models import Submission, User
from leaderboard.pipeline.submission.facts import freeze_settings
from tests.leaderboard.mixed_scores import mixed_submission
from tests.leaderboard.web.people import generator_of, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_SHOTS = os.environ.get("SHOTS", "")


def shot(page: Page, name: str) -> None:
    """A picture for whoever looks at the pages: SHOTS names a folder."""
    if _SHOTS:
        page.screenshot(path=Path(_SHOTS) / f"{name}.png", full_page=True)


def two_submissions(author: User) -> list[Submission]:
    generator = generator_of(author, name="Aquarell 20B")
    found = [mixed_submission(*verdicts, generator=generator) for verdicts in ((2, 1, 1, 0, 2, 1), (0, 1, 0, 0, 2, 1))]
    for number, submission in enumerate(found):
        Submission.objects.filter(pk=submission.pk).update(label=f"step {number + 1}000", commit=f"abc{number}def")
        freeze_settings(submission, GenerationSettings(steps=20 + 10 * number, guidance=4.5, engine="vLLM-Omni 0.9"))
    return found


def sign_in(page: Page, site: str, author: User) -> None:
    client = Client()
    client.force_login(author)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def fits_a_phone(page: Page) -> bool:
    page.set_viewport_size({"width": 375, "height": 812})
    fits = bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
    page.set_viewport_size({"width": 1280, "height": 900})
    return fits


def test_two_submissions_are_compared_and_shared_with_somebody_without_an_account(
    page: Page, chromium: Browser, live_server: LiveServer
) -> None:
    author, site = person(), live_server.url
    first, second = two_submissions(author)
    sign_in(page, site, author)
    page.goto(f"{site}/submissions/")
    compare = page.get_by_role("button", name="Compare")
    expect(compare).to_be_disabled()
    for submission in (second, first):
        page.get_by_label(f"Compare submission {submission.pk}").check()
    expect(compare).to_have_text("Compare (2)")
    shot(page, "submissions")
    compare.click()
    sentence = page.locator(".verdict-line")
    expect(sentence).to_contain_text("scores reliably higher than")
    expect(page.locator(".compared")).to_have_count(12)
    shot(page, "compare")
    assert fits_a_phone(page)

    page.get_by_role("button", name="Create link").click()
    link = page.locator(".code-block").inner_text()
    shot(page, "link")
    other = chromium.new_context(viewport={"width": 375, "height": 812}, java_script_enabled=False).new_page()
    other.goto(link)
    expect(other.get_by_text("shared by a secret link")).to_be_visible()
    expect(other.locator(".verdict-line")).to_contain_text("scores reliably higher than")
    shot(other, "shared-phone")
    other.locator("#compared a").first.click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Aquarell 20B")
    assert other.url.startswith(link)
    shot(other, "shared-submission-phone")
    page.get_by_role("button", name="Revoke").click()
    reply = other.reload()
    assert reply is not None
    assert reply.status == 410
    expect(other.get_by_text("This link no longer works")).to_be_visible()
    other.context.close()


def test_a_generator_has_a_history_of_its_submissions(page: Page, live_server: LiveServer) -> None:
    author = person()
    first, _second = two_submissions(author)
    sign_in(page, live_server.url, author)
    page.goto(f"{live_server.url}/generators/")
    page.get_by_role("link", name="History Aquarell 20B").click()
    expect(page.locator("figure.chart svg, figure.chart canvas").first).to_be_visible()
    expect(page.get_by_role("row", name="step 1000").last).to_contain_text("Steps: 20")
    page.wait_for_timeout(1200 if _SHOTS else 0)
    shot(page, "history")
    page.get_by_label("Level").select_option("Quality")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("columnheader", name="Quality").first).to_be_visible()
    assert fits_a_phone(page)
    page.goto(f"{live_server.url}/submissions/{first.pk}/")
    expect(page.get_by_text("Steps: 20")).to_be_visible()
    shot(page, "submission")
    page.get_by_role("link", name="Edit label and notes").click()
    page.get_by_label("Label").fill("the one that counts")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#annotation")).to_contain_text("the one that counts")
