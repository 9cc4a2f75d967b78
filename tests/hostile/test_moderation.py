"""What operators hide or take down is shown at no address: pages, files, cached pages, the API, cards and zips.

The walk over all addresses is that of withdrawals (``test_withdrawal``).
"""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from leaderboard.domain.images.check import inspect_image
from leaderboard.models import Board, GeneratedImage, Judgement, StoredImage, Submission
from leaderboard.models.generation import RENDITION_SIDES
from leaderboard.pagecache import invalidation
from leaderboard.pipeline.administration.listing import unlist_model
from leaderboard.pipeline.administration.pictures import exclude, hide, show
from leaderboard.pipeline.administration.takedown import take_down_picture, take_down_submission
from leaderboard.pipeline.generation import pictures, renditions
from leaderboard.pipeline.publishing import publish as publishing
from tests.factories import UserFactory, publish, scored_submission
from tests.hostile.test_withdrawal import COLOUR, SAID, Marks, Site, _everything, names
from tests.leaderboard.pipeline.administration.actors import ANNA
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "It shows a private person."
FILES = {"image-thumb", "image-display", "image-original"}
SHOWING = {*FILES, "image", "release-model-images", "board-card", "model-card", "list_judgements", "show_judgements"}
EVIDENCE = {"submission-evidence", "submission-evidence-version"}


@pytest.fixture
def image(monkeypatch: pytest.MonkeyPatch) -> GeneratedImage:
    """A picture of a public submission, the only one in its colour and of which the judge said that."""
    monkeypatch.setattr(invalidation, "EDITION_S", 0.0)
    best, other = scored_submission(verdict=2), scored_submission(verdict=0)
    for number, planned in enumerate(best.images.order_by("pk")):
        file = io.BytesIO()
        Image.new("RGB", (400, 300 + number), (40, 80, 40) if number else COLOUR).save(file, "PNG")
        stored = pictures.store_bytes(inspect_image(file.getvalue()), file.getvalue())
        renditions.render(stored.sha256)
        GeneratedImage.objects.filter(pk=planned.pk).update(stored=stored)
    image = best.images.order_by("pk")[0]
    Judgement.objects.filter(judging__image=image).update(reasoning=SAID, content=SAID)
    publish(best, other)
    return GeneratedImage.objects.select_related("submission", "stored").get(pk=image.pk)


def marks_of(image: GeneratedImage) -> Marks:
    assert image.stored is not None
    contents = []
    for path in (image.stored.path, *(image.stored.rendition_path(side) for side in RENDITION_SIDES)):
        with default_storage.open(path) as file:
            contents.append(file.read()[40:])
    return Marks((*contents, SAID.encode()), frozenset())


def everything(submission: Submission, image: GeneratedImage) -> list[str]:
    base = f"/images/{image.pk}/"
    files = {base, f"{base}original", f"{base}thumb.webp", f"{base}display.webp"}
    api = {f"/api/v1/images/{image.pk}", f"/api/v1/images/{image.pk}/judgements"}
    return sorted({*_everything(submission), *files, *api})


def publish_all() -> None:
    for board in Board.objects.all():
        publishing.publish_board(board.pk)


def test_a_hidden_picture_is_shown_nowhere_but_its_scores_and_their_evidence_stay(image: GeneratedImage) -> None:
    site, marks, addresses = Site(), marks_of(image), everything(image.submission, image)
    before = site.showing(addresses, marks)
    assert names(before) >= SHOWING | EVIDENCE
    hide(image.pk, ANNA, WHY)
    assert names(site.showing(addresses, marks)) == EVIDENCE
    show(image.pk, ANNA, "A mistake.")
    assert site.showing(addresses, marks) == before


def test_of_a_hidden_picture_the_public_reads_why_and_its_author_and_operators_see_it(image: GeneratedImage) -> None:
    hide(image.pk, ANNA, WHY)
    page = Client().get(f"/images/{image.pk}/")
    assert (page.status_code, WHY in page.content.decode()) == (410, True)
    for file in ("original", "thumb.webp", "display.webp"):
        assert Client().get(f"/images/{image.pk}/{file}").status_code == 410, file
    assert WHY in Client().get(f"/submissions/{image.submission_id}/").content.decode()
    for person in (image.submission.generator.owner, UserFactory.create(is_staff=True)):
        client = signed_in(person)
        assert client.get(f"/images/{image.pk}/thumb.webp").status_code == 200
        assert WHY in client.get(f"/images/{image.pk}/").content.decode()


def test_a_picture_that_is_taken_down_and_excluded_is_gone_from_every_address(image: GeneratedImage) -> None:
    site, marks, addresses = Site(), marks_of(image), everything(image.submission, image)
    assert site.showing(addresses, marks)
    take_down_picture(image.pk, ANNA, WHY)
    assert names(site.showing(addresses, marks)) == EVIDENCE
    exclude(image.pk, ANNA, WHY)
    publish_all()
    assert site.showing(everything(image.submission, image), marks) == set()
    assert site.showing(addresses, marks) <= {a for a in addresses if "/evidence/" in a}


def test_every_address_that_served_a_submissions_pictures_says_that_they_are_gone(image: GeneratedImage) -> None:
    site, marks, addresses = Site(), marks_of(image), everything(image.submission, image)
    served = [address for address in site.showing(addresses, marks) if names({address}) & (FILES | EVIDENCE)]
    assert len(served) >= 5
    take_down_submission(image.submission_id, ANNA, WHY)
    assert site.showing(addresses, marks) == set()
    assert {Client().get(address).status_code for address in served} <= {404, 410}
    publish_all()
    assert site.showing(everything(image.submission, image), marks) == set()
    assert not StoredImage.objects.filter(pk=image.stored_id, deleted_at__isnull=True).exists()
    page = Client().get(f"/submissions/{image.submission_id}/").content.decode()
    assert WHY in page
    assert "deleted" in page


def test_an_unlisted_models_pages_say_why_and_its_sealed_releases_stay(image: GeneratedImage) -> None:
    site, marks, addresses = Site(), marks_of(image), everything(image.submission, image)
    model = image.submission.generator_id
    unlist_model(model, ANNA, WHY)
    publish_all()
    assert site.showing(addresses, marks) == set()
    slug = Board.objects.get().slug
    for address in (f"/boards/{slug}/models/{model}/", f"/models/{model}/"):
        page = Client().get(address)
        assert (page.status_code, WHY in page.content.decode()) == (410, True), address
    sealed = Client().get(f"/boards/{slug}/releases/1/models/{model}/")
    assert (sealed.status_code, WHY in sealed.content.decode()) == (200, True)
    assert "no longer listed" in Client().get(f"/boards/{slug}/releases/").content.decode()
