"""After a withdrawal no address shows the pictures to strangers: pages, files, cached pages, the API.

The inventory of addresses comes from the URL maps (tests/leaderboard/web/addresses.py), so a new address is tried too.
A picture is recognised by its bytes, by its colour where it was drawn into another one, by links to it, and by what the
judge said about it.
"""

from __future__ import annotations

import io
from typing import NamedTuple

import httpx
import numpy as np
import pytest
import zstandard
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import resolve
from PIL import Image

from leaderboard.domain.images.check import inspect_image
from leaderboard.models import AuditEntry, Board, GeneratedImage, Judgement, PromptSuite, Submission
from leaderboard.models.generation import RENDITION_SIDES
from leaderboard.pagecache import invalidation
from leaderboard.pagecache.invalidation import site_edition
from leaderboard.pagecache.marking import page_address
from leaderboard.pagecache.pages import CachedPages
from leaderboard.pipeline.generation import pictures, renditions
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.submission.visibility import withdraw
from tests.factories import publish, scored_submission
from tests.leaderboard.web.addresses import addresses
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

COLOUR = (255, 0, 254)
SAID = "a magenta square that the judge looked at"
SHOWING = {
    *("image", "image-thumb", "image-display", "image-original", "submission-images", "submission-evidence"),
    *("release-model-images", "board-card", "model-card", "home", "board-model", "release-model"),
    *(
        "board-prompt",
        "release-prompt",
        "board-facet",
        "list_images",
        "list_judgements",
        "show_image",
        "show_judgements",
    ),
}
"""The names of addresses that show pictures, or what was said about them, before the withdrawal."""


class Marks(NamedTuple):
    """How the pictures of one submission are recognised in what the site sends."""

    texts: tuple[bytes, ...]
    ids: frozenset[int]

    def are_in(self, body: bytes, content_type: str) -> bool:
        if body.startswith(b"\x28\xb5\x2f\xfd"):
            body = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body)).read()
        if content_type == "image/png" and _has_colour(body):
            return True
        return any(text in body for text in self.texts) or any(
            f"/images/{number}/".encode() in body for number in self.ids
        )


class Site:
    """What a stranger gets, with the page cache in front as in production."""

    def __init__(self) -> None:
        cached = CachedPages(
            get_wsgi_application(), edition=site_edition, address=page_address, max_bytes=2**24, own_hosts=["localhost"]
        )
        self._client = httpx.Client(transport=httpx.WSGITransport(app=cached), base_url="http://localhost")

    def showing(self, everything: list[str], marks: Marks) -> set[str]:
        """The addresses that show the marked pictures."""
        shown = set()
        for address in everything:
            reply = self._client.get(address)
            # The page that says "not found" names the address that was asked for.
            if reply.is_success and marks.are_in(reply.content, reply.headers.get("Content-Type", "")):
                shown.add(address)
        return shown


@pytest.fixture
def submission(monkeypatch: pytest.MonkeyPatch) -> Submission:
    """A public submission with real pictures, the best of two on its board."""
    monkeypatch.setattr(invalidation, "EDITION_S", 0.0)
    best, other = scored_submission(verdict=2), scored_submission(verdict=0)
    for number, image in enumerate(best.images.order_by("pk")):
        file = io.BytesIO()
        Image.new("RGB", (400, 300 + number), COLOUR).save(file, "PNG")
        stored = pictures.store_bytes(inspect_image(file.getvalue()), file.getvalue())
        renditions.render(stored.sha256)
        GeneratedImage.objects.filter(pk=image.pk).update(stored=stored)
    Judgement.objects.filter(judging__submission=best).update(reasoning=SAID, content=SAID)
    publish(best, other)
    return Submission.objects.get(pk=best.pk)


def marks_of(submission: Submission) -> Marks:
    first = submission.images.select_related("stored").order_by("pk")[0].stored
    assert first is not None
    files = [first.path, *(first.rendition_path(side) for side in RENDITION_SIDES)]
    contents = []
    for path in files:
        with default_storage.open(path) as file:
            contents.append(file.read()[40:])
    return Marks((*contents, SAID.encode()), frozenset(submission.images.values_list("pk", flat=True)))


def names(shown: set[str]) -> set[str]:
    return {_name(address) for address in shown}


def _name(address: str) -> str:
    match = resolve(address.partition("?")[0])
    return match.url_name or match.func.__name__


def _has_colour(png: bytes) -> bool:
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int16)
    return int((np.abs(pixels - COLOUR).max(axis=2) < 12).sum()) > 500


def test_the_inventory_finds_every_kind_of_address_that_shows_a_picture(submission: Submission) -> None:
    shown = Site().showing(_everything(submission), marks_of(submission))
    assert names(shown) >= SHOWING


def test_after_a_withdrawal_no_address_shows_the_pictures(submission: Submission) -> None:
    site, marks, everything = Site(), marks_of(submission), _everything(submission)
    assert site.showing(everything, marks)  # pages are cached now, and files are written
    withdraw(submission)
    assert site.showing(everything, marks) == set()
    for board in Board.objects.all():
        publishing.publish_board(board.pk)
    assert site.showing(_everything(submission), marks) == set()


def test_the_tombstone_and_the_scores_of_earlier_releases_stay(submission: Submission) -> None:
    withdraw(submission)
    client, model = Client(), submission.generator_id
    page = client.get(f"/submissions/{submission.pk}/").content.decode()
    assert "Withdrawn by its author" in page
    assert "no longer shown" in page
    board = Board.objects.get()
    assert client.get(f"/boards/{board.slug}/releases/1/models/{model}/").status_code == 200
    scores = b"".join(client.get(f"/boards/{board.slug}/releases/1/models/{model}/scores.csv"))
    assert b"100.0" in scores
    assert b"100.0" in b"".join(client.get(f"/boards/{board.slug}/releases/1/board.csv"))


def test_the_author_still_sees_the_pictures(submission: Submission) -> None:
    withdraw(submission)
    author, image = signed_in(submission.generator.owner), submission.images.order_by("pk")[0]
    for address in (f"/images/{image.pk}/original", f"/images/{image.pk}/", f"/submissions/{submission.pk}/images/"):
        assert author.get(address).status_code == 200, address
        assert Client().get(address).status_code == 404, address
    assert author.get(f"/images/{image.pk}/thumb.webp")["Cache-Control"] == "private, no-cache"


def test_an_unchanged_picture_is_not_confirmed_to_those_who_have_it(submission: Submission) -> None:
    image = submission.images.order_by("pk")[0]
    etag = Client().get(f"/images/{image.pk}/original")["ETag"]
    withdraw(submission)
    assert Client().get(f"/images/{image.pk}/original", headers={"if-none-match": etag}).status_code == 404


def test_operators_can_withdraw_a_submission(submission: Submission, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("withdraw", submission.pk, reason="a court asked for it")
    assert AuditEntry.objects.get().reason == "a court asked for it"
    assert "is withdrawn" in capsys.readouterr().out
    assert Submission.objects.get(pk=submission.pk).withdrawn_at is not None
    for number in (submission.pk, 0):
        with pytest.raises(CommandError):
            call_command("withdraw", number)


def _everything(submission: Submission) -> list[str]:
    found = set(addresses(PromptSuite.objects.get(pk=submission.suite_id))) - {"/account/logout/"}
    model, image = submission.generator_id, submission.images.order_by("pk")[0].pk
    base = "/boards/demo-1-pixel-baseline-3-en/"
    found |= {f"{base}compare/?models={model}"}
    for path in (f"images/{image}", f"submissions/{submission.pk}"):
        found |= {f"/api/v1/{path}", f"/api/v1/{path}/judgements", f"/api/v1/{path}/images"}
    return sorted(found)
