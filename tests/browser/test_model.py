"""A model's page in a real browser: its charts are drawn, follow the colour scheme, and can be taken away as files."""

from __future__ import annotations

import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOARD = "/boards/demo-1-pixel-baseline-3-en/"
CHARTS = ("against-the-field", "sub-capabilities", "history")


@pytest.fixture
def address(live_server: LiveServer) -> str:
    """The page of a model with verdicts of all kinds, in the second of two releases."""
    maple = mixed_submission(generator=GeneratorFactory.create(name="Maple & Co"))
    publish(scored_submission(verdict=2, generator=GeneratorFactory.create(name="Zebra")), maple)
    publish(scored_submission(verdict=0, generator=GeneratorFactory.create(name="apple")))
    return f"{live_server.url}{BOARD}models/{maple.generator_id}/"


@pytest.fixture
def plain_page(chromium: Browser) -> Iterator[Page]:
    """A page on which nothing runs."""
    context = chromium.new_context(viewport={"width": 375, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def drawn(page: Page, key: str) -> Locator:
    """A chart once it is drawn and at rest."""
    figure = page.locator(f"#figure-{key}")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-chart-drawn", "")
    at_rest(figure)
    return figure


def drawing(figure: Locator) -> str:
    """The present drawing, as a data URL."""
    return str(figure.locator("canvas").first.evaluate("(canvas) => canvas.toDataURL()"))


def at_rest(figure: Locator) -> str:
    """The drawing once it no longer moves; a first one does for 250 ms."""
    before, now = "", drawing(figure)
    while now != before:
        figure.page.wait_for_timeout(300)
        before, now = now, drawing(figure)
    return now


def drawn_anew(figure: Locator, before: str) -> str:
    """The next drawing, at rest."""
    deadline = time.monotonic() + 30
    while drawing(figure) == before:
        assert time.monotonic() < deadline, "the chart is still as it was"
        figure.page.wait_for_timeout(50)
    return at_rest(figure)


def colours_of(figure: Locator) -> int:
    """How many colours the drawing has; an empty one has a single one."""
    return int(
        figure.locator("canvas").first.evaluate(
            """(canvas) => {
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              return new Set(new Uint32Array(data.buffer)).size;
            }"""
        )
    )


def saved(page: Page, figure: Locator, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        figure.get_by_role("button", name=re.compile(name)).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_every_chart_is_drawn_when_one_comes_to_it_and_can_be_saved(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    heights = [page.locator(f"#figure-{key}").evaluate("(one) => one.offsetHeight") for key in CHARTS]
    for key in CHARTS:
        assert colours_of(drawn(page, key)) > 10, key
    # Nothing moved while they were drawn.
    assert [page.locator(f"#figure-{key}").evaluate("(one) => one.offsetHeight") for key in CHARTS] == heights

    for key in CHARTS:
        figure = page.locator(f"#figure-{key}")
        with Image.open(saved(page, figure, "PNG", tmp_path)) as picture:
            assert picture.width == 2400
            assert len(picture.convert("RGB").getcolors(maxcolors=2**24) or []) > 10
        svg = ET.parse(saved(page, figure, "SVG", tmp_path)).getroot()  # noqa: S314  # made by our own page
        texts = " ".join(text.strip() for text in svg.itertext())
        assert str(figure.get_attribute("data-chart-title")) in texts
        if key == "sub-capabilities":
            assert "World Knowledge" in texts


def test_charts_follow_the_colour_scheme_and_the_readers_choice(page: Page, address: str) -> None:
    page.goto(address)
    figure = drawn(page, "sub-capabilities")
    light = at_rest(figure)
    page.emulate_media(color_scheme="dark")
    dark = drawn_anew(figure, light)
    assert dark != light
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert drawn_anew(figure, dark) == light


def test_the_library_is_fetched_only_when_a_chart_is_near(page: Page, address: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.set_viewport_size({"width": 375, "height": 300})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert not any("echarts" in one for one in fetched)
    drawn(page, "against-the-field")
    assert sum("echarts" in one for one in fetched) == 1


def test_the_gallery_is_ordered_without_leaving_the_page(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Sort:").select_option("worst first")
    expect(page).to_have_url(re.compile("pictures=worst"))
    page.locator("#pictures").get_by_label("by", exact=True).select_option(label="Detail › Noise")
    expect(page).to_have_url(re.compile("of=quality-detail-noise"))
    expect(page.locator("#pictures figcaption strong").first).to_have_text("0.00")
    scores = [float(one) for one in page.locator("#pictures figcaption strong").all_inner_texts()]
    assert scores == sorted(scores)
    page.locator("#pictures").get_by_role("link", name="Next").click()
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    assert colours_of(drawn(page, "sub-capabilities")) > 10


def test_without_javascript_the_numbers_stand_in_tables_and_the_form_works(plain_page: Page, address: str) -> None:
    plain_page.goto(address)
    figure = plain_page.locator("#figure-sub-capabilities")
    expect(figure.locator(".chart__box")).to_be_hidden()
    expect(figure.get_by_role("button")).to_have_count(0)
    figure.get_by_text("The numbers as a table").click()
    expect(figure.get_by_role("row")).to_have_count(24)
    facets = plain_page.locator("#facets")
    facets.get_by_text("The numbers as a table").click()
    expect(facets.get_by_role("row")).to_have_count(57)
    expect(facets.get_by_role("rowheader", name="Quality › Detail › Noise")).to_be_visible()
    plain_page.get_by_label("Sort:").select_option("worst first")
    plain_page.get_by_role("button", name="Show").click()
    expect(plain_page).to_have_url(re.compile("pictures=worst"))
    plain_page.wait_for_load_state()
    assert plain_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
