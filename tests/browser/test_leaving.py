"""A copy of one's data, and the end of one's account, in a real browser and with the site's own workers."""

from __future__ import annotations

import json
import uuid
import zipfile

import psycopg
import pytest
from playwright.sync_api import Page, expect

from leaderboard.embedded.stack import Stack
from tests.browser.test_author_walk import PASSWORD, PATIENCE_MS, register_generator, sign_up

pytestmark = pytest.mark.browser


@pytest.fixture
def address(page: Page, stack: Stack) -> str:
    """The address of somebody who has just signed up and registered a generator."""
    address = f"{uuid.uuid4().hex}@example.org"
    sign_up(page, stack, address)
    register_generator(page, stack, f"Leaving {uuid.uuid4().hex[:6]}")
    return address


def ask_for_deletion(page: Page, stack: Stack, address: str) -> None:
    page.goto(f"{stack.site_url}/account/data/")
    page.get_by_role("link", name="Delete my account").click()
    expect(page.get_by_text("Published work stays")).to_be_visible()
    page.get_by_label("Your email address").fill(address)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account will be deleted")).to_be_visible()


def test_a_copy_of_the_data_is_requested_and_downloaded(page: Page, stack: Stack, address: str) -> None:
    page.goto(f"{stack.site_url}/account/data/")
    page.get_by_role("button", name="Request a copy").click()
    link = page.get_by_role("link", name="Download", exact=True)
    expect(link).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download() as download:
        link.click()
    with zipfile.ZipFile(download.value.path()) as packed:
        assert json.loads(packed.read("profile.json"))[0]["email"] == address
        assert json.loads(packed.read("generators.json"))[0]["organisation"] == "Browser tests"


def test_an_account_is_kept_and_then_deleted(page: Page, stack: Stack, address: str) -> None:
    ask_for_deletion(page, stack, address)
    page.get_by_role("button", name="Keep my account").click()
    expect(page.get_by_text("Your account is kept.")).to_be_visible()
    expect(page.get_by_role("link", name="Delete my account")).to_be_visible()

    ask_for_deletion(page, stack, address)
    page.goto(f"{stack.site_url}/submissions/")
    expect(page.get_by_text("Your account will be deleted on")).to_be_visible()
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(
            "UPDATE leaderboard_accountdeletion SET due_at = now() FROM leaderboard_user AS person"
            " WHERE person.id = user_id AND person.email = %s AND cancelled_at IS NULL",
            [address],
        )
    for _ in range(120):  # until the sweeper has come by
        page.goto(f"{stack.site_url}/account/data/")
        if "/account/login/" in page.url:
            break
        page.wait_for_timeout(500)
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("not correct")).to_be_visible()
