"""The breakdown's page: the same numbers as its file, in the languages and scopes that there are."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from leaderboard.models import Submission
from leaderboard.web.words.numbers import round_score
from tests.leaderboard.mixed_scores import mixed_submission
from tests.leaderboard.web.pages import content_of, csv_rows
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db


def author_of(submission: Submission) -> Client:
    return signed_in(submission.generator.owner)


@pytest.mark.parametrize("scope", ["judged", "target"])
def test_the_page_shows_the_file_s_numbers_rounded(scope: str) -> None:
    submission = mixed_submission()
    client = author_of(submission)
    rows = [row for row in csv_rows(client, f"/submissions/{submission.pk}/breakdown.csv") if row["scope"] == scope]
    page = content_of(client, f"/submissions/{submission.pk}/breakdown/?scope={scope}").split("By kind of prompt")[0]
    # The overall stands in a line of its own, everything else in the first cell after its name.
    means = re.findall(r'(?:class="overall-line"|</th><td class="num">).*?</span>(?=</span>| )', page)
    shown = [re.findall(r'meter__value">([\d.]+)<|aria-hidden="true">(–)<', mean)[0] for mean in means]
    assert len(rows) == 1 + 5 + 23 + 56
    assert [a or b for a, b in shown] == [round_score(float(row["mean"])) if row["mean"] else "–" for row in rows]


@pytest.mark.parametrize("query", ["language=fr", "scope=all", "language=zh"])
def test_an_unknown_language_or_scope_is_no_page(query: str) -> None:
    submission = mixed_submission()
    assert author_of(submission).get(f"/submissions/{submission.pk}/breakdown/?{query}").status_code == 404
