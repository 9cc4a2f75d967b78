"""A hidden suite: a search over everything that the site serves finds nothing of its prompts' texts."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from leaderboard.models import (
    GeneratedImage,
    Generator,
    ImageStatus,
    JudgedImage,
    Judgement,
    Kind,
    Outcome,
    PromptSuite,
    Submission,
    User,
)
from leaderboard.pipeline import accounts
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import submit_bundle
from leaderboard.pipeline.submission.trials import trial_prompt
from tests.factories import UserFactory, publish, scored_submission
from tests.leaderboard.pipeline.runs import fail_call, generate
from tests.leaderboard.web.addresses import addresses
from tests.leaderboard.web.people import endpoint_submission, generator_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return UserFactory.create()


@pytest.fixture
def generator(author: User) -> Generator:
    return generator_of(author, name="Hidden Painter")


@pytest.fixture
def hidden(generator: Generator) -> PromptSuite:
    """A hidden suite with one public scored submission, whose judge and endpoint repeat the prompts wherever they can,
    one that runs, and one that failed."""
    scored = scored_submission(generator=generator, kind=Kind.ENDPOINT)
    for judgement in Judgement.objects.select_related("judging__image__prompt"):
        text = judgement.judging.image.prompt.texts["en"]
        Judgement.objects.filter(pk=judgement.pk).update(reasoning=text, content=text, reason=text)
    publish(scored)
    running = endpoint_submission(generator=generator)
    fail_call(running.images.order_by("id")[0], "400 from the endpoint", retry=False)
    waiting = running.images.select_related("prompt").order_by("id")[1]
    assert generate(waiting)
    JudgedImage.objects.filter(image=waiting).update(waiting_for=f"500 from the judge ({waiting.prompt.texts['en']})")
    suite = PromptSuite.objects.get(key="demo")
    suite.hidden = True
    suite.save()
    return suite


def secrets_of(suite: PromptSuite) -> set[str]:
    """What must not be found: the beginning, the middle and the end of every text, and every note."""
    found: set[str] = set()
    for prompt in suite.prompts.all():
        for text in prompt.texts.values():
            third = len(text) // 3
            found |= {text[:third], text[third : 2 * third], text[2 * third :]}
        found |= {target["note"] for target in prompt.targets}
    return found


def body_of(reply: Any) -> str:
    text: str = (b"".join(reply.streaming_content) if reply.streaming else reply.content).decode(errors="replace")
    return text


def test_no_page_api_reply_or_download_holds_a_text_or_note_of_a_prompt(
    hidden: PromptSuite, author: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, token = accounts.create_token(author, "test")
    visitors = [
        (Client(), {}),
        (signed_in(author), {}),
        (signed_in(UserFactory.create()), {}),
        (Client(), {"Authorization": f"Bearer {token}"}),
    ]
    searched = secrets_of(hidden)
    everything = sorted(set(addresses(hidden)))
    assert len(everything) > 80
    served = 0
    for client, headers in visitors:
        for address in everything:
            reply = client.get(address, headers=headers)
            body = body_of(reply)
            served += reply.status_code == 200
            assert [secret for secret in searched if secret in body] == [], address
    assert served > 60
    assert [secret for secret in searched if secret in caplog.text] == []


def test_the_same_search_does_find_the_prompts_of_a_suite_that_is_not_hidden(hidden: PromptSuite, author: User) -> None:
    PromptSuite.objects.update(hidden=False)
    reader = signed_in(author)
    bodies = "".join(body_of(reader.get(address)) for address in set(addresses(hidden)))
    assert all(prompt.texts["zh"] in bodies for prompt in hidden.prompts.all())


def test_the_scores_stay_public(hidden: PromptSuite) -> None:
    submission = Submission.objects.get(outcome=Outcome.SCORED)
    for address in ("/boards/demo-1-pixel-baseline-3-en/", f"/submissions/{submission.pk}/breakdown.csv"):
        assert "60" in body_of(Client().get(address))
    page = body_of(Client().get(f"/suites/{hidden.key}/{hidden.version}/"))
    assert hidden.sha256 in page
    assert "prompts of this suite are hidden" in page


def test_pictures_are_served_to_nobody(hidden: PromptSuite, author: User) -> None:
    image = GeneratedImage.objects.filter(status=ImageStatus.STORED).select_related("stored")[0]
    assert image.stored is not None
    default_storage.save(image.stored.path, ContentFile(b"picture"))
    for name in ("image", "image-thumb", "image-display", "image-original"):
        for client in (Client(), signed_in(author)):
            assert client.get(reverse(name, args=[image.pk])).status_code == 404


def test_a_bundle_is_refused_and_not_offered(hidden: PromptSuite, generator: Generator, author: User) -> None:
    with pytest.raises(SubmissionRefused, match="hidden"):
        submit_bundle(generator, hidden, ["en"], SimpleUploadedFile("a.zip", b"zip"))
    assert "Salon demo suite" not in body_of(signed_in(author).get("/submissions/new/bundle/"))
    assert "Salon demo suite" in body_of(signed_in(author).get("/submissions/new/endpoint/"))


def test_an_endpoint_is_tested_with_a_prompt_of_no_suite(hidden: PromptSuite) -> None:
    for language in ("en", "zh"):
        prompt = trial_prompt(hidden, language)
        assert prompt
        assert not any(prompt in one.texts.values() for one in hidden.prompts.all())
