"""A board's page in a real browser: with htmx, without JavaScript, with the keyboard, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests.board_rows import made_up_board

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MODELS = 130


@pytest.fixture
def board(live_server: LiveServer) -> str:
    """The address of a board of more models than stand on one page."""
    return f"{live_server.url}/boards/{made_up_board(MODELS).board.slug}/"


@pytest.fixture(params=[True, False], ids=["htmx", "no JavaScript"])
def reader(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A page with and without JavaScript: both do the same. Errors on its console fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=request.param)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def first_models(page: Page, count: int = 2) -> list[str]:
    return page.locator(".ranking tbody:last-child th[scope=row]").all_inner_texts()[:count]


def expect_address(page: Page, board: str, query: str) -> None:
    expect(page).to_have_url(board + query)


def test_sort_filter_pin_columns_page_and_back(reader: Page, board: str) -> None:
    page = reader
    page.goto(board)
    assert first_models(page) == ["Painter 001", "Painter 002"]
    expect(page.locator(".table-bar")).to_contain_text("130 models")

    page.get_by_role("link", name="Quality", exact=True).first.click()
    expect_address(page, board, "?by=quality")
    expect(page.locator(".ranking tbody th").first).to_have_text("Painter 130")
    page.get_by_role("link", name="Show the sub-capabilities").click()
    expect_address(page, board, "?by=quality&columns=quality-all,organisation,weights")
    expect(page.get_by_role("columnheader", name="Detail")).to_be_visible()

    page.get_by_role("columnheader", name="Model").get_by_role("link").click()
    expect_address(page, board, "?by=quality&sort=model&columns=quality-all,organisation,weights")
    expect(page.locator("[aria-sort=ascending]")).to_have_text("Model")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    assert first_models(page) == ["Painter 101", "Painter 102"]

    page.get_by_role("link", name="Pin Painter 101").click()
    expect(page.locator(".pin-bar")).to_contain_text("Pin another one to compare them.")
    page.get_by_role("link", name="Pin Painter 103").click()
    expect(page.locator(".pinned th[scope=row]")).to_have_text(["Painter 101", "Painter 103"])
    expect(page.get_by_role("link", name="Compare (2)")).to_have_attribute(
        "href", re.compile(r"/compare/\?models=\d+,\d+$")
    )

    page.go_back()
    expect(page.locator(".pinned th[scope=row]")).to_have_text(["Painter 101"])
    page.go_back()
    expect(page.locator(".pinned")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".pinned th[scope=row]")).to_have_text(["Painter 101"])


def test_the_form_leads_to_a_short_address_and_back(reader: Page, board: str) -> None:
    page = reader
    page.goto(board)
    page.get_by_role("searchbox").fill("painter 1")
    page.get_by_text("Filter", exact=True).click()
    page.locator("select[name=weights]").select_option("open")
    page.locator("select[name=organisation]").select_option("Tide & Co")
    page.get_by_label("Below", exact=True).fill("120")
    page.get_by_label("MIT", exact=True).check()
    page.locator(".board-form details[open] button").click()
    expect_address(page, board, "?q=painter+1&organisation=Tide+%26+Co&licence=MIT&weights=open&size_max=120")
    expect(page.locator(".table-bar")).to_contain_text("of 130 models")
    expect(page.get_by_text("Ranks are those among all models of the board.")).to_be_visible()

    page.get_by_role("searchbox").fill("nobody")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", name="No model matches these filters")).to_be_visible()
    page.get_by_role("link", name="Clear the filters").last.click()
    expect_address(page, board, "")

    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Parameters", exact=True).check()
    page.get_by_label("Open weights", exact=True).uncheck()
    page.locator(".board-form details[open] button").click()
    expect(page.get_by_role("columnheader", name="Parameters")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Open weights")).to_have_count(0)
    expect(page.locator(".ranking tbody td").last).to_have_text("100 B")


def test_own_weights_in_the_address(reader: Page, board: str) -> None:
    page = reader
    page.goto(board)
    page.get_by_text("Custom weighting", exact=True).click()
    page.get_by_label("Quality", exact=True).and_(page.locator("[type=number]")).fill("3")
    page.get_by_role("button", name="Sort by these weights").click()
    expect_address(page, board, "?weighting=3,1,1,1,1")
    expect(page.get_by_text("This is not the board's ranking")).to_be_visible()
    assert first_models(page) == ["Painter 130", "Painter 129"]
    page.get_by_role("link", name="Back to the board's ranking").click()
    expect_address(page, board, "")


def test_open_weights_below_10_b_sorted_by_a_facet_in_three_clicks_from_home(page: Page, board: str) -> None:
    page.goto(board.split("/boards/")[0])
    page.locator(f"main a[href^='/boards/{board.split('/')[-2]}/']").first.click()
    page.get_by_role("link", name="Open, under 10 B").click()
    expect(page.locator(".table-bar")).to_contain_text("4 of 130 models")
    page.get_by_label("Sort by").select_option("quality-detail-edge-clarity")  # acts at once
    expect_address(page, board, "?by=quality-detail-edge-clarity&weights=open&size_max=10")
    assert first_models(page) == ["Painter 008", "Painter 006"]
    expect(page.get_by_role("columnheader", name="Edge Clarity")).to_be_visible()


def test_what_is_shown_is_downloaded_at_the_table(page: Page, board: str) -> None:
    page.goto(f"{board}?by=quality&q=painter+10")
    with page.expect_download() as download:
        page.locator(".table-bar").get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 12
    assert lines[0].startswith("rank,rank_low,rank_high,model_id,model,quality,quality_low,quality_high,overall,")
    assert ",Painter 110," in lines[1]


def test_only_the_boards_part_is_exchanged_and_the_keyboards_place_is_kept(page: Page, board: str) -> None:
    page.goto(board)
    page.evaluate("document.querySelector('.site-header').dataset.kept = 'yes'")
    page.locator("#sort-model").focus()
    page.keyboard.press("Enter")
    expect_address(page, board, "?sort=model")
    expect(page.locator("#sort-model")).to_be_focused()
    expect(page.locator("[data-kept]")).to_have_count(1)
    expect(page.locator("#board-status")).to_have_text("130 models")
    # The way to another language keeps the state.
    expect(page.locator("#languages a").last).to_have_attribute("href", re.compile(r"\?sort=model$"))
    page.get_by_role("link", name="Painter 001", exact=True).click()
    expect(page).to_have_url(re.compile(r"/models/\d+/$"))


PHONE: ViewportSize = {"width": 375, "height": 812}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


def y_of(locator: Locator) -> float:
    """The upper edge in the window, px."""
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("by", ["mouse", "touch", "keyboard"])
def test_a_pin_and_a_sort_leave_the_page_where_it_is(
    chromium: Browser, board: str, window: ViewportSize, by: str
) -> None:
    context = chromium.new_context(viewport=window, has_touch=by == "touch")
    page = context.new_page()
    acts: dict[str, Callable[[Locator], None]] = {
        "mouse": lambda link: link.click(),
        "touch": lambda link: link.tap(),
        "keyboard": lambda link: link.press("Enter"),
    }
    page.goto(board)
    page.evaluate("scrollTo(0, 1500)")
    row = page.get_by_role("link", name="Painter 045", exact=True)
    before = y_of(row)
    acts[by](page.get_by_role("link", name="Pin Painter 040"))
    expect(page.locator(".pin-bar")).to_be_visible()
    expect(page.locator("#board.htmx-request")).to_have_count(0)
    assert page.evaluate("scrollY") == 1500
    assert y_of(row) == before

    # The table's head stays in sight, so that another order is one click away.
    head = page.locator("#sort-model")
    assert 0 <= y_of(head) < 60
    acts[by](head)
    expect(page.locator("[aria-sort=ascending]")).to_contain_text("Model")
    assert page.evaluate("scrollY") == 1500
    context.close()


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_sort_leaves_a_table_of_many_columns_where_it_is(page: Page, board: str, window: ViewportSize) -> None:
    page.set_viewport_size(window)
    page.goto(f"{board}?columns=quality-all,aesthetics-all,alignment-all")
    box = page.locator("#ranking")
    box.evaluate("box => box.scrollTo(500, 0)")
    page.locator("#sort-aesthetics-lighting").scroll_into_view_if_needed()
    before = box.evaluate("box => box.scrollLeft")
    assert before >= 500
    page.locator("#sort-aesthetics-lighting").click()
    expect(page.locator("[aria-sort=descending]")).to_contain_text("Lighting")
    assert box.evaluate("box => box.scrollLeft") == before


@pytest.mark.parametrize(("window", "rows"), [(DESKTOP, 12), (PHONE, 8)], ids=["desktop", "phone"])
def test_the_first_screen_shows_the_ranking(page: Page, board: str, window: ViewportSize, rows: int) -> None:
    page.set_viewport_size(window)
    page.goto(board)
    shown = page.evaluate(
        """() => [...document.querySelectorAll(".ranking tbody tr")].map((row) => row.getBoundingClientRect())
             .filter((box) => box.bottom <= innerHeight && box.height <= 42).length"""
    )
    assert shown >= rows
    # Even a phone shows the interval and the search without scrolling.
    half_width = page.locator(".ranking tbody td:nth-child(4) small").first
    assert half_width.evaluate("one => one.getBoundingClientRect().right <= innerWidth")
    expect(page.get_by_role("searchbox")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 375, 800, 1100, 1280])
@pytest.mark.parametrize("query", ["", "?by=quality&columns=quality-all,organisation,size,public", "?q=nobody"])
def test_the_table_scrolls_and_never_the_page(page: Page, board: str, query: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(board + query)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    if query.startswith("?by") and width < 800:
        page.locator("#ranking").evaluate("region => region.scrollBy(400, 0)")
        name = page.locator(".ranking tbody th").first.bounding_box()
        assert name is not None
        assert 0 <= name["x"] < 150


def test_pins_stay_on_a_phone(page: Page, board: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(board)
    page.get_by_role("link", name="Pin Painter 001").click()
    expect(page.locator(".pinned th[scope=row]")).to_have_text(["Painter 001"])
    page.get_by_role("link", name="Pin Painter 003").click()
    compare = page.get_by_role("link", name="Compare (2)")
    expect(compare).to_be_in_viewport()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Unpin all").click()
    expect(page.locator(".pin-bar")).to_have_count(0)
