"""Sending a folder's pictures one by one from the form of a bundle: what the page's script asks the site."""

from __future__ import annotations

from http import HTTPStatus
from typing import IO, Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leaderboard.domain.submission.bundle import report
from leaderboard.domain.submission.mapping import BadMapping
from leaderboard.domain.submission.naming import Matching
from leaderboard.models import PictureSet, Prompt, PromptSuite
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.sets import announcing, ending, receiving, submitting
from leaderboard.pipeline.work.quota import QuotaExhausted
from leaderboard.queries.visibility import changed_generators, open_suites, own_picture_sets, own_submissions
from leaderboard.web.author.bundles import groups_of
from leaderboard.web.author.forms.pictures import AnnouncedPicturesForm, FolderForm
from leaderboard.web.author.forms.submissions import SubmissionForm
from leaderboard.web.author.upload_views import refusal, refused
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.words.recorded import recorded


@require_POST
@login_required
@never_cache
def match(request: AuthorRequest) -> HttpResponse:
    """Which file of a folder is for which prompt: a table to confirm, and the pictures as the script announces them."""
    form = FolderForm(request.POST, generators=changed_generators(request.user), suites=open_suites())
    if not form.is_valid():
        return _faulty(form)
    try:
        matching = form.matching()
    except BadMapping as error:
        return refused(HTTPStatus.UNPROCESSABLE_ENTITY, recorded(str(error)))
    suite: PromptSuite = form.cleaned_data["suite"]
    pictures = [
        {"prompt": slot.prompt_key, "language": slot.language, "sample": slot.sample + 1, "name": found.file}
        for slot, found in matching.matches.items()
    ]
    table = render_to_string(
        "author/_matched.html", _table(matching, suite, form.cleaned_data["pictures_per_prompt"]), request
    )
    return JsonResponse(
        {"pictures": pictures, "is_complete": not matching.faults, "manifest": matching.manifest, "table": table}
    )


@require_POST
@login_required
@never_cache
def announce(request: AuthorRequest) -> HttpResponse:
    """Announce the pictures of a folder: where to send them, and which the site does not have."""
    form = AnnouncedPicturesForm(request.POST, generators=changed_generators(request.user), suites=open_suites())
    if not form.is_valid():
        return _faulty(form)
    try:
        picture_set = announcing.announce(request.user, form.announced(), own_submissions(request.user))
    except (SubmissionRefused, QuotaExhausted) as error:
        return refusal(error)
    return JsonResponse(
        {
            "send": resolve_url("picture-send", picture_set.pk, "SHA256"),
            "submit": resolve_url("picture-submit", picture_set.pk),
            "byte_size": picture_set.byte_size,
            "missing": [picture.sha256 for picture in submitting.missing(picture_set)],
        }
    )


@require_http_methods(["PUT"])
@login_required
@never_cache
def send(request: AuthorRequest, picture_set: UUID, sha256: str) -> HttpResponse:
    """Receive one picture."""
    size = request.headers.get("Content-Length", "")
    try:
        body = cast("IO[bytes]", request)  # it can be read like a file
        receiving.receive(_own(request, picture_set), sha256, body, int(size) if size.isdecimal() else 0)
    except SubmissionRefused as error:
        return refusal(error)
    return JsonResponse({})


@require_POST
@login_required
@never_cache
def submit(request: AuthorRequest, picture_set: UUID) -> HttpResponse:
    """Submit the pictures, which have all arrived; answers with the submission's page."""
    try:
        submission = submitting.submit_set(_own(request, picture_set))
    except (SubmissionRefused, QuotaExhausted) as error:
        return refusal(error)
    return JsonResponse({"page": resolve_url("submission", submission.pk)})


@require_POST
@login_required
def discard(request: AuthorRequest, picture_set: UUID) -> HttpResponse:
    """Discard a set, with the button on the form's page."""
    ending.discard(_own(request, picture_set))
    messages.success(request, _("The upload is discarded, and what had arrived is deleted."))
    return redirect("submission-new-bundle")


def _own(request: AuthorRequest, key: UUID) -> PictureSet:
    return get_object_or_404(own_picture_sets(request.user), pk=key)


def _faulty(form: SubmissionForm) -> HttpResponse:
    return refused(HTTPStatus.UNPROCESSABLE_ENTITY, *(str(fault) for field in form.errors.values() for fault in field))


def _table(matching: Matching, suite: PromptSuite, samples: int) -> dict[str, Any]:
    texts = dict(Prompt.objects.filter(suite=suite).values_list("key", "texts"))
    found = len(matching.matches)
    missing = sum(fault.kind == "missing" for fault in matching.faults)
    return {
        "rows": [
            {"slot": slot, "text": texts[slot.prompt_key][slot.language], "file": match.file}
            for slot, match in matching.matches.items()
        ],
        "samples": samples,
        "found": found,
        "expected": found + missing,
        "needs_confirmation": matching.needs_confirmation,
        "fault_groups": groups_of(report(matching.faults, pictures=found, expected=found + missing)),
        "ignored": matching.ignored,
    }
