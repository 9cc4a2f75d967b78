"""Many submissions at once: each is scored, and none has to wait for all others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from unittest import mock

from leaderboard.demo.visitor import Account
from tests.faults.runs import SINGLE, Results, Run, check_nothing_twice, submit_endpoint
from tests.faults.site import Person, Site, wait_until
from tests.faults.tools.proxy import TcpProxy

_OTHER = Account("other@example.org", "salon-other-1")
_CLONE = """
    WITH original AS (SELECT * FROM leaderboard_submission WHERE id = %(id)s),
    clones AS (
        INSERT INTO leaderboard_submission (generator_id, suite_id, judge_profile_id, kind, languages, stage, outcome,
            cause, deadline_at, created_at, stage_since, due_at, attempt, judge_calls, share_start, share_end)
        SELECT generator_id, suite_id, judge_profile_id, kind, languages, stage, outcome,
            cause, deadline_at, created_at, stage_since, due_at, attempt, judge_calls,
            share_start + number * judge_calls, share_end + number * judge_calls
        FROM original, generate_series(1, %(count)s) AS number RETURNING id
    ), endpoints AS (
        INSERT INTO leaderboard_endpointrun (submission_id, base_url, origin, model, size, extra, sealed_configuration,
            failures_in_a_row, refusals_in_a_row)
        SELECT clones.id, e.base_url, e.origin, e.model, e.size, e.extra, e.sealed_configuration, 0, 0
        FROM clones, leaderboard_endpointrun e WHERE e.submission_id = %(id)s
    )
    INSERT INTO leaderboard_generatedimage (submission_id, prompt_id, language, status, cause, due_at, attempt)
    SELECT clones.id, i.prompt_id, i.language, 'planned', '', now(), 0
    FROM clones, leaderboard_generatedimage i WHERE i.submission_id = %(id)s
"""


def test_fifty_submissions_at_once(site: Site, undisturbed: Results) -> None:
    names = [f"fifty_submissions_at_once {number}" for number in range(50)]
    with ThreadPoolExecutor(16) as authors:
        runs: list[Run] = list(authors.map(lambda name: submit_endpoint(site, name, suite=SINGLE), names))
    for run in runs:
        assert run.wait_for_end(within_s=120) == "scored", run.cause
    expected = runs[0].results()
    assert expected.scores
    for run, wanted in zip(runs, repeat(expected), strict=False):
        assert run.results() == wanted
        assert set(run.calls().values()) == {1}
    check_nothing_twice(site)


def test_five_hundred_queued_on_another_origin(site: Site, undisturbed: Results) -> None:
    """They take turns at their own endpoint; another author's submission to another one is not behind them."""
    with TcpProxy(("127.0.0.1", int(site.endpoint_url.rpartition(":")[2]))) as proxy:
        crowd = submit_endpoint(
            site, "five_hundred_queued", base_url=f"http://127.0.0.1:{proxy.port}/v1", misbehave="slow", seconds=2
        )
        site.clone(_CLONE, id=crowd.id, count=499)
        wait_until(lambda: site.messages.waiting("generation") > 100 or crowd.stored > 2, "a crowd", within_s=30)
        with Person(site.stack.site_url, _OTHER) as other, mock.patch.object(site, "author", other):
            run = submit_endpoint(site, "five_hundred_queued, beside")
            run.wait_and_check(undisturbed, within_s=30)
        running = site.value("SELECT count(*) FROM leaderboard_submission WHERE outcome = 'running'")
        assert running > 400, "the crowd ended too soon to say anything"
