"""A picture's page in a real browser: from a model's facet to the judge's reason, with the picture beside it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.walls import BOARD

pytestmark = pytest.mark.browser
DESK, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=375, height=812)
FACET = "quality-detail-noise"


def share_in_view(one: Locator) -> float:
    """The share of an element that is within the window, from 0 to 1."""
    return float(
        one.evaluate(
            """(element) => {
              const { top, bottom, left, right } = element.getBoundingClientRect();
              const high = Math.min(bottom, innerHeight) - Math.max(top, 0);
              const wide = Math.min(right, innerWidth) - Math.max(left, 0);
              return Math.max(0, high) * Math.max(0, wide) / ((bottom - top) * (right - left));
            }"""
        )
    )


def is_covered(one: Locator) -> bool:
    """Whether something lies over the middle of an element."""
    return bool(
        one.evaluate(
            """(element) => {
              const { top, bottom, left, right } = element.getBoundingClientRect();
              return !element.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
            }"""
        )
    )


def is_beside_the_picture(page: Page) -> None:
    """Picture and reason are on one screen, neither covers the other, and the row that the address names is marked."""
    reason, picture = page.locator(".verdict-row:target"), page.locator(".picture img")
    expect(reason.locator(".verdict-row__reason")).not_to_be_empty()
    expect(picture).to_have_js_property("complete", value=True)
    expect(reason).to_be_in_viewport()
    assert share_in_view(picture) > 0.99
    assert share_in_view(reason.locator(".verdict-row__reason")) > 0.99
    assert not is_covered(reason.locator(".verdict-row__reason"))
    assert not is_covered(picture)
    marked = reason.evaluate("(row) => getComputedStyle(row).backgroundColor")
    others = page.locator(".verdict-row:not(:target)").first.evaluate("(row) => getComputedStyle(row).backgroundColor")
    assert marked != others


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_why_a_model_lost_on_a_facet_is_three_clicks_from_home(page: Page, site: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.goto(site)
    page.locator(f'main a[href="/boards/{BOARD}/"]').first.click()
    page.locator(f'main a[href^="/boards/{BOARD}/models/"]').first.click()
    page.locator("#weaknesses p a").first.click()
    expect(page).to_have_url(re.compile(r"/images/\d+/#[a-z0-9-]+$"))
    is_beside_the_picture(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_facet_of_a_model_leads_to_its_worst_picture_and_the_reason(
    page: Page, site: str, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(f"{site}/boards/{BOARD}/")
    page.locator(f'main a[href^="/boards/{BOARD}/models/"]').nth(1).click()
    page.locator(f'.facet-map a[href$="pictures=worst&of={FACET}#pictures"]').click()
    expect(page.locator("#pictures")).to_be_in_viewport()
    page.locator("#pictures .thumb a").first.click()
    expect(page).to_have_url(re.compile(rf"/images/\d+/#{FACET}$"))
    is_beside_the_picture(page)


def test_the_picture_is_the_largest_thing_and_opens_at_full_size(page: Page, site: str) -> None:
    page.goto(f"{site}/boards/{BOARD}/")
    page.locator(f'main a[href^="/boards/{BOARD}/models/"]').first.click()
    page.locator("#weaknesses p a").first.click()
    picture = page.locator(".picture img")
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] >= 640
    page.get_by_role("button", name="Show the picture at full size").click()
    large = page.locator("#full-size img")
    expect(large).to_be_visible()
    box = large.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) > (1200, 800)
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    page.get_by_role("link", name=re.compile("^Next: ")).click()
    expect(page.get_by_role("link", name=re.compile("^Previous: "))).to_be_visible()
