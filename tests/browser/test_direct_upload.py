"""A bundle goes from the browser straight to a real object store, and goes on after the connection was lost."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from leaderboard.demo.bundles import good_bundle
from leaderboard.demo.visit import SUITE
from leaderboard.demo.visitor import Account, Visitor
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import Stack, running_stack
from tests.browser.test_author_walk import PATIENCE_MS, register_generator, sign_up
from tests.homes import new_home
from tests.object_store import KEYS, ObjectStore, allow_uploads_from
from tests.stack import QUICK, kill_all

pytestmark = pytest.mark.browser

BREAKS_OFF = """
    const send = XMLHttpRequest.prototype.send;
    let sent = 0;
    XMLHttpRequest.prototype.send = function (body) {
      if (sent++ < 4 || sessionStorage.getItem("connected")) send.call(this, body);
      else setTimeout(() => this.dispatchEvent(new ProgressEvent("error")));
    };
"""
"""Each page can send four parts; Chromium's own offline mode comes at a moment that nobody can foresee."""

PADDING = 120 * 2**20


@pytest.fixture(scope="module")
def direct_site(object_store: ObjectStore) -> Iterator[Stack]:
    """A site whose files are in the store, to which its authors upload."""
    port = free_port()
    allow_uploads_from(object_store, f"http://127.0.0.1:{port}")
    place = {"STORAGE_URL": object_store.url("direct"), "STORAGE_DIRECT_UPLOADS": "1"}
    with new_home() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALON_HOME", str(home))
        with running_stack(port=port, extra_environment={**QUICK, **KEYS, **place}) as running:
            try:
                yield running
            finally:
                kill_all(running.programs)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page whose connection to the store breaks off."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(BREAKS_OFF)
    yield page
    context.close()


@pytest.fixture
def bundle(direct_site: Stack, tmp_path: Path) -> Path:
    """A good bundle of many parts: most of it is a file that systems add to zips, which is ignored."""
    with Visitor(direct_site.site_url, Account("maker@example.org", "salon-tester-1")) as maker:
        path = good_bundle(tmp_path / "good.zip", maker.prompts(SUITE), ["en"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/notes", random.Random(1).randbytes(PADDING))
    return path


def fill_in(page: Page, site: Stack, bundle: Path) -> None:
    page.goto(f"{site.site_url}/submissions/new/bundle/")
    page.get_by_label("Prompt suite").select_option(label="Salon demo suite (demo v1, 24 prompts)")
    page.get_by_label("English").check()
    page.get_by_label("Chinese").uncheck()
    page.locator("#id_file").set_input_files(bundle)


def lose_the_connection(page: Page) -> None:
    """Submit the form; four parts arrive, and then the connection is gone."""
    page.get_by_role("main").get_by_role("button", name="Submit").click()
    expect(page.get_by_text("The connection is lost")).to_be_visible(timeout=PATIENCE_MS)


def test_an_upload_goes_on_after_the_page_was_left_and_the_connection_lost(
    page: Page, direct_site: Stack, bundle: Path
) -> None:
    sign_up(page, direct_site)
    register_generator(page, direct_site, "Direct")
    fill_in(page, direct_site, bundle)
    lose_the_connection(page)

    fill_in(page, direct_site, bundle)
    notice = page.locator(".notice", has_text="An upload of good.zip is unfinished")
    expect(notice).to_contain_text("% of it has arrived")
    lose_the_connection(page)
    page.evaluate("sessionStorage.setItem('connected', 'yes')")
    page.wait_for_url(f"{direct_site.site_url}/submissions/*/", timeout=PATIENCE_MS)
    expect(page.get_by_role("link", name="Make public")).to_be_visible(timeout=PATIENCE_MS)


def test_what_is_wrong_is_said_before_a_byte_is_sent_and_an_upload_can_be_discarded(
    page: Page, direct_site: Stack, bundle: Path, tmp_path: Path
) -> None:
    sign_up(page, direct_site)
    register_generator(page, direct_site, "Direct")
    text = tmp_path / "notes.zip"
    text.write_text("these are notes")
    fill_in(page, direct_site, text)
    page.get_by_role("main").get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_have_text("This is not a zip file. Choose a zip file.")

    fill_in(page, direct_site, bundle)
    lose_the_connection(page)
    other = tmp_path / "other.zip"
    other.write_bytes(bundle.read_bytes()[:1000])
    fill_in(page, direct_site, other)
    page.get_by_role("main").get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("an upload of “good.zip” is in progress")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("The upload is discarded")).to_be_visible()
    expect(page.get_by_text("is unfinished")).to_have_count(0)
