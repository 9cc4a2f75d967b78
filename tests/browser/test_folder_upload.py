"""A folder is matched, confirmed and sent picture by picture from a real browser, also after the page was reloaded."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from leaderboard.demo.visit import SUITE
from leaderboard.demo.visitor import Visitor
from leaderboard.embedded.stack import Stack
from tests.browser.test_author_walk import PATIENCE_MS, register_generator, sign_up
from tests.leaderboard.domain.pictures import png

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page whose requests may be refused."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def folder(visitor: Visitor, tmp_path: Path) -> Path:
    """A picture for every prompt in English, most of them named as people name them, and one in the wrong format."""
    source = tmp_path / "my pictures"
    source.mkdir()
    for number, prompt in enumerate(visitor.prompts(SUITE)):
        name = f"{number:03d}_{prompt['texts']['en'][:60].strip('.')}" if number % 2 else f"{prompt['key'].upper()}_s7"
        (source / f"{name.replace('/', ' ')}.png").write_bytes(png(number))
    (source / "notes.txt").write_text("seed 7")
    return source


def open_form(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.site_url}/submissions/new/bundle/")
    page.get_by_label("Prompt suite").select_option(label="Salon demo suite (demo v1, 24 prompts)")


def choose(page: Page, folder: Path) -> None:
    page.locator("input[webkitdirectory]").set_input_files(folder)


def drop(page: Page, folder: Path) -> None:
    """Drag a folder from the desktop onto the form."""
    place = page.locator(".folder__drop")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    dragged = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": dragged}
    for kind in ("dragEnter", "dragOver"):
        session.send("Input.dispatchDragEvent", {"type": kind, **where})
    expect(place).to_have_class(re.compile("is-over"))
    session.send("Input.dispatchDragEvent", {"type": "drop", **where})
    expect(place).not_to_have_class(re.compile("is-over"))


def submit(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Upload and submit").click()


def test_a_folder_is_confirmed_sent_and_continued_after_a_reload(page: Page, stack: Stack, folder: Path) -> None:
    sign_up(page, stack)
    register_generator(page, stack, f"Folder {uuid.uuid4().hex[:6]}")
    open_form(page, stack)
    one = min(folder.glob("*.png"))
    one.rename(one.with_suffix(".gif"))
    choose(page, folder)
    expect(page.locator(".folder__sentence")).to_contain_text("23 of 24 pictures are there. Correct the folder")
    expect(page.locator(".folder__table")).to_contain_text("the ending .gif is not accepted")
    one.with_suffix(".gif").rename(one)
    choose(page, folder)
    expect(page.locator(".folder__sentence")).to_contain_text(
        "All 24 pictures are there. Not all names are prompt keys"
    )
    expect(page.locator(".folder__sentence")).to_contain_text("1 other file is ignored")
    row = page.locator(".folder__rows tbody tr").first
    expect(row.locator("img")).to_have_js_property("naturalWidth", 256)

    # After ten pictures the page is left.
    sent: list[str] = []

    def some(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) <= 10:
            route.continue_()

    page.route("**/pictures/*/*/", some)
    submit(page)
    expect(page.locator(".upload__label")).to_contain_text("MiB")
    while len(sent) < 14:  # ten have arrived, and four wait
        page.wait_for_timeout(50)
    open_form(page, stack)
    page.unroute("**/pictures/*/*/")
    notice = page.locator(".notice", has_text="are not submitted")
    expect(notice).to_contain_text("10 of 24 have arrived")

    again: list[str] = []

    def count(request: Request) -> None:
        if request.method == "PUT":
            again.append(request.url)

    page.on("request", count)
    choose(page, folder)
    expect(page.locator(".folder__sentence")).to_contain_text("All 24 pictures are there")
    submit(page)
    page.wait_for_url(f"{stack.site_url}/submissions/*/", timeout=PATIENCE_MS)
    assert len(again) == 14
    expect(page.get_by_role("link", name="Make public")).to_be_visible(timeout=PATIENCE_MS)


def test_a_folder_can_be_dropped(page: Page, stack: Stack, folder: Path) -> None:
    sign_up(page, stack)
    register_generator(page, stack, f"Folder {uuid.uuid4().hex[:6]}")
    open_form(page, stack)
    (folder / "en").mkdir()
    for file in sorted(folder.glob("*.png"))[:12]:
        file.rename(folder / "en" / file.name)
    drop(page, folder)
    expect(page.locator(".folder__sentence")).to_contain_text("All 24 pictures are there")
    expect(page.locator(".folder__sentence")).to_contain_text("1 other file is ignored")
    assert page.locator(".folder__rows [data-file^='en/']").count() == 12
    submit(page)
    page.wait_for_url(f"{stack.site_url}/submissions/*/", timeout=PATIENCE_MS)


def test_a_refusal_is_said_and_a_zip_remains_possible(page: Page, stack: Stack, folder: Path, tmp_path: Path) -> None:
    sign_up(page, stack)
    register_generator(page, stack, f"Folder {uuid.uuid4().hex[:6]}")
    open_form(page, stack)
    (folder / "mapping.csv").write_text("not a header\n")
    choose(page, folder)
    expect(page.get_by_role("alert")).to_contain_text("the first line of mapping.csv is not a header")
    (folder / "mapping.csv").unlink()
    for number, file in enumerate(sorted(folder.glob("*.png"))):
        file.rename(folder / f"{number:04d}.png")
    choose(page, folder)
    expect(page.locator(".folder__sentence")).to_contain_text("0 of 24 pictures are there")
    page.get_by_label("The files are numbered in the order of the prompts").check()
    expect(page.locator(".folder__sentence")).to_contain_text("All 24 pictures are there")
    page.locator("#id_file").set_input_files(folder / "0000.png")
    expect(page.locator(".folder__sentence")).to_have_count(0)
    submit(page)
    expect(page.get_by_text("is not a zip file")).to_be_visible()


def test_a_folder_with_two_pictures_per_prompt_is_complete_once_that_is_chosen(
    page: Page, stack: Stack, visitor: Visitor, tmp_path: Path
) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    for number, prompt in enumerate(visitor.prompts(SUITE)):
        (folder / f"{prompt['key']}.png").write_bytes(png(number))
        (folder / f"{prompt['key']}.2.png").write_bytes(png(100 + number))
    sign_up(page, stack)
    register_generator(page, stack, f"Folder {uuid.uuid4().hex[:6]}")
    open_form(page, stack)
    choose(page, folder)
    expect(page.locator(".folder__table")).to_contain_text("declare 2 pictures per prompt")
    page.get_by_label("Pictures per prompt").select_option("2")
    expect(page.locator(".folder__sentence")).to_have_text("All 48 pictures are there.")
    expect(page.locator(".folder__rows tbody tr").nth(1)).to_contain_text("sample 2 of 2")
    expect(page.locator(".work-size")).to_contain_text("48 pictures")
    submit(page)
    page.wait_for_url(re.compile(r"/submissions/\d+/$"), timeout=PATIENCE_MS)
