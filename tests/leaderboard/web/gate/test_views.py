"""The page of the gate: who sees it, what it answers, and what it does with what it cannot read."""

from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.domain.gate.planning import Design
from leaderboard.models import Submission, User
from leaderboard.web.gate.plan_chart import plan_chart
from tests.factories import GeneratorFactory, running_submission, scored_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(author: User) -> tuple[Submission, Submission]:
    generator = GeneratorFactory.create(owner=author, name="Maple")
    return scored_submission(2, generator=generator), scored_submission(1, generator=generator)


@pytest.fixture
def page(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


def test_the_answer_comes_with_pictures_levels_and_a_plan(page: Client, mine: tuple[Submission, Submission]) -> None:
    baseline, candidate = mine
    address = f"/submissions/{candidate.pk}/gate/"
    empty = page.get(address).content.decode()
    assert f'<option value="{baseline.pk}"' in empty
    assert "typical of one model" in empty
    query: dict[str, str | int] = {
        "baseline": baseline.pk,
        "overall": "1",
        "quality": "2.5",
        "alpha": "0.1",
        "language": "en",
    }
    shown = page.get(address, query).content.decode()
    assert "Worse: Overall changed by −40.00 points" in shown
    assert shown.count('class="gate-change"') == 6
    assert "hold together with 90% confidence" in shown
    assert "24 prompts at hand" in shown
    assert 'name="quality" value="2.5"' in shown
    api = page.get(f"/submissions/{candidate.pk}/").content.decode()
    assert address in api


def test_the_answer_is_chinese_on_chinese_pages(page: Client, mine: tuple[Submission, Submission]) -> None:
    shown = page.get(f"/zh-hans/submissions/{mine[1].pk}/gate/", {"baseline": mine[0].pk}).content.decode()
    assert "−40.00" in shown
    assert "Worse" not in shown


def test_nobody_else_sees_it(mine: tuple[Submission, Submission]) -> None:
    assert Client().get(f"/submissions/{mine[1].pk}/gate/").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"overall": "much"}, "A margin is a number of points"),
        ({"overall": "999"}, "These two cannot be compared: the margin of overall is 999"),
        ({"language": "fr"}, "These two cannot be compared"),
        ({"alpha": "7"}, "95% confidence"),
        ({"sd": "nan"}, "confidence"),
    ],
)
def test_what_cannot_be_read_is_said(
    page: Client, mine: tuple[Submission, Submission], query: dict[str, str], said: str
) -> None:
    reply = page.get(f"/submissions/{mine[1].pk}/gate/", {"baseline": str(mine[0].pk), **query})
    assert (reply.status_code, said in reply.content.decode()) == (200, True)


def test_the_reason_why_nothing_is_compared_is_in_the_readers_language(
    page: Client, mine: tuple[Submission, Submission]
) -> None:
    reply = page.get(f"/zh-hans/submissions/{mine[1].pk}/gate/", {"baseline": str(mine[0].pk), "language": "fr"})
    said = f"两者无法比较：提交 {mine[0].pk} 和 {mine[1].pk} 共有的提示词语言：en；应为 fr。"
    assert said in reply.content.decode()


def test_without_scores_or_another_submission_it_says_so(page: Client, author: User) -> None:
    generator = GeneratorFactory.create(owner=author)
    running, alone = running_submission(generator=generator), scored_submission(generator=generator)
    assert "has no scores yet" in page.get(f"/submissions/{running.pk}/gate/").content.decode()
    assert "no other scored submission" in page.get(f"/submissions/{alone.pk}/gate/").content.decode()
    assert page.get(f"/submissions/{alone.pk}/gate/", {"baseline": 10**9}).status_code == 404


def test_the_charts_line_falls_and_marks_the_documented_drops() -> None:
    chart = plan_chart(Design(11.0), 0.8, 240)
    assert chart is not None
    assert [label for _x, _y, label in chart.points] == ["3,801", "952", "240", "108"]
    heights = [y for _x, y, _label in chart.points]
    assert heights == sorted(heights)
    assert chart.at_hand == pytest.approx(heights[2], abs=0.1)
    assert plan_chart(Design(0.0, noise=1e6), 0.8, None) is None
