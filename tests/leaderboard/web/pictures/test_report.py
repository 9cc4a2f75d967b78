"""A picture's page as a visitor sees it: for everyone the same once it is public, citable, and open to doubt."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import GeneratedImage, Judgement, Submission
from leaderboard.pipeline.submission.visibility import withdraw
from leaderboard.settings import environment
from leaderboard.web.pictures.report import citation, report_address
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.web.people import signed_in

BOARD = "/boards/demo-1-pixel-baseline-3-en/"


@pytest.fixture
def submission(db: None) -> Submission:
    found = scored_submission(generator=GeneratorFactory.create(name="Aurora & Söhne"))
    publish(found)
    return found


@pytest.fixture
def image(submission: Submission) -> GeneratedImage:
    return submission.images.select_related("prompt", "submission__generator").order_by("id")[0]


def test_a_letter_or_form_names_picture_submission_and_profile(image: GeneratedImage, settings: LazySettings) -> None:
    cited = citation(image, "https://salon.example.org/images/1/")
    for words in (f"picture {image.pk}", "Aurora & Söhne", "p001 (en)", image.submission.judge_profile.sha256):
        assert words in cited
    settings.SALON_REPORT_ADDRESS = ""
    assert report_address(image, cited) == ""
    for contact, title in (("judge@example.org", "subject"), ("https://tracker.example.org/new?label=judge", "title")):
        settings.SALON_REPORT_ADDRESS = contact
        address = report_address(image, cited)
        assert address.startswith(("mailto:judge@example.org?", "https://tracker.example.org/new?label=judge&"))
        asked = parse_qs(urlsplit(address).query)
        assert f"Picture {image.pk} of submission {image.submission_id}" in asked[title][0]
        assert cited in asked["body"][0]
    assert "+" not in urlsplit(report_address(image, "a b").replace("https", "mailto")).path


def test_a_bad_address_for_reports_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for good in ("", "judge@example.org", "https://tracker.example.org/issues/new"):
        monkeypatch.setenv("REPORT_ADDRESS", good)
        assert environment.contact("REPORT_ADDRESS") == good
    for bad in ("judge", "javascript:alert(1)", "a@b?cc=c@d", "ftp://a@b", "a b@c"):
        monkeypatch.setenv("REPORT_ADDRESS", bad)
        with pytest.raises(environment.EnvironmentFault, match="REPORT_ADDRESS"):
            environment.contact("REPORT_ADDRESS")


def test_the_page_leads_to_report_or_says_how_to_cite(image: GeneratedImage, settings: LazySettings) -> None:
    address = f"/images/{image.pk}/"
    text = Client().get(address).content.decode()
    assert "This site has no contact address for that." in text
    assert f"http://testserver{address}" in text
    settings.SALON_REPORT_ADDRESS = "judge@example.org"
    assert 'href="mailto:judge@example.org?subject=Wrong%20judgement' in Client().get(address).content.decode()


def test_a_public_picture_is_the_same_for_everyone_and_leads_on(image: GeneratedImage, submission: Submission) -> None:
    address = f"/images/{image.pk}/"
    pages = [client.get(address) for client in (Client(), signed_in(submission.generator.owner))]
    assert pages[0].content == pages[1].content
    assert pages[1]["Cache-Control"] == "public, no-cache"
    text = pages[0].content.decode()
    for link in (
        f'"{BOARD}models/{submission.generator_id}/"',
        f'"{BOARD}prompts/p001/"',
        f'"{BOARD}compare/?models={submission.generator_id}"',
    ):
        assert link in text


def test_a_private_one_is_the_authors_and_never_kept(db: None) -> None:
    private = scored_submission()
    address = f"/images/{private.images.order_by('id')[0].pk}/"
    assert Client().get(address).status_code == 404
    reply = signed_in(private.generator.owner).get(address)
    assert reply.status_code == 200
    assert "private" in reply["Cache-Control"]
    assert BOARD not in reply.content.decode()


def test_why_a_public_picture_failed_is_for_its_author(image: GeneratedImage, submission: Submission) -> None:
    GeneratedImage.objects.filter(pk=image.pk).update(status="failed", stored=None, cause="secret cause")
    address = f"/images/{image.pk}/"
    assert "secret cause" not in Client().get(address).content.decode()
    mine = signed_in(submission.generator.owner).get(address)
    assert "secret cause" in mine.content.decode()
    assert "private" in mine["Cache-Control"]


def test_a_withdrawn_submission_leads_to_the_last_release_with_its_scores(
    image: GeneratedImage, submission: Submission
) -> None:
    withdraw(submission)
    publish(scored_submission(verdict=2))
    text = signed_in(submission.generator.owner).get(f"/images/{image.pk}/").content.decode()
    assert f'"{BOARD}releases/1/prompts/p001/"' in text


def test_replies_are_folded_and_their_text_is_escaped(image: GeneratedImage) -> None:
    judgements = Judgement.objects.filter(judging__image=image)
    judgements.update(reasoning="First.\n\n<b>Second</b>.")
    text = Client().get(f"/images/{image.pk}/").content.decode()
    assert text.count('<details class="reply">') == judgements.count()
    assert "<p>First.</p>" in text
    assert "&lt;b&gt;Second&lt;/b&gt;" in text
