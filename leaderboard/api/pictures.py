"""Pictures of submissions and the judgements on them: public ones, and with a token also the caller's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from leaderboard.api.auth import ANYBODY, visitor
from leaderboard.api.cursors import Cursor, Limit, page_of
from leaderboard.api.freshness import shown
from leaderboard.api.public_schemas import ImageOut, ImagePage, JudgementOut, JudgementPage
from leaderboard.queries.pictures import images_of, judgements_of_image, judgements_of_submission
from leaderboard.queries.visibility import open_submissions
from leaderboard.web.http.seen import image_for, submission_for

if TYPE_CHECKING:
    from leaderboard.models import GeneratedImage, Judgement

router = Router(auth=ANYBODY, tags=["images and judgements"])

_STORED = ("sha256", "format", "width", "height", "byte_size")
_JUDGEMENT = (
    *("dimension", "status", "reason", "reasoning", "content", "finish_reason", "attempt", "profile_sha256"),
    *("engine_version", "engine_fingerprint", "judged_at"),
)


@router.get("/submissions/{key}/images", response=ImagePage)
def list_images(request: HttpRequest, response: HttpResponse, key: int, cursor: Cursor = "", limit: Limit = 100) -> Any:
    """A submission's pictures in the order of its plan, in pages. Pictures of a hidden suite are not listed."""
    submission = submission_for(visitor(request), open_submissions(visitor(request)), key)
    page = page_of(images_of(submission, visitor(request)), "pk", cursor, limit, of=f"images {key}")
    shown(response, [image.stored.stored_at for image in page.rows if image.stored])
    return page.out([_image(request, image) for image in page.rows])


@router.get("/submissions/{key}/judgements", response=JudgementPage)
def list_judgements(
    request: HttpRequest, response: HttpResponse, key: int, cursor: Cursor = "", limit: Limit = 100
) -> Any:
    """A submission's judgements, with the judge's complete replies, in pages.

    Those of a hidden suite are not listed.
    """
    submission = submission_for(visitor(request), open_submissions(visitor(request)), key)
    page = page_of(judgements_of_submission(submission, visitor(request)), "pk", cursor, limit, of=f"judgements {key}")
    shown(response, [judgement.judged_at for judgement in page.rows])
    return page.out([_judgement(judgement) for judgement in page.rows])


@router.get("/images/{image}", response=ImageOut)
def show_image(request: HttpRequest, response: HttpResponse, image: int) -> Any:
    """One picture: its prompt, its status, and the addresses of its files."""
    picture = image_for(visitor(request), image)
    shown(response, [picture.stored.stored_at if picture.stored else None])
    return _image(request, picture)


@router.get("/images/{image}/judgements", response=list[JudgementOut])
def show_judgements(request: HttpRequest, response: HttpResponse, image: int) -> Any:
    """The judgements of one picture, one per dimension that its prompt tests."""
    picture = image_for(visitor(request), image)
    judgements = list(judgements_of_image(picture))
    shown(response, [judgement.judged_at for judgement in judgements])
    return [_judgement(judgement) for judgement in judgements]


def _image(request: HttpRequest, image: GeneratedImage) -> dict[str, Any]:
    files = {"original": "image-original", "display": "image-display", "thumbnail": "image-thumb"}
    has_files = image.stored is not None and image.stored.deleted_at is None
    addresses = {
        name: request.build_absolute_uri(reverse(view, args=[image.pk])) if has_files else None
        for name, view in files.items()
    }
    return {
        "id": image.pk,
        "submission": image.submission_id,
        "prompt": image.prompt.key,
        "language": image.language,
        "sample": image.sample + 1,
        "status": image.status,
        "seed": image.seed,
        "page": request.build_absolute_uri(reverse("image", args=[image.pk])),
        **{name: getattr(image.stored, name) if image.stored else None for name in _STORED},
        **addresses,
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    image = judgement.judging.image
    verdicts = [
        {"sub_capability": sub_capability, "facet": facet, "verdict": verdict}
        for sub_capability, facet, verdict in judgement.verdicts
    ]
    about = {
        "id": judgement.pk,
        "image": image.pk,
        "prompt": image.prompt.key,
        "language": image.language,
        "sample": image.sample + 1,
    }
    return about | {name: getattr(judgement, name) for name in _JUDGEMENT} | {"verdicts": verdicts}
