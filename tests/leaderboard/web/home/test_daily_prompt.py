"""The prompt of the day: which board and prompt it takes, whose pictures it shows, and where they lead."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.test import Client

from leaderboard.models import GeneratedImage, ImageStatus, StoredImage, Submission
from leaderboard.models.clock import Now
from leaderboard.web.home.board_cards import board_cards
from leaderboard.web.home.daily_prompt import DailyPrompt, daily_prompt
from tests.factories import publish, scored_submission
from tests.leaderboard.web.pages import BOARD, text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 6)
PROMPTS = 24

CountQueries = Callable[[int], AbstractContextManager[object]]


def shown(day: date = DAY, language: str = "en") -> DailyPrompt:
    daily = daily_prompt(board_cards(), day, language)
    assert daily is not None
    return daily


def published(*verdicts: int, language: str = "en") -> list[Submission]:
    submissions = [scored_submission(verdict, languages=[language]) for verdict in verdicts]
    publish(*submissions)
    StoredImage.objects.update(rendered_at=Now())
    return submissions


def test_every_prompt_has_its_day() -> None:
    published(2, 1)
    keys = [shown(DAY + timedelta(days=days)).key for days in range(PROMPTS)]
    assert len(set(keys)) == PROMPTS
    assert shown().key == keys[0]


def test_the_pictures_are_those_of_the_first_models_in_the_order_of_their_ranks() -> None:
    third, first, second = published(0, 2, 1)
    daily = shown()
    assert [picture.entry.submission_id for picture in daily.pictures] == [first.pk, second.pk, third.pk]
    images = GeneratedImage.objects.in_bulk([picture.image_id for picture in daily.pictures])
    assert {image.prompt.key for image in images.values()} == {daily.key}


def test_a_hidden_picture_is_not_shown() -> None:
    first = published(2, 1)[0]
    hidden = GeneratedImage.objects.get(submission=first, prompt__key=shown().key)
    GeneratedImage.objects.filter(pk=hidden.pk).update(hidden_at=Now(), hidden_reason="a test")
    assert hidden.pk not in {picture.image_id for picture in shown().pictures}


def test_a_prompt_for_which_a_model_has_no_picture_has_no_day() -> None:
    _, other = published(2, 1)
    lost = GeneratedImage.objects.filter(submission=other, prompt__key=shown().key)
    lost.update(stored=None, status=ImageStatus.FAILED, cause="The endpoint gave none.")
    keys = {shown(DAY + timedelta(days=days)).key for days in range(PROMPTS)}
    assert len(keys) == PROMPTS - 1


def test_readers_see_a_board_in_their_language_if_there_is_one() -> None:
    published(2)
    published(1, language="zh")
    assert shown(language="en").board.language == "en"
    assert shown(language="zh-hans").board.language == "zh"
    days = {shown(DAY + timedelta(days=days), language="fr").board.language for days in range(2)}
    assert days == {"en", "zh"}


def test_without_a_picture_that_everybody_may_see_there_is_none() -> None:
    publish(scored_submission())  # whose pictures have no copies yet
    assert daily_prompt(board_cards(), DAY, "en") is None


def test_the_pictures_and_the_prompt_on_the_page_are_links(client: Client) -> None:
    published(2, 1)
    text = text_of(client, "/")
    assert text.count('href="/images/') == 2
    assert f'href="{BOARD}prompts/' in text


@pytest.mark.parametrize("models", [1, 3])
def test_home_needs_six_queries_however_many_models(models: int, django_assert_num_queries: CountQueries) -> None:
    published(*[1] * models)
    with django_assert_num_queries(6):
        Client().get("/")
