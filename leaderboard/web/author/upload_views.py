"""Sending a bundle to the bucket from its form: what the page's script asks the site, answered in JSON."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from leaderboard.models import UploadSession
from leaderboard.pipeline.submission.direct import admission, completion, ending, parts
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work.quota import QuotaExhausted
from leaderboard.queries.visibility import changed_generators, open_suites, own_uploads
from leaderboard.web.author.forms.uploads import AnnouncedBundleForm
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.http.upload_gate import refusal_status
from leaderboard.web.words.recorded import recorded


@require_POST
@login_required
@never_cache
def begin(request: AuthorRequest) -> HttpResponse:
    """Have a bundle admitted, or continue its upload: where to go on, and which parts have arrived."""
    form = AnnouncedBundleForm(request.POST, generators=changed_generators(request.user), suites=open_suites())
    if not form.is_valid():
        faults = [str(fault) for field in form.errors.values() for fault in field]
        return refused(HTTPStatus.UNPROCESSABLE_ENTITY, *faults)
    try:
        upload = admission.begin(request.user, form.announced())
        received = parts.received(upload)
    except (SubmissionRefused, QuotaExhausted) as error:
        return refusal(error)
    return JsonResponse(
        {
            "part": resolve_url("upload-part", upload.pk),
            "complete": resolve_url("upload-complete", upload.pk),
            "part_bytes": upload.part_bytes,
            "received": received,
        }
    )


@require_POST
@login_required
@never_cache
def sign_part(request: AuthorRequest, upload_id: UUID) -> HttpResponse:
    """Where to send the part whose number the request gives."""
    upload = _own(request, upload_id)
    number = request.POST.get("number", "")
    try:
        part = parts.addresses(upload, [int(number) if number.isdecimal() else 0])[0]
    except SubmissionRefused as error:
        return refusal(error)
    return JsonResponse({"url": part.url, "size": part.size})


@require_POST
@login_required
@never_cache
def complete(request: AuthorRequest, upload_id: UUID) -> HttpResponse:
    """Submit the bundle, whose parts have all arrived; answers with the submission's page."""
    try:
        submission = completion.complete(_own(request, upload_id))
    except (SubmissionRefused, QuotaExhausted) as error:
        return refusal(error)
    return JsonResponse({"page": resolve_url("submission", submission.pk)})


@require_POST
@login_required
def discard(request: AuthorRequest, upload_id: UUID) -> HttpResponse:
    """Give an upload up, with the button on the form's page."""
    ending.discard(_own(request, upload_id))
    messages.success(request, _("The upload is discarded, and what had arrived is deleted."))
    return redirect("submission-new-bundle")


def _own(request: AuthorRequest, upload_id: UUID) -> UploadSession:
    return get_object_or_404(own_uploads(request.user), pk=upload_id)


def refusal(error: SubmissionRefused | QuotaExhausted) -> HttpResponse:
    """The reply to a refused request."""
    if isinstance(error, QuotaExhausted):
        return refused(HTTPStatus.TOO_MANY_REQUESTS, recorded(str(error)))
    return refused(refusal_status(error), *map(recorded, error.faults or [str(error)]))


def refused(status: HTTPStatus, *faults: str) -> HttpResponse:
    """A refusal with its faults in the reader's language."""
    return JsonResponse({"faults": faults}, status=status)
