"""Comparing models in a real browser: choose, read, order by difference; on a phone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOARD = "/boards/demo-1-pixel-baseline-2-en/"


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """A board of three models."""
    publish(
        scored_submission(verdict=2, generator=GeneratorFactory.create(name="Aurora")),
        scored_submission(verdict=1, generator=GeneratorFactory.create(name="Boreal")),
        mixed_submission(2, 0, 1, generator=GeneratorFactory.create(name="Cirrus with a rather long name")),
    )
    return live_server.url + BOARD


@pytest.fixture
def plain_page(chromium: Browser) -> Iterator[Page]:
    """A phone's page on which nothing runs."""
    context = chromium.new_context(viewport={"width": 375, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def choose(page: Page, site: str) -> None:
    """From the empty page to a comparison of Aurora and Cirrus, by search and links."""
    page.goto(f"{site}compare/")
    page.get_by_role("link", name="Add Aurora").click()
    page.get_by_label("Add a model").fill("cirrus")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Add Cirrus").click()


def is_as_wide_as_the_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_choose_models_read_their_differences_and_where_they_differ_most(page: Page, site: str) -> None:
    choose(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Aurora / Cirrus with a rather long name")
    expect(page.get_by_text("Overall Aurora surely scores higher than Cirrus")).to_be_visible()
    table = page.get_by_role("region", name="Differences: Overall and dimensions")
    expect(table.get_by_role("row")).to_have_count(7)
    expect(table.get_by_role("rowheader", name="Overall", exact=True)).to_be_visible()
    page.get_by_text("Facets (56)").click()
    expect(page.get_by_role("rowheader", name="Edge Clarity Quality › Detail")).to_be_visible()

    page.get_by_role("link", name="Where they differ most").click()
    assert "order=differ" in page.url
    scores = [
        [float(value) for value in caption.inner_text().split() if value.replace(".", "").isdigit()]
        for caption in page.locator(".compared figcaption").all()
    ]
    gaps = [abs(first[-1] - second[-1]) for first, second in zip(scores[::2], scores[1::2], strict=True)]
    assert len(gaps) == 12
    assert gaps == sorted(gaps, reverse=True)
    page.get_by_label("Differ most in").select_option("Quality")
    page.get_by_role("button", name="Show").click()
    assert "of=quality" in page.url

    page.get_by_role("link", name="Compare all with Cirrus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cirrus with a rather long name / Aurora")
    page.locator(".compared h3 a").first.click()
    expect(page.get_by_role("heading", name="3 models")).to_be_visible()


def test_models_are_found_while_one_types(page: Page, site: str) -> None:
    page.goto(f"{site}compare/")
    page.get_by_label("Find a model").press_sequentially("bor")
    expect(page.get_by_role("link", name="Add Aurora")).to_have_count(0)
    expect(page.get_by_role("link", name="Add Boreal")).to_be_visible()


def test_on_a_phone_and_without_javascript_all_of_it_works(plain_page: Page, site: str) -> None:
    choose(plain_page, site)
    expect(plain_page.get_by_text("Overall Aurora surely scores higher than Cirrus")).to_be_visible()
    expect(plain_page.get_by_role("region", name="Differences: Overall and dimensions")).to_be_visible()
    expect(plain_page.get_by_role("link", name="Where they differ most")).to_be_visible()


def test_no_page_scrolls_sideways_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    choose(page, site)
    assert is_as_wide_as_the_window(page)
    first = page.locator(".compared a:has(img)").first.get_attribute("href")
    for address in (f"{site}prompts/p001/", f"{site}facets/", f"{site}facets/quality-detail-noise/", first):
        page.goto(address if address and "://" in address else site.removesuffix(BOARD) + str(address))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert is_as_wide_as_the_window(page), address
