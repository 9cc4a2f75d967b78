"""The history of a generator: its scored submissions on one suite, profile and language, for its author only."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leaderboard.domain.submission.generation_settings import GenerationSettings
from leaderboard.pipeline.submission.facts import freeze_settings
from tests.factories import running_submission, scored_submission
from tests.leaderboard.web.people import generator_of, person, signed_in

pytestmark = pytest.mark.django_db


def test_the_chart_and_the_table_have_label_commit_settings_and_intervals(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    author = person()
    generator = generator_of(author)
    first = scored_submission(1, generator=generator, label="step 1000", commit="abc123")
    freeze_settings(first, GenerationSettings(steps=30))
    second = scored_submission(2, generator=generator, label="step 2000")
    running_submission(generator=generator)
    scored_submission(0, generator=generator_of(author), label="of another generator")
    client = signed_in(author)
    with django_assert_num_queries(6):  # session, user, roles, generator, submissions, scores
        page = client.get(f"/generators/{generator.pk}/history/")
    chart = page.context["chart"]
    (line,) = chart.data["lines"]
    assert chart.data["labels"] == [f"#{first.pk} · abc123", f"#{second.pk}"]
    assert (line["values"], line["notes"]) == ([60.0, 100.0], ["step 1000", "step 2000"])
    text = page.content.decode()
    assert "Steps: 30" in text
    assert "of another generator" not in text
    assert text.index(f'value="{second.pk}"') < text.index(f'value="{first.pk}"')
    dimension = client.get(f"/generators/{generator.pk}/history/?of=quality").context["chart"]
    assert dimension.data["lines"][0]["name"] == "Quality"


def test_submissions_of_another_language_are_another_history() -> None:
    author = person()
    generator = generator_of(author)
    scored_submission(1, generator=generator)
    both = scored_submission(2, generator=generator, languages=["en", "zh"])
    page = signed_in(author).get(f"/generators/{generator.pk}/history/")
    assert [len(listed) for listed in page.context["groups"].values()] == [2, 1]
    chinese = next(one for one in page.context["groups"] if one.language == "zh")
    page = signed_in(author).get(f"/generators/{generator.pk}/history/?on={chinese.slug}")
    assert [one.submission.pk for one, _settings in page.context["lines"]] == [both.pk]
    assert page.context["chart"] is None


def test_only_its_author_sees_it() -> None:
    generator = generator_of(person())
    assert "No scores yet" in signed_in(generator.owner).get(f"/generators/{generator.pk}/history/").content.decode()
    assert signed_in(person()).get(f"/generators/{generator.pk}/history/").status_code == 404
    assert Client().get(f"/generators/{generator.pk}/history/").status_code == 302
