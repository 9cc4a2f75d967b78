"""Making results public: what the page says before, the confirmation, and who may do it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leaderboard.models import ReleaseScore, Submission
from tests.factories import publish, running_submission, scored_submission
from tests.leaderboard.web.people import generator_of, person, signed_in

pytestmark = pytest.mark.django_db


def page_of(submission: Submission) -> str:
    client = signed_in(submission.generator.owner)
    return " ".join(client.get(f"/submissions/{submission.pk}/publish/").content.decode().split())


def test_nothing_is_public_before_the_confirmation_and_it_happens_once() -> None:
    submission = scored_submission()
    address = f"/submissions/{submission.pk}/publish/"
    assert signed_in(person()).get(address).status_code == 404
    assert signed_in(person()).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    client = signed_in(submission.generator.owner)
    assert client.get(address).status_code == 200
    assert not Submission.objects.filter(public_at__isnull=False).exists()
    assert "The results are public" in client.post(address, follow=True).content.decode()
    assert Submission.objects.get().public_at is not None
    assert "only a scored private submission can be made public" in client.post(address, follow=True).content.decode()
    assert client.get(address)["Location"] == f"/submissions/{submission.pk}/"


def test_a_running_submission_cannot_be_made_public() -> None:
    submission = running_submission()
    client = signed_in(submission.generator.owner)
    assert client.get(f"/submissions/{submission.pk}/publish/").status_code == 302
    reply = client.post(f"/submissions/{submission.pk}/publish/", follow=True)
    assert "only a scored private submission" in reply.content.decode()
    assert Submission.objects.get().public_at is None


def test_the_first_of_a_board_opens_it() -> None:
    page = page_of(scored_submission())
    assert "It would open this board, as its first model." in page
    assert "What cannot be undone" in page


def test_the_rank_is_that_among_the_published_models() -> None:
    publish(scored_submission(2), scored_submission(0))
    page = page_of(scored_submission(1))
    assert "It would be about <strong>rank 2 of 3</strong>." in page
    assert "Compared with release 1" in page
    assert "It takes the place of" not in page


def test_the_interval_covers_the_ranks_of_the_models_within_it() -> None:
    publish(scored_submission(2), scored_submission(0), scored_submission(0))
    between = scored_submission(1)
    between.scores.filter(sub_capability="", scope="judged").update(standard_error=40.0)
    page = page_of(between)
    assert "<strong>rank 2 of 4</strong>; its interval covers ranks 1–4." in page


def test_a_generator_is_not_placed_against_its_own_submission_which_it_replaces() -> None:
    generator = generator_of(person())
    first = scored_submission(1, generator=generator)
    publish(first, scored_submission(0))
    page = page_of(scored_submission(1, generator=generator))
    assert "rank 1 of 2" in page
    assert f"It takes the place of submission {first.pk}." in page


def test_an_incomplete_submission_is_told_that_it_gets_no_rank() -> None:
    publish(scored_submission(2))
    incomplete = scored_submission(1)
    incomplete.judgings.all()[0].judgements.update(status="malformed", verdicts=[])
    page = page_of(incomplete)
    assert "It would be listed without a rank: only " in page
    assert "rank 2 of" not in page


def test_nothing_is_ranked_and_the_queries_do_not_grow_with_the_board(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for models in (1, 3):
        publish(*(scored_submission(2) for _ in range(models)))
        submission = scored_submission()
        client = signed_in(submission.generator.owner)
        with django_assert_num_queries(14):
            assert client.get(f"/submissions/{submission.pk}/publish/").status_code == 200
    assert ReleaseScore.objects.exists()


def test_practice_is_not_offered_to_the_public() -> None:
    submission = scored_submission(practice_rule=1)
    client = signed_in(submission.generator.owner)
    page = client.get(f"/submissions/{submission.pk}/").content.decode()
    assert "a practice submission is never public and never ranked" in page
    assert "not for practice" in page
    assert f"/submissions/{submission.pk}/publish/" not in page
    assert client.get(f"/submissions/{submission.pk}/publish/")["Location"] == f"/submissions/{submission.pk}/"
    reply = client.post(f"/submissions/{submission.pk}/publish/", follow=True).content.decode()
    assert "is never public; submit the whole suite" in reply
