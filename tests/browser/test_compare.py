"""Comparing models in a real browser: choose, read, order by difference; on a phone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.walls import BOARD as SLUG

pytestmark = pytest.mark.browser
BOARD = f"/boards/{SLUG}/"


@pytest.fixture
def plain_page(chromium: Browser) -> Iterator[Page]:
    """A phone's page on which nothing runs."""
    context = chromium.new_context(viewport={"width": 375, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def choose(page: Page, site: str) -> list[str]:
    """From the empty page to a comparison of two models, by links and by search; their names."""
    page.goto(f"{site}{BOARD}compare/")
    links = page.locator(".candidates a")
    names = [name.removeprefix("+ Add ") for name in (links.nth(0).text_content(), links.nth(3).text_content()) if name]
    links.nth(0).click()
    page.get_by_label("Add a model").fill(names[1])
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=f"Add {names[1]}", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(" / ".join(names))
    return names


def is_as_wide_as_the_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def gaps(page: Page) -> list[float]:
    """How far the two scores under each pair of pictures are apart."""
    captions = page.locator(".compared figcaption .thumb__line > :last-child").all_inner_texts()
    scores = [float(value) for value in captions if re.fullmatch(r"[\d.]+", value)]
    return [abs(first - second) for first, second in zip(scores[::2], scores[1::2], strict=True)]


def test_choose_models_read_their_differences_and_where_they_differ_most(page: Page, site: str) -> None:
    first, other = choose(page, site)
    expect(
        page.get_by_text(f"{first} scores reliably higher than").or_(page.get_by_text("No reliable difference overall"))
    ).to_be_visible()
    table = page.get_by_role("region", name="Differences: Overall and dimensions")
    expect(table.get_by_role("row")).to_have_count(7)
    page.get_by_text("Facets (56)").click()
    expect(page.get_by_role("rowheader", name="Edge Clarity").first).to_be_visible()

    page.get_by_role("link", name="Where they differ most").click()
    expect(page.locator(".compared")).to_have_count(12)
    expect(page).to_have_url(re.compile("order=differ"))
    assert len(gaps(page)) > 8
    assert gaps(page) == sorted(gaps(page), reverse=True)
    page.get_by_label("Differ most in").select_option("Quality")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**of=quality*")

    page.get_by_role("link", name=f"Use {other} as the reference").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{other} / {first}")
    page.locator(".compared h3 a").first.click()
    expect(page.get_by_role("link", name="Best first")).to_be_visible()


def test_models_are_found_while_one_types(page: Page, site: str) -> None:
    page.goto(f"{site}{BOARD}compare/")
    expect(page.locator(".candidates li").nth(1)).to_be_visible()
    last = page.locator(".candidates a").last.text_content() or ""
    name = last.removeprefix("+ Add ")
    page.get_by_label("Find a model").press_sequentially(name)
    expect(page.locator(".candidates li").first).to_contain_text(name)
    expect(page.get_by_text("Matching models")).to_be_visible()


def test_on_a_phone_and_without_javascript_all_of_it_works(plain_page: Page, site: str) -> None:
    choose(plain_page, site)
    expect(plain_page.get_by_role("region", name="Differences: Overall and dimensions")).to_be_visible()
    plain_page.get_by_role("link", name="Where they differ most").click()
    # Without JavaScript the link loads another page, and the old one is there until then.
    expect(plain_page.locator(".compared")).to_have_count(12)
    assert gaps(plain_page) == sorted(gaps(plain_page), reverse=True)
    assert plain_page.locator("script:not([src]):not([type='application/json'])").count() == 0


def test_no_page_scrolls_sideways_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    choose(page, site)
    assert is_as_wide_as_the_window(page)
    picture = page.locator(".compared a:has(img)").first.get_attribute("href") or ""
    board = site + BOARD
    for address in (
        f"{board}prompts/p001/",
        f"{board}facets/",
        f"{board}facets/quality-detail-noise/",
        f"{site}{picture}",
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert is_as_wide_as_the_window(page), address
