"""The files of pictures: the pages' WebP renditions, and the original as it was received.

A stored picture never changes, but it can be withdrawn or its suite hidden, so caches keep a public one for minutes.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from leaderboard.models import GeneratedImage, StoredImage
from leaderboard.models.generation import DISPLAY_SIDE, SUFFIXES, THUMBNAIL_SIDE
from leaderboard.queries.visibility import public_images, visible_images
from leaderboard.web.http.ranges import Sent, send, stored_file
from leaderboard.web.http.requests import PageRequest

CACHED_FOR_S = 600
CONTENT_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}

_PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" width="320" height="320">'
    '<rect width="320" height="320" fill="#8888"/>'
    '<path d="M110 200l35-45 25 30 15-18 25 33z" fill="#8888"/><circle cx="190" cy="130" r="12" fill="#8888"/></svg>'
)


@require_safe
def thumbnail(request: PageRequest, image_id: int) -> HttpResponseBase:
    """The small rendition, for grids."""
    return _rendition(request, image_id, THUMBNAIL_SIDE)


@require_safe
def display(request: PageRequest, image_id: int) -> HttpResponseBase:
    """The rendition on a picture's page."""
    return _rendition(request, image_id, DISPLAY_SIDE)


@require_safe
def original(request: PageRequest, image_id: int) -> HttpResponseBase:
    """The file as received. It is sent as an attachment, so that browsers never show it in the site's origin."""
    image, stored, public = _stored(request, image_id)
    name = f"{image.prompt.key}.{image.language}.{SUFFIXES[stored.format]}"
    return _file(request, stored, stored.path, CONTENT_TYPES[stored.format], public=public, attachment=name)


def _rendition(request: PageRequest, image_id: int, side: int) -> HttpResponseBase:
    _image, stored, public = _stored(request, image_id)
    if stored.rendered_at is None:
        return _placeholder()
    try:
        return _file(request, stored, stored.rendition_path(side), "image/webp", public=public)
    except Http404:
        return _placeholder()


def _stored(request: PageRequest, image_id: int) -> tuple[GeneratedImage, StoredImage, bool]:
    # Public images are looked up without the session: "Vary: Cookie" would keep them out of shared caches.
    image = public_images().filter(pk=image_id).first()
    public = image is not None
    if image is None:
        image = get_object_or_404(visible_images(request.user), pk=image_id)
    if image.stored is None:
        raise Http404
    return image, image.stored, public


def _file(
    request: PageRequest, stored: StoredImage, path: str, content_type: str, *, public: bool, attachment: str = ""
) -> HttpResponseBase:
    cache = f"public, max-age={CACHED_FOR_S}" if public else "private, no-cache"
    headers = {"Cache-Control": cache, "X-Content-Type-Options": "nosniff"}
    try:
        file = stored_file(path, f'"{stored.sha256}"')
    except FileNotFoundError as error:
        raise Http404 from error
    return send(request, file, Sent(content_type, attachment, stored.stored_at, headers))


def _placeholder() -> HttpResponse:
    """Shown until a worker has made the rendition; never cached."""
    return HttpResponse(_PLACEHOLDER, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
