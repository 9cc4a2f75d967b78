"""Every kind of page that there is, on a site of sample data: what screenshots show and accessibility covers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from playwright.sync_api import Browser, BrowserContext

from leaderboard.demo.showcase.__main__ import seed
from leaderboard.demo.visitor import Account, Visitor
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import running_stack

BOARD = "demo-1-sample-data-1-en"
READER = Account("reader@example.org", "salon-reader-1")
OPERATOR = Account("operator@example.org", "salon-operator-1")


@dataclass(frozen=True, slots=True)
class Wall:
    """One page: a name for files and test ids, its path, and who reads it (None: a stranger)."""

    name: str
    path: str
    reader: Account | None = None


@contextmanager
def showcase(models: int) -> Iterator[str]:
    """The address of a site in SALON_HOME, without workers, filled with sample data."""
    with running_stack(port=free_port(), site_only=True) as stack:
        seed(stack, models)
        yield stack.site_url


def _furnish(site: str, home: str) -> int:
    """Give a showcase in SALON_HOME the rows of its reader and operator; returns the reader's private submission."""
    for account in (READER, OPERATOR):
        with Visitor(site, account):
            pass  # has an account from now on
    code = f"from tests.browser.own_rows import store; print(store({READER.email!r}, {OPERATOR.email!r}))"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
    environment = {**os.environ, "SALON_HOME": home}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, timeout=120, stdout=subprocess.PIPE)
    return int(done.stdout.split()[-1])


def walls(site: str, home: str) -> list[Wall]:
    """All kinds of pages of a showcase in SALON_HOME. Its reader and operator get accounts, and rows of their own."""
    release = httpx.get(f"{site}/boards/{BOARD}/releases/latest/board.json", follow_redirects=True).json()
    ranked = [row for row in release["content"]["rows"] if not row["unranked_reason"]]
    first, second = (row["generator"]["id"] for row in ranked[:2])
    board, submission = f"/boards/{BOARD}/", f"/submissions/{ranked[0]['submission']}/"
    picture = httpx.get(f"{site}/api/v1{submission}images?limit=1").json()["items"][0]["id"]
    return [
        *_PUBLIC,
        Wall("board", board),
        Wall("board-quality", f"{board}?by=quality"),
        Wall("board-release", f"{board}releases/1/"),
        Wall("board-releases", f"{board}releases/"),
        Wall("board-changes", f"{board}releases/changes/?from=1&to=3"),
        Wall("board-facets", f"{board}facets/"),
        Wall("board-prompts", f"{board}prompts/"),
        Wall("board-downloads", f"{board}downloads/"),
        Wall("board-about", f"{board}about/"),
        Wall("board-changes", f"{board}releases/changes/"),
        Wall("board-release-about", f"{board}releases/1/about/"),
        Wall("picture", f"/images/{picture}/"),
        Wall("model", f"{board}models/{first}/"),
        Wall("model-everywhere", f"/models/{first}/"),
        Wall("compare-none", f"{board}compare/"),
        Wall("compare", f"{board}compare/?models={first},{second}"),
        Wall("board-prompt", f"{board}prompts/p001/"),
        Wall("board-facet", f"{board}facets/quality-realism-physical-logic/"),
        Wall("submission", submission),
        Wall("submission-breakdown", f"{submission}breakdown/"),
        Wall("submission-gate", f"{submission}gate/?baseline={ranked[1]['submission']}&overall=1&quality=2"),
        Wall("submission-images", f"{submission}images/"),
        Wall("judge", "/judges/sample-data/1/"),
        Wall("missing", "/boards/none/"),
        Wall("report-picture", f"/images/{picture}/report/"),
        Wall("report-model", f"/models/{first}/report/"),
        *_AUTHOR,
        *_own(site, _furnish(site, home)),
        *_OPERATOR,
    ]


def _own(site: str, submission_id: int) -> list[Wall]:
    """The author's pages of a private submission and of a generator without results."""
    submission = f"/submissions/{submission_id}/"
    with Visitor(site, READER) as visitor:
        generator = visitor.generator({"name": "Aquarell 4", "organisation": "Example Lab", "licence": "MIT"})
    return [
        Wall("own-submission", submission, READER),
        Wall("publish", f"{submission}publish/", READER),
        Wall("publish-zh", f"/zh-hans{submission}publish/", READER),
        Wall("generator-edit", f"/generators/{generator}/edit/", READER),
        Wall("generator-delete", f"/generators/{generator}/delete/", READER),
    ]


_PUBLIC = [
    Wall("home", "/"),
    Wall("home-zh", "/zh-hans/"),
    Wall("suites", "/suites/"),
    Wall("suite", "/suites/demo/1/"),
    Wall("suite-prompts", "/suites/demo/1/prompts/"),
    Wall("suite-prompt", "/suites/demo/1/prompts/p001/"),
    Wall("rubric", "/rubric/"),
    Wall("facet", "/rubric/quality-realism-physical-logic/"),
    Wall("judges", "/judges/"),
    Wall("reported", "/reported/"),
    Wall("reported-table", "/reported/qwen-image-bench/"),
    Wall("agreement", "/agreement/"),
    Wall("method", "/method/"),
    Wall("about", "/about/"),
    Wall("sign-in", "/account/login/"),
    Wall("sign-up", "/account/signup/"),
    Wall("password-reset", "/account/password/reset/"),
    Wall("rules", "/rules/"),
    Wall("report-thanks", "/reports/thanks/"),
]

_AUTHOR = [
    Wall("submissions", "/submissions/", READER),
    Wall("submit", "/submissions/new/", READER),
    Wall("submit-endpoint", "/submissions/new/endpoint/", READER),
    Wall("submit-bundle", "/submissions/new/bundle/", READER),
    Wall("generators", "/generators/", READER),
    Wall("generator-new", "/generators/new/", READER),
    Wall("tokens", "/account/tokens/", READER),
    Wall("usage", "/account/usage/", READER),
    Wall("account", "/account/email/", READER),
    Wall("password", "/account/password/change/", READER),
    Wall("two-factors", "/account/two-factors/", READER),
    Wall("data", "/account/data/", READER),
    Wall("delete-account", "/account/delete/", READER),
    Wall("delete-account-zh", "/zh-hans/account/delete/", READER),
    Wall("sign-out", "/account/logout/", READER),
]

_OPERATOR = [
    Wall("operations", "/operations/", OPERATOR),
    Wall("reports", "/operations/reports/", OPERATOR),
    Wall("report-decide", "/operations/reports/1/", OPERATOR),
]


def signed_in(browser: Browser, site: str, account: Account = READER, **options: object) -> BrowserContext:
    """A browser's context in which the reader is signed in."""
    with Visitor(site, account):
        pass  # has an account from now on, if not before
    context = browser.new_context(**options)  # type: ignore[arg-type]  # Playwright's own options, passed through
    page = context.new_page()
    page.goto(f"{site}/account/login/")
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Password").fill(account.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/submissions/")
    page.close()
    return context


def contexts_of(browser: Browser, site: str, **options: object) -> dict[Account | None, BrowserContext]:
    """A context of the browser for each reader of a wall."""
    stranger = browser.new_context(**options)  # type: ignore[arg-type]  # Playwright's own options, passed through
    return {None: stranger, **{account: signed_in(browser, site, account, **options) for account in (READER, OPERATOR)}}
