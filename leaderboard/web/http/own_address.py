"""Addresses of pages of this site, for mails and for people to pass on."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def absolute(request: HttpRequest, name: str, *args: object) -> str:
    """A page's address at the site's own one, whatever Host header the request had; without SITE_URL at that host."""
    path = reverse(name, args=args)
    return settings.SALON_SITE_URL + path if settings.SALON_SITE_URL else request.build_absolute_uri(path)
