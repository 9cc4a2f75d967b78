"""Requests as the author's views get them: signed in, with the facts that htmx sends."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from leaderboard.models import User


class PageRequest(HttpRequest):
    """A request that passed HtmxMiddleware."""

    htmx: HtmxDetails


class AuthorRequest(PageRequest):
    """A request behind ``login_required``."""

    user: User
