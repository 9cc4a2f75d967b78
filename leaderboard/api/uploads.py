"""Bundles in parts, straight to the site's bucket: admission, the parts' addresses, and completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from leaderboard.api.auth import TokenAuth, person
from leaderboard.api.submission_schemas import SubmissionOut
from leaderboard.api.submissions import facts_of, generator_and_suite, submission_out
from leaderboard.api.upload_schemas import PartOut, PartsIn, UploadIn, UploadOut
from leaderboard.files.direct_uploads import part_count
from leaderboard.files.site_storage import SIGNED_FOR_S
from leaderboard.pipeline.submission.direct import admission, completion, ending, parts
from leaderboard.queries.visibility import own_uploads

if TYPE_CHECKING:
    from leaderboard.models import UploadSession

router = Router(auth=TokenAuth(), tags=["uploads in parts"])


@router.post("/uploads", response={201: UploadOut})
def begin_upload(request: HttpRequest, payload: UploadIn) -> Any:
    """Announce a bundle before you send its bytes; repeat the call to continue an upload."""
    generator, suite = generator_and_suite(request, payload)
    announced = admission.Announced(
        generator,
        suite,
        payload.languages,
        payload.strip_metadata,
        payload.file_name,
        payload.byte_size,
        payload.fingerprint,
        facts_of(payload),
        payload.practice,
        payload.pictures_per_prompt,
    )
    return Status(201, _out(admission.begin(person(request), announced)))


@router.get("/uploads", response=list[UploadOut])
def list_uploads(request: HttpRequest) -> Any:
    """Your uploads of the last 30 days, the newest first."""
    return [_out(upload) for upload in own_uploads(person(request))]


@router.get("/uploads/{upload}", response=UploadOut)
def show_upload(request: HttpRequest, upload: UUID) -> Any:
    """One of your uploads, with the parts that have arrived."""
    return _out(_own(request, upload))


@router.post("/uploads/{upload}/parts", response=list[PartOut])
def sign_parts(request: HttpRequest, upload: UUID, payload: PartsIn) -> Any:
    """Addresses to PUT the parts to, each with its bytes as the body. An address allows nothing else."""
    signed = parts.addresses(_own(request, upload), payload.numbers)
    return [
        {"number": part.number, "size": part.size, "url": part.url, "expires_in_s": SIGNED_FOR_S} for part in signed
    ]


@router.post("/uploads/{upload}/complete", response={201: SubmissionOut})
def complete_upload(request: HttpRequest, upload: UUID) -> Any:
    """Submit the bundle after all its parts have arrived; safe to repeat."""
    return Status(201, submission_out(request, completion.complete(_own(request, upload))))


@router.delete("/uploads/{upload}", response={204: None})
def discard_upload(request: HttpRequest, upload: UUID) -> Any:
    """Discard an upload; the parts that have arrived are deleted."""
    ending.discard(_own(request, upload))
    return Status(204, None)


def _own(request: HttpRequest, key: UUID) -> UploadSession:
    return get_object_or_404(own_uploads(person(request)), pk=key)


def _out(upload: UploadSession) -> dict[str, Any]:
    facts = ("id", "file_name", "byte_size", "part_bytes", "created_at", "expires_at", "ended_at", "cause")
    return {name: getattr(upload, name) for name in facts} | {
        "part_count": part_count(upload.byte_size, upload.part_bytes),
        "received": parts.received(upload),
        "submission": upload.submission_id,
    }
