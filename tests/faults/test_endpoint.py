"""Endpoints that misbehave: each ends with the right scores or with a cause, and none delays the others.

All of them run at once, in one site; each test looks at its own.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from leaderboard.embedded.processes import free_port
from leaderboard.offline import verify
from tests.faults.runs import PICTURES, Results, Run, hurried, submit_bundle, submit_endpoint
from tests.faults.site import Site, wait_until
from tests.faults.tools.proxy import TcpProxy
from tests.faults.tools.stages import held


@dataclass(frozen=True)
class Kind:
    """One misbehaviour; ``cause`` is a part of what its author reads at the end, "" where it is scored as usual."""

    misbehave: str | None
    cause: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    base_url: str = ""


KINDS = {
    "endpoint_slow": Kind("slow", body={"seconds": 2}),
    "endpoint_answers_429_once": Kind("429-once"),
    "endpoint_answers_500_once": Kind("500-once"),
    "endpoint_answers_500_forever": Kind("500", cause="500"),
    "endpoint_answers_401": Kind("401", cause="401"),
    "endpoint_hangs": Kind("hang", cause="no image within"),
    "endpoint_breaks_off_its_replies": Kind("cut", cause="broke off"),
    "endpoint_sends_garbage": Kind("garbage", cause="not a picture"),
    "endpoint_sends_html": Kind("html", cause="not JSON"),
    "endpoint_sends_an_empty_list": Kind("empty-list", cause="not a list with one image"),
    "endpoint_sends_text_as_a_picture": Kind("text-as-png", cause="not a picture"),
    "endpoint_redirects_to_a_private_address": Kind(
        "redirect", cause="169.254.169.254", body={"location": "http://169.254.169.254/"}
    ),
    "endpoint_refuses_every_prompt": Kind("refuse", cause="against our rules"),
    "endpoint_not_there": Kind(None, cause="connect", base_url=f"http://127.0.0.1:{free_port()}/v1"),
}


@pytest.fixture(scope="module")
def misbehaving(whole_site: Site, undisturbed: Results, request: pytest.FixtureRequest) -> Iterator[dict[str, Run]]:
    """A run of every kind that is among the tests, each with an origin of its own."""
    wanted = {_parameters(item)["kind"] for item in request.session.items if "kind" in _parameters(item)}
    with ExitStack() as proxies:
        runs = {}
        for name in sorted(wanted):
            kind = KINDS[name]
            proxy = proxies.enter_context(TcpProxy(("127.0.0.1", int(whole_site.endpoint_url.rpartition(":")[2]))))
            base_url = kind.base_url or f"http://127.0.0.1:{proxy.port}/v1"
            runs[name] = submit_endpoint(whole_site, name, misbehave=kind.misbehave, base_url=base_url, **kind.body)
        with hurried(whole_site):
            for run in runs.values():
                run.wait_for_end(within_s=120)
        yield runs


def _parameters(item: pytest.Item) -> dict[str, Any]:
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec is not None else {}


@pytest.mark.parametrize("kind", KINDS)
def test_an_endpoint(kind: str, misbehaving: dict[str, Run], undisturbed: Results) -> None:
    run = misbehaving[kind]
    if not KINDS[kind].cause:
        run.check(undisturbed)
        return
    assert run.outcome == "failed"
    assert KINDS[kind].cause in run.state()["cause"]
    assert not run.refunded
    assert sum(run.calls().values()) <= 5 * PICTURES
    run.check_ended()


def test_endpoint_refuses_one_prompt(site: Site, undisturbed: Results) -> None:
    """That picture is missing with a cause, and all others are judged as ever."""
    run = submit_endpoint(site, "endpoint_refuses_one_prompt", misbehave="refuse-cats")
    run.wait_for_end()
    results = run.results()
    assert [picture[2] for picture in results.pictures].count("stored") == PICTURES - 1
    assert results.judgements == [row for row in undisturbed.judgements if row[0] != "f3"]
    cause = site.value(
        "SELECT cause FROM leaderboard_generatedimage WHERE submission_id = %s AND status = 'failed'", run.id
    )
    assert "against our rules" in cause
    run.check_ended()


def test_endpoint_away_and_back(site: Site, undisturbed: Results) -> None:
    with TcpProxy(("127.0.0.1", int(site.endpoint_url.rpartition(":")[2]))) as proxy:
        run = submit_endpoint(
            site, "endpoint_away_and_back", base_url=f"http://127.0.0.1:{proxy.port}/v1", misbehave="slow", seconds=1
        )
        run.wait_until_called()
        proxy.refuse()
        wait_until(lambda: bool(run.state()["progress"]["last_failure"]), "the reason for its author", within_s=20)
        proxy.heal()
        run.wait_and_check(undisturbed)


def test_endpoint_answers_429_forever(site: Site, undisturbed: Results) -> None:
    """It is asked now and then, its author reads why it waits, and its deadline ends it; others go on."""
    run = submit_endpoint(site, "endpoint_answers_429_forever", misbehave="429")
    other = submit_endpoint(site, "endpoint_answers_429_forever, beside")
    wait_until(lambda: bool(run.state()["progress"]["paused_s"]), "the pause that its author sees", within_s=20)
    assert "429" in run.state()["progress"]["last_failure"]
    other.wait_and_check(undisturbed)
    assert sum(run.calls().values()) < 40
    site.rows("UPDATE leaderboard_submission SET deadline_at = now() WHERE id = %s", run.id)
    assert run.wait_for_end(within_s=20) == "failed"
    assert "429" in run.state()["cause"]
    run.check_ended()


def test_endpoint_hangs_beside_a_good_one(site: Site, undisturbed: Results) -> None:
    """Endpoints that hang do not keep a good one waiting for their time-outs."""
    port = int(site.endpoint_url.rpartition(":")[2])
    with ExitStack() as proxies:
        hanging = [proxies.enter_context(TcpProxy(("127.0.0.1", port))) for _ in range(5)]
        for number, proxy in enumerate(hanging):
            submit_endpoint(
                site, f"hanging {number}", misbehave="hang", base_url=f"http://127.0.0.1:{proxy.port}/v1"
            ).wait_until_called(PICTURES if number < 4 else 0)
        good = submit_endpoint(site, "endpoint_hangs_beside_a_good_one")
        wait_until(lambda: good.stored == PICTURES, "the good endpoint's pictures", within_s=4)
        good.wait_and_check(undisturbed)


def test_endpoint_sends_the_same_picture_for_all_prompts(site: Site) -> None:
    """It is scored, and its author is warned: a bundle with the same fault is told so too."""
    run = submit_endpoint(site, "endpoint_sends_the_same_picture_for_all_prompts", misbehave="same-picture")
    assert run.wait_for_end() == "scored"
    assert (
        site.value("SELECT count(DISTINCT stored_id) FROM leaderboard_generatedimage WHERE submission_id = %s", run.id)
        == 1
    )
    assert "same picture" in site.author.page(f"/submissions/{run.id}/")
    run.check_ended()


def test_endpoint_sends_another_picture_on_retry(site: Site, undisturbed: Results) -> None:
    """A worker dies with the first pictures: what is judged, scored and shown is what was stored."""
    with held(site.postgres.url, "leaderboard_storedimage") as table:
        run = submit_endpoint(site, "endpoint_sends_another_picture_on_retry", misbehave="other-on-retry")
        table.wait_for_a_writer()
        site.kill("generation")
    site.stack.start_worker("generation")
    assert run.wait_for_end() == "scored"
    assert max(run.calls().values()) > 1
    run.check_ended()
    again = submit_endpoint(site, "endpoint_sends_another_picture_on_retry, once more", misbehave="other-on-retry")
    assert again.wait_for_end() == "scored"
    assert again.results().pictures != run.results().pictures
    run.publish()
    run.wait_until_published()
    assert verify.main([str(run.evidence())]) == 0


def test_bundle_holds_the_same_picture_twice(site: Site, bundle: Path, tmp_path: Path) -> None:
    """The same rule as for an endpoint: it is scored, and its author is warned."""
    with zipfile.ZipFile(bundle) as given, zipfile.ZipFile(tmp_path / "twice.zip", "w") as twice:
        for name in given.namelist():
            twice.writestr(name, given.read("f1.en.png" if name == "f2.en.png" else name))
    run = submit_bundle(site, "bundle_holds_the_same_picture_twice", tmp_path / "twice.zip")
    assert run.wait_for_end() == "scored", run.cause
    assert "same picture" in site.author.page(f"/submissions/{run.id}/")
    run.check_ended()
