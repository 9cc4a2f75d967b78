"""The files of pictures: the pages' WebP renditions, and the original as it was received.

A stored picture never changes, but it can be withdrawn or its suite hidden, so caches keep a public one for minutes.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leaderboard.models import GeneratedImage, StoredImage
from leaderboard.models.generation import DISPLAY_SIDE, SUFFIXES, THUMBNAIL_SIDE
from leaderboard.pipeline.generation.renditions import render_again
from leaderboard.pipeline.work import storage_watch
from leaderboard.queries.visibility import moderated_image, public_images
from leaderboard.web.http.ranges import Sent, send_stored
from leaderboard.web.http.requests import PageRequest
from leaderboard.web.http.seen import image_for
from leaderboard.web.http.token_reader import accepts_tokens

log = logging.getLogger(__name__)

CACHED_FOR_S = 600
CONTENT_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}

_PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" width="320" height="320">'
    '<rect width="320" height="320" fill="#8888"/>'
    '<path d="M110 200l35-45 25 30 15-18 25 33z" fill="#8888"/><circle cx="190" cy="130" r="12" fill="#8888"/>%s</svg>'
)
_CROSSED_OUT = '<path d="M70 70L250 250M250 70L70 250" stroke="#c33" stroke-width="8"/>'
_TRY_AGAIN_S = "10"


@require_safe
@accepts_tokens
def thumbnail(request: PageRequest, image_id: int) -> HttpResponseBase:
    """The small rendition, for grids."""
    return _rendition(request, image_id, THUMBNAIL_SIDE)


@require_safe
@accepts_tokens
def display(request: PageRequest, image_id: int) -> HttpResponseBase:
    """The rendition on a picture's page."""
    return _rendition(request, image_id, DISPLAY_SIDE)


@require_safe
@accepts_tokens
def original(request: PageRequest, image_id: int) -> HttpResponseBase:
    """The file as received. It is sent as an attachment, so that browsers never show it in the site's origin."""
    found = _stored(request, image_id)
    if found is None:
        gone = {"image": moderated_image(image_id)}
        return render(request, "pictures/moderated.html", gone, status=HTTPStatus.GONE)
    image, stored, public = found
    if stored.deleted_at:
        return render(request, "pictures/deleted.html", {"image": image}, status=HTTPStatus.GONE)
    name = f"{image.prompt.key}.{image.language}.{SUFFIXES[stored.format]}"
    try:
        return _file(request, stored, stored.path, CONTENT_TYPES[stored.format], public=public, attachment=name)
    except FileNotFoundError:
        storage_watch.file_missed(stored.path)
        page = render(request, "pictures/lost.html", {"image": image}, status=HTTPStatus.NOT_FOUND)
        page["Cache-Control"] = "no-store"
        return page


def _rendition(request: PageRequest, image_id: int, side: int) -> HttpResponseBase:
    found = _stored(request, image_id)
    if found is None:
        return _picture(_CROSSED_OUT, HTTPStatus.GONE)
    _image, stored, public = found
    if stored.deleted_at:
        return _picture(_CROSSED_OUT, HTTPStatus.GONE)
    if stored.rendered_at is None:
        return _placeholder(stored)
    try:
        return _file(request, stored, stored.rendition_path(side), "image/webp", public=public)
    except FileNotFoundError:
        render_again(stored)
        return _placeholder(stored)
    except OSError as error:
        # A whole page of pictures must not be a page of error reports.
        log.warning("the rendition of %s cannot be read: %s", stored, error)
        away = _picture(_CROSSED_OUT, HTTPStatus.SERVICE_UNAVAILABLE)
        away["Retry-After"] = _TRY_AGAIN_S
        return away


def _stored(request: PageRequest, image_id: int) -> tuple[GeneratedImage, StoredImage, bool] | None:
    """The picture, its file and whether everybody may have it; None if operators have hidden or deleted it."""
    # Public images are looked up without the session: "Vary: Cookie" would keep them out of shared caches.
    image = public_images().filter(pk=image_id).first()
    public = image is not None
    if image is None:
        try:
            image = image_for(request.user, image_id)
        except Http404:
            if moderated_image(image_id) is None:
                raise
            return None
    if image.stored is None:
        raise Http404
    return image, image.stored, public


def _file(
    request: PageRequest, stored: StoredImage, path: str, content_type: str, *, public: bool, attachment: str = ""
) -> HttpResponseBase:
    cache = f"public, max-age={CACHED_FOR_S}" if public else "private, no-cache"
    headers = {"Cache-Control": cache, "X-Content-Type-Options": "nosniff"}
    return send_stored(request, path, f'"{stored.sha256}"', Sent(content_type, attachment, stored.stored_at, headers))


def _placeholder(stored: StoredImage) -> HttpResponse:
    """Shown until a worker has made the rendition, or crossed out and as 404 when it has not found the original."""
    if storage_watch.is_lost(stored.path):
        return _picture(_CROSSED_OUT, HTTPStatus.NOT_FOUND)
    return _picture("", HTTPStatus.OK)


def _picture(mark: str, status: HTTPStatus) -> HttpResponse:
    """A picture in the place of another; never cached."""
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(_PLACEHOLDER % mark, content_type="image/svg+xml", status=status, headers=headers)
