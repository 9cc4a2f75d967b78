"""Every format that a page offers, downloaded by its link and opened with a reader of somebody else's."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pyarrow.parquet
import pytest
from playwright.sync_api import Page

from tests.browser.walls import BOARD

pytestmark = pytest.mark.browser


def saved(page: Page, ending: str, folder: Path) -> Path:
    """The file behind the first link to such an address, as the browser saves it."""
    with page.expect_download() as download:
        page.locator(f'main a[href$="{ending}"]').first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_boards_files_hold_the_same_scores(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(f"{site}/boards/{BOARD}/downloads/")
    sealed = json.loads(saved(page, "/board.json", tmp_path).read_text(encoding="utf-8"))["content"]["rows"]
    with saved(page, "/board.csv", tmp_path).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    table = pyarrow.parquet.read_table(saved(page, "/board.parquet", tmp_path)).to_pylist()
    overall = [next((score["mean"] for score in row["scores"] if not score["dimension"]), None) for row in sealed]
    assert overall == [float(line["overall"]) if line["overall"] else None for line in lines]
    assert overall == [row["overall"] for row in table]
    assert "@" in saved(page, "/citation.bib", tmp_path).read_text(encoding="utf-8")


def test_a_models_scores_and_pictures(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(first_model(site))
    levels = pyarrow.parquet.read_table(saved(page, "/scores.parquet", tmp_path))
    assert levels.num_rows == 1 + 5 + 23 + 56
    with zipfile.ZipFile(saved(page, "/images.zip", tmp_path)) as pictures:
        assert pictures.testzip() is None
        # The model may have several pictures per prompt, such as p001.en.png and p001.en.2.png.
        assert len({name.partition(".")[0] for name in pictures.namelist() if name.startswith("p0")}) == 24


def test_the_feed_and_the_badge_open_as_xml(site: str) -> None:
    model = first_model(site)
    for address in (f"{site}/boards/{BOARD}/feed.atom", f"{model}badges/overall.svg"):
        ElementTree.fromstring(httpx.get(address).raise_for_status().content)  # noqa: S314  # our own documents


def test_the_readers_choice_of_colours_stays(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="Dark", exact=True).click()
    dark = background(page)
    page.goto(f"{site}/about/")
    assert background(page) == dark
    page.get_by_role("button", name="Light", exact=True).click()
    assert background(page) != dark


def background(page: Page) -> str:
    """The colour on which the page is written."""
    return str(page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor"))


def first_model(site: str) -> str:
    """The address of the leader's page."""
    release = httpx.get(f"{site}/api/v1/boards/{BOARD}/releases/latest").raise_for_status().json()
    return f"{site}/boards/{BOARD}/models/{release['content']['rows'][0]['generator']['id']}/"
