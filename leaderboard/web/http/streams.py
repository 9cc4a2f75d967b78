"""Files that are written while they are sent, so that neither side has to hold them in memory."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import StreamingHttpResponse


def download(lines: Iterable[str], content_type: str, name: str) -> StreamingHttpResponse:
    """A file to save under ``name``, made of the given lines."""
    response = StreamingHttpResponse(lines, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
