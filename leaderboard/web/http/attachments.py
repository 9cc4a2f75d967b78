"""Files that a browser saves instead of showing: whole, or written while they are sent."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse


def attachment(content: bytes, content_type: str, saved_as: str) -> HttpResponse:
    """A file that is in memory."""
    return HttpResponse(content, content_type=content_type, headers=_disposition(saved_as))


def streamed_attachment(
    lines: Iterable[str] | Iterable[bytes], content_type: str, saved_as: str
) -> StreamingHttpResponse:
    """A file made of lines, of which neither side holds all in memory."""
    return StreamingHttpResponse(lines, content_type=content_type, headers=_disposition(saved_as))


def _disposition(saved_as: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{saved_as}"'}
