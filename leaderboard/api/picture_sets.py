"""Pictures that are sent one by one, by their SHA-256: announcing them, sending the missing ones, submitting them."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from leaderboard.api.auth import TokenAuth, person
from leaderboard.api.picture_set_schemas import PictureSetIn, PictureSetOut, WholePictureSetOut
from leaderboard.api.submission_schemas import SubmissionOut
from leaderboard.api.submissions import IdempotencyKey, facts_of, generator_and_suite, submission_out
from leaderboard.domain.submission.bundle import Slot
from leaderboard.pipeline.submission.repeated import once, request_key
from leaderboard.pipeline.submission.sets import announcing, ending, files, receiving, submitting
from leaderboard.queries.visibility import own_picture_sets, own_submissions

if TYPE_CHECKING:
    from leaderboard.models import PictureSet

router = Router(auth=TokenAuth(), tags=["pictures one by one"])

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/picture-sets", response={201: WholePictureSetOut})
def announce_pictures(request: HttpRequest, payload: PictureSetIn) -> Any:
    """Announce pictures before you send their bytes; repeat the call to continue. The reply says which to send."""
    generator, suite = generator_and_suite(request, payload)
    pictures = [
        announcing.AnnouncedPicture(
            Slot(given.prompt, given.language, given.sample - 1), given.sha256, given.byte_size, given.name
        )
        for given in payload.pictures
    ]
    announced = announcing.Announced(
        generator,
        suite,
        payload.languages,
        payload.strip_metadata,
        pictures,
        payload.manifest,
        facts_of(payload),
        payload.practice,
        payload.pictures_per_prompt,
    )
    user = person(request)
    return Status(201, _whole(announcing.announce(user, announced, own_submissions(user))))


@router.get("/picture-sets", response=list[PictureSetOut])
def list_picture_sets(request: HttpRequest) -> Any:
    """Your picture sets of the last 30 days, the newest first."""
    return [_out(picture_set) for picture_set in own_picture_sets(person(request))]


@router.get("/picture-sets/{picture_set}", response=WholePictureSetOut)
def show_picture_set(request: HttpRequest, picture_set: UUID) -> Any:
    """One of your picture sets, and which of its pictures the site has."""
    return _whole(_own(request, picture_set))


@router.put("/picture-sets/{picture_set}/pictures/{sha256}", response={204: None}, openapi_extra=_BODY)
def send_picture(request: HttpRequest, picture_set: UUID, sha256: str) -> Any:
    """Send one announced picture, with its bytes as the body; safe to repeat, and in any order."""
    size = request.headers.get("Content-Length", "")
    body = cast("IO[bytes]", request)  # it can be read like a file
    receiving.receive(_own(request, picture_set), sha256, body, int(size) if size.isdecimal() else 0)
    return Status(204, None)


@router.post("/picture-sets/{picture_set}/submit", response={201: SubmissionOut})
def submit_pictures(request: HttpRequest, picture_set: UUID, idempotency_key: IdempotencyKey = "") -> Any:
    """Submit the pictures after all have been sent; safe to repeat.

    With a key, another set of the same pictures gives the submission that this one made.
    """
    own = _own(request, picture_set)
    key = request_key(idempotency_key, ["pictures", submitting.content_of(own)])
    submission = once(own.generator, key, lambda: submitting.submit_set(own, key))
    return Status(201, submission_out(request, submission))


@router.delete("/picture-sets/{picture_set}", response={204: None})
def discard_pictures(request: HttpRequest, picture_set: UUID) -> Any:
    """Discard a set; pictures that no other set of yours needs are deleted."""
    ending.discard(_own(request, picture_set))
    return Status(204, None)


def _own(request: HttpRequest, key: UUID) -> PictureSet:
    return get_object_or_404(own_picture_sets(person(request)), pk=key)


def _out(picture_set: PictureSet) -> dict[str, Any]:
    missing = submitting.missing(picture_set) if picture_set.ended_at is None else []
    facts = (
        "id",
        "languages",
        "strip_metadata",
        "practice",
        "pictures_per_prompt",
        "byte_size",
        "created_at",
        "expires_at",
        "ended_at",
        "cause",
    )
    return {name: getattr(picture_set, name) for name in facts} | {
        "generator": picture_set.generator_id,
        "suite": f"{picture_set.suite.key}/{picture_set.suite.version}",
        "missing": len(missing),
        "missing_bytes": sum(picture.byte_size for picture in missing),
        "submission": picture_set.submission_id,
    }


def _whole(picture_set: PictureSet) -> dict[str, Any]:
    return _out(picture_set) | {
        "pictures": [asdict(picture) | {"sample": picture.sample + 1} for picture in files.listed(picture_set)]
    }
