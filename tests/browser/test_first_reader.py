"""What a first-time reader wants to know, and within how many clicks from the home page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.walls import BOARD

pytestmark = [pytest.mark.browser, pytest.mark.processes]
TEXT_RENDERING = "creative-generation-text-rendering"


class Reader:
    """A reader who starts at home, never types an address, and counts clicks; a choice from a list is a click."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.clicks = 0
        page.goto(f"{site}/")

    def click(self, link: Locator) -> None:
        self.clicks += 1
        link.first.click()

    def choose(self, choices: Locator, value: str) -> None:
        self.clicks += 1
        choices.select_option(value)

    def open_board(self, slug: str = BOARD) -> None:
        self.click(self.page.locator(f'main a[href="/boards/{slug}/"]'))


@pytest.fixture
def reader(page: Page, site: str) -> Reader:
    return Reader(page, site)


def test_the_best_model_for_chinese_text_rendering_is_two_clicks_away(reader: Reader) -> None:
    reader.open_board(BOARD.removesuffix("en") + "zh")
    reader.choose(reader.page.get_by_label("Sort by"), TEXT_RENDERING)
    expect(reader.page).to_have_url(re.compile(rf"-zh/\?by={TEXT_RENDERING}$"))
    first = reader.page.locator(".ranking tbody tr").first
    expect(first.locator("td").nth(1)).to_have_text(re.compile(r"^1"))
    expect(first.get_by_role("rowheader")).not_to_be_empty()
    assert reader.clicks == 2


def test_all_pictures_of_one_prompt_are_two_clicks_away(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="All pictures for this prompt"))
    expect(reader.page).to_have_url(re.compile(rf"/boards/{BOARD}/prompts/p\d+/$"))
    assert reader.page.locator("main a[href^='/images/'] img").count() >= 6  # of the eight models, one is withdrawn
    assert reader.clicks <= 2


def test_a_citation_is_two_clicks_away(reader: Reader) -> None:
    reader.open_board()
    reader.click(reader.page.locator(".board-tabs").get_by_role("link", name="About"))
    expect(reader.page.get_by_text(re.compile(rf"@misc.*{BOARD}/releases/3/", re.DOTALL))).to_be_visible()
    assert reader.clicks == 2


def test_the_download_of_what_is_shown_is_two_clicks_away(reader: Reader) -> None:
    reader.open_board()
    shown = reader.page.locator(".ranking tbody th[scope=row] > a").all_inner_texts()
    with reader.page.expect_download() as download:
        reader.click(reader.page.locator(".table-bar").get_by_role("link", name="CSV"))
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + len(shown)
    assert all(name in line for name, line in zip(shown, lines[1:], strict=True))
    assert reader.clicks == 2


def test_which_of_two_models_is_better_at_aesthetics_is_three_clicks_away(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name=re.compile("^Compare ")))
    expect(reader.page).to_have_url(re.compile(r"/compare/\?models=\d+,\d+$"))
    expect(reader.page.get_by_text(re.compile(r"[Rr]eliabl.*Aesthetics")).first).to_be_visible()
    assert reader.clicks <= 3


def test_open_weights_below_10_b_sorted_by_a_facet_are_three_clicks_away(reader: Reader) -> None:
    reader.open_board()
    reader.click(reader.page.get_by_role("link", name="Open, under 10 B"))
    expect(reader.page).to_have_url(re.compile(r"\?weights=open&size_max=10$"))  # the table has been exchanged
    reader.choose(reader.page.get_by_label("Sort by"), "quality-detail-edge-clarity")
    expect(reader.page).to_have_url(re.compile(r"\?by=quality-detail-edge-clarity&weights=open&size_max=10$"))
    expect(reader.page.get_by_role("columnheader", name="Edge Clarity")).to_be_visible()
    assert reader.clicks == 3


def test_why_a_model_lost_on_a_facet_is_three_clicks_away(reader: Reader) -> None:
    reader.open_board()
    reader.click(reader.page.locator(f'main a[href^="/boards/{BOARD}/models/"]'))
    reader.click(reader.page.locator("#weaknesses p a"))
    reason = reader.page.locator(":target")
    expect(reason).to_be_in_viewport()
    expect(reason).to_contain_text("fail")
    expect(reader.page.locator(".picture img, main figure img").first).to_be_in_viewport()
    assert reader.clicks == 3
