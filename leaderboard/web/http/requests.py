"""Types of the requests that views get behind middleware and decorators."""

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
