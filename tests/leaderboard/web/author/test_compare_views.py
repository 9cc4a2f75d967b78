"""Submissions side by side on a page: who sees what, and what it says."""

from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.models import GeneratedImage, PromptSuite, User
from tests.factories import publish, scored_submission
from tests.leaderboard.web.people import generator_of, person, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/submissions/compare/"


@pytest.fixture
def author() -> User:
    return person()


def text_of(client: Client, query: str) -> str:
    reply = client.get(f"{PAGE}?{query}")
    assert reply.status_code == 200
    assert "private" in reply["Cache-Control"]
    return " ".join(reply.content.decode().split())


def test_two_private_submissions_of_one_generator_are_compared(author: User) -> None:
    generator = generator_of(author)
    first, second = (scored_submission(v, generator=generator, label=f"try {v}") for v in (2, 1))
    page = text_of(signed_in(author), f"runs={first.pk},{second.pk}")
    assert "scores reliably higher than" in page
    assert "+40.00 points" in page
    assert f"#{first.pk} · try 2" in page
    picture = GeneratedImage.objects.filter(submission=second).order_by("pk")[0]
    assert f"/images/{picture.pk}/thumb.webp" in page
    assert (
        text_of(signed_in(author), f"runs={first.pk}&runs={second.pk}&order=suite").count("compared__pictures--2") == 12
    )


def test_others_see_neither_the_comparison_nor_that_the_submissions_exist(author: User) -> None:
    first, second = (scored_submission(v, generator=generator_of(author), label="mine") for v in (2, 1))
    for client in (Client(), signed_in(person())):
        page = text_of(client, f"runs={first.pk},{second.pk}")
        assert f"Submissions {first.pk}, {second.pk} do not exist, or you may not see them." in page
        assert "mine" not in page.split("<main")[1].split("</main")[0]
    publish(second)
    assert f"Submission {first.pk} does not exist" in text_of(Client(), f"runs={first.pk},{second.pk}")
    page = text_of(signed_in(author), f"runs={first.pk},{second.pk}")
    assert "scores reliably higher than" in page


def test_a_hidden_suite_shows_no_prompt_and_no_picture(author: User) -> None:
    first, second = (scored_submission(v, generator=generator_of(author)) for v in (2, 1))
    PromptSuite.objects.update(hidden=True)
    page = text_of(signed_in(author), f"runs={first.pk},{second.pk}")
    assert "The prompts of this suite are hidden" in page
    assert "thumb.webp" not in page
    assert "+40.00 points" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Choose 2 to 4 scored submissions"),
        ("runs=x", "“x” is not a submission's number"),
        ("runs=1,2,3,4,5", "At most 4 submissions can be compared"),
    ],
)
def test_an_address_that_cannot_be_followed_says_what_is_expected(query: str, words: str) -> None:
    assert words in text_of(Client(), query).replace("&#x27;", "'")


def test_my_submissions_offer_scored_ones_to_compare(author: User) -> None:
    mine = scored_submission(1, generator=generator_of(author))
    page = signed_in(author).get("/submissions/").content.decode()
    assert f'name="runs" value="{mine.pk}"' in page
