"""Sends the copy of a person's data to that person."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from leaderboard.files.site_storage import site_storage
from leaderboard.models import User
from leaderboard.pipeline.leaving import exports
from leaderboard.web.http.ranges import Sent, StoredFile, send


def send_export(request: HttpRequest, user: User, export_id: int) -> HttpResponseBase:
    """The reply with the file; it comes from the site itself, because anybody could use a signed address of a bucket.

    Raises:
        Http404: if it is not the person's own, not ready, or expired.
    """
    export = exports.downloadable(user, export_id)
    if export is None:
        raise Http404(_("There is no such copy of your data, or it has expired. Request another one."))
    storage = site_storage()
    try:
        size, opened = storage.sized(export.name)
    except FileNotFoundError:
        raise Http404(_("There is no such copy of your data, or it has expired. Request another one.")) from None
    name = f"salon-data-{export.created_at:%Y-%m-%d}.zip"
    how = Sent("application/zip", name)
    return send(request, StoredFile(f"export-{export.pk}", size, opened), how)
