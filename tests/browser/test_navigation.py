"""The header in a browser: whose links it shows on cached pages, the menu of a phone, and the reader's language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.walls import signed_in

pytestmark = pytest.mark.browser


def test_a_cached_page_shows_each_reader_their_own_links(page: Page, chromium: Browser, site: str) -> None:
    page.goto(f"{site}/")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link", name="Sign in")).to_be_visible()
    expect(menu.get_by_role("link", name="My submissions")).to_be_hidden()
    reader = signed_in(chromium, site)
    page = reader.new_page()
    page.goto(f"{site}/")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link", name="My submissions")).to_be_visible()
    expect(menu.get_by_role("link", name="Operations")).to_be_hidden()
    expect(menu.get_by_role("link", name="Sign in")).to_be_hidden()
    reader.close()


def test_on_a_phone_the_links_are_in_a_menu_that_needs_no_script(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/about/")
    link = page.get_by_role("link", name="Method", exact=True)
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    link.click()
    page.wait_for_url(f"{site}/method/")
    context.close()


def test_a_chinese_browser_is_offered_the_chinese_page_until_its_reader_declines(chromium: Browser, site: str) -> None:
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/about/?from=afar")
    offer = page.get_by_role("link", name="简体中文版")
    expect(offer).to_have_attribute("href", "/zh-hans/about/")
    page.get_by_role("button", name="不用了").click()
    expect(offer).to_be_hidden()
    page.goto(f"{site}/method/")
    expect(offer).to_be_hidden()
    page.goto(f"{site}/zh-hans/method/")
    expect(page.get_by_role("button", name="No, thanks")).to_be_hidden()
    context.close()
