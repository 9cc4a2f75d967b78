"""A submission's gallery, and the page of one picture with its judgements."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.models import GeneratedImage, ImageStatus, RepeatedPicture, Submission
from leaderboard.pagecache.marking import may_be_cached, same_for_all
from leaderboard.queries.boards import release_head
from leaderboard.queries.visibility import (
    is_seen_as_operator,
    moderated_image,
    open_submissions,
    sees_as_author,
    visible_images,
)
from leaderboard.web.http.requests import PageRequest
from leaderboard.web.http.seen import image_for, submission_for
from leaderboard.web.pictures.gallery import DimensionEvidence, evidence, gallery
from leaderboard.web.pictures.others import other_pictures
from leaderboard.web.pictures.report import citation, report_address
from leaderboard.web.pictures.verdict_rows import verdict_groups
from leaderboard.web.pictures.words import verdict_line
from leaderboard.web.words import labels
from leaderboard.web.words.places import listed_at

_PICTURES_PER_PAGE = 48


@require_safe
@cache_control(private=True, no_cache=True)
def gallery_page(request: PageRequest, submission_id: int) -> HttpResponse:
    """The pictures in the plan's order, of one language or of all."""
    submission = submission_for(request.user, open_submissions(request.user), submission_id)
    language = wanted_language(request, submission, default="")
    page = Paginator(gallery(submission, request.user, language), _PICTURES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "submission": submission,
        "as_operator": is_seen_as_operator(submission, request.user),
        "language": language,
        "query": urlencode({"language": language}) if language else "",
        "page": page,
    }
    return render(request, "pictures/gallery.html", context)


@may_be_cached
@require_safe
def image_page(request: PageRequest, image_id: int) -> HttpResponse:
    """One picture: its prompt, and every verdict with the judge's reasoning."""
    image = visible_images(AnonymousUser()).filter(pk=image_id).first()
    # Only its author and operators may see why a picture failed.
    if image is not None and image.status != ImageStatus.FAILED:
        return _for_everyone(request, image)
    try:
        return _for_its_author(request, image_for(request.user, image_id))
    except Http404:
        gone = moderated_image(image_id)
        if gone is None:
            raise
        return _tombstone(request, gone)


@cache_control(public=True, no_cache=True)
def _tombstone(request: HttpRequest, image: GeneratedImage) -> HttpResponse:
    """What the public may know of a picture that operators have hidden or taken down."""
    return render(request, "pictures/moderated.html", {"image": image}, status=HTTPStatus.GONE)


def _render_image(request: HttpRequest, image: GeneratedImage) -> HttpResponse:
    judged = evidence(image, request.user)
    cited = citation(image, request.build_absolute_uri(request.path))
    place = listed_at(image.submission, image.language)
    head = release_head(place.slug, place.number) if place else None
    others = other_pictures(head, image) if head else []
    sees_all = sees_as_author(image.submission, request.user)
    context = {
        "image": image,
        "submission": image.submission,
        "sees_all": sees_all,
        "as_operator": is_seen_as_operator(image.submission, request.user),
        "text": image.prompt.texts.get(image.language, ""),
        "evidence": judged,
        "verdict_line": verdict_line(judged),
        "groups": verdict_groups(judged, others),
        "replies": [(dimension, _status(image.stored_id, dimension)) for dimension in judged.dimensions],
        "others": others,
        "repeats": list(RepeatedPicture.objects.filter(image=image)) if sees_all else [],
        "place": place,
        "citation": cited,
        "report_address": report_address(image, cited),
    }
    return render(request, "pictures/image.html", context)


_for_everyone = same_for_all()(_render_image)
_for_its_author = cache_control(private=True, no_cache=True)(_render_image)


def wanted_language(request: PageRequest, submission: Submission, default: str) -> str:
    """The language in the address, or the default; 404 for a language that the submission does not have."""
    language = request.GET.get("language") or default
    if language and language not in submission.languages:
        raise Http404
    return language


def _status(stored: str | None, dimension: DimensionEvidence) -> tuple[labels.Text, str]:
    """The judgement's status in words, and the class of its badge."""
    judgement = dimension.judgement
    if judgement is None:
        return labels.JUDGEMENT_STATUSES["not_judged" if stored else "no_image"], "badge--note"
    good = JudgementStatus(judgement.status).has_verdicts
    return labels.JUDGEMENT_STATUSES[judgement.status], "badge--good" if good else "badge--bad"
