"""Every kind of page that there is, on a site of sample data: what screenshots show and accessibility covers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from playwright.sync_api import Browser, BrowserContext

from leaderboard.demo.showcase.__main__ import seed
from leaderboard.demo.visitor import Account, Visitor
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import running_stack

BOARD = "demo-1-sample-data-1-en"
READER = Account("reader@example.org", "salon-reader-1")


@dataclass(frozen=True, slots=True)
class Wall:
    """One page: a name for files and test ids, its path, and whether one has to be signed in."""

    name: str
    path: str
    signed_in: bool = False


@contextmanager
def showcase(models: int) -> Iterator[str]:
    """The address of a site in SALON_HOME, without workers, filled with sample data."""
    with running_stack(port=free_port(), site_only=True) as stack:
        seed(stack, models)
        yield stack.site_url


def walls(site: str) -> list[Wall]:
    """All kinds of pages of a showcase."""
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
        Wall("picture", f"/images/{picture}/"),
        Wall("model", f"{board}models/{first}/"),
        Wall("model-everywhere", f"/models/{first}/"),
        Wall("compare-none", f"{board}compare/"),
        Wall("compare", f"{board}compare/?models={first},{second}"),
        Wall("board-prompt", f"{board}prompts/p001/"),
        Wall("board-facet", f"{board}facets/quality-realism-physical-logic/"),
        Wall("submission", submission),
        Wall("submission-breakdown", f"{submission}breakdown/"),
        Wall("submission-images", f"{submission}images/"),
        Wall("judge", "/judges/sample-data/1/"),
        Wall("missing", "/boards/none/"),
        *_AUTHOR,
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
]

_AUTHOR = [
    Wall("submissions", "/submissions/", signed_in=True),
    Wall("submit", "/submissions/new/", signed_in=True),
    Wall("submit-endpoint", "/submissions/new/endpoint/", signed_in=True),
    Wall("submit-bundle", "/submissions/new/bundle/", signed_in=True),
    Wall("generators", "/generators/", signed_in=True),
    Wall("generator-new", "/generators/new/", signed_in=True),
    Wall("tokens", "/account/tokens/", signed_in=True),
]


def signed_in(browser: Browser, site: str, **options: object) -> BrowserContext:
    """A browser's context in which the reader is signed in."""
    with Visitor(site, READER):
        pass  # has an account from now on, if not before
    context = browser.new_context(**options)  # type: ignore[arg-type]  # Playwright's own options, passed through
    page = context.new_page()
    page.goto(f"{site}/account/login/")
    page.get_by_label("Email").fill(READER.email)
    page.get_by_label("Password").fill(READER.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/submissions/")
    page.close()
    return context
