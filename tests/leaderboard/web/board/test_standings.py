"""A board's page: what it shows of a release, in which order, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from django.test import Client

from leaderboard.models import Board, ReleaseScore
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission
from tests.leaderboard.web.pages import BOARD, CAVEAT, SLUG, text_of

pytestmark = pytest.mark.django_db

CountQueries = Callable[[int], AbstractContextManager[object]]


def models_in_order(client: Client, query: str = "") -> list[str]:
    table = text_of(client, BOARD + query).split('class="data-table ranking"')[1].split("</table>")[0]
    return [unescape(name) for name in re.findall(r'<th scope="row"[^>]*><a [^>]+><bdi>([^<]*)</bdi>', table)]


def publish_three() -> None:
    """Zebra leads; Maple has no score for quality; apple is last."""
    names = {"Zebra": (2,), "Maple": (1,), "apple": (0, 0, 0, 1)}
    publish(
        *(
            mixed_submission(
                *verdicts,
                generator=GeneratorFactory.create(name=name, open_weights=name == "apple"),
                without="Quality" if name == "Maple" else "",
            )
            for name, verdicts in names.items()
        )
    )


# --- a board ------------------------------------------------------------------------------------------------------
def test_a_board_shows_its_models_and_their_scores(client: Client) -> None:
    submission = scored_submission(generator=GeneratorFactory.create(name="Aurora", licence="MIT"))
    publish(submission)
    text = text_of(client, BOARD)
    for expected in (
        f'href="{BOARD}models/{submission.generator_id}/"',
        "Aurora",
        "Example Lab",
        "MIT",
        ">60.00<",
        CAVEAT,
    ):
        assert expected in text


@pytest.mark.parametrize("models", [1, 3])
def test_a_board_needs_eight_queries_however_many_rows(models: int, django_assert_num_queries: CountQueries) -> None:
    publish(*(scored_submission() for _ in range(models)))
    with django_assert_num_queries(8):
        Client().get(BOARD)


def test_an_older_release_says_so_and_leads_to_the_latest(client: Client) -> None:
    publish(scored_submission(generator=GeneratorFactory.create(name="First")))
    publish(scored_submission(verdict=2, generator=GeneratorFactory.create(name="Second")))
    old = text_of(client, f"{BOARD}releases/1/")
    assert "This is release 1, an older one." in old
    assert "See the latest, release 2" in old
    assert "Second" not in old
    assert "an older one" not in text_of(client, f"{BOARD}releases/2/")


def test_an_unranked_submission_is_listed_with_its_reason(client: Client) -> None:
    publish(scored_submission(), mixed_submission(lost=9, generator=GeneratorFactory.create(name="Lossy")))
    assert "Lossy" not in models_in_order(client)
    text = text_of(client, BOARD)
    assert "Lossy" in text
    assert "only 104 of 113 planned judgements exist" in text


def test_a_release_in_which_nothing_is_ranked(client: Client) -> None:
    publish(mixed_submission(lost=9))
    assert "No model is ranked in this release" in text_of(client, BOARD)


def test_a_board_whose_first_release_is_due(client: Client) -> None:
    Board.objects.create(suite=load_demo_suite(), judge_profile=load_pixel_profile(), language="en", slug=SLUG)
    text = text_of(client, BOARD)
    assert "The first release is being made" in text
    assert CAVEAT in text


def test_what_does_not_exist(client: Client) -> None:
    publish(scored_submission())
    for address in ("/boards/none/", f"{BOARD}releases/2/", f"{BOARD}releases/{10**15}/", "/nowhere/"):
        assert "This page does not exist" in text_of(client, address, status=404)


def test_a_rank_interval_is_shown_when_there_is_one(client: Client) -> None:
    publish(scored_submission())
    ReleaseScore.objects.filter(dimension="").update(rank_low=1, rank_high=3)
    assert "<td>1 <small>1–3</small></td>" in text_of(client, BOARD)
    ReleaseScore.objects.filter(dimension="").update(rank_low=1, rank_high=1)
    assert "<td>1</td>" in text_of(client, BOARD)
    ReleaseScore.objects.filter(dimension="").update(rank_low=None, rank_high=None)
    assert "<td>1 <small>?</small></td>" in text_of(client, BOARD)


# --- sorting and scope --------------------------------------------------------------------------------------------
ORDERS = {
    "": "Zebra Maple apple",
    "?sort=rank": "Zebra Maple apple",
    "?sort=-rank": "apple Maple Zebra",
    "?sort=model": "apple Maple Zebra",
    "?sort=overall": "apple Maple Zebra",
    "?sort=-overall&scope=target": "Zebra Maple apple",
    "?sort=-weights": "apple Zebra Maple",
    "?sort=no-such-column": "Zebra Maple apple",
    # Maple has no score there: last in both directions.
    "?sort=quality": "apple Zebra Maple",
    "?sort=-quality": "Zebra apple Maple",
    "?sort=-quality&scope=target": "Zebra apple Maple",
}


def test_every_column_sorts_with_missing_scores_last(client: Client) -> None:
    publish_three()
    assert {query: " ".join(models_in_order(client, query)) for query in ORDERS} == ORDERS


def test_the_heads_tell_the_order_and_link_to_the_other_one(client: Client) -> None:
    publish_three()
    text = text_of(client, BOARD + "?sort=-quality&scope=target")
    assert text.count("aria-sort") == 1
    assert 'aria-sort="descending"><a id="sort-quality" href="?sort=quality&amp;scope=target">Quality</a>' in text
    assert '<a id="sort-alignment" href="?sort=-alignment&amp;scope=target">Alignment</a>' in text


def test_a_missing_score_is_a_dash_with_words_for_screen_readers(client: Client) -> None:
    publish_three()
    assert '<span aria-hidden="true">–</span><span class="visually-hidden">no score</span>' in text_of(client, BOARD)


def test_dimension_ranks_are_shown_only_in_the_scope_they_were_given_in(client: Client) -> None:
    publish(mixed_submission())
    assert "<small>#1</small>" in text_of(client, BOARD)
    assert "<small>#1</small>" not in text_of(client, BOARD + "?scope=target")
