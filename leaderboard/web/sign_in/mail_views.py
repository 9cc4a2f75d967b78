"""The account pages that send mails. On a site without a mail server they say whom to ask instead."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account import views
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from leaderboard.web.http.requests import PageRequest

View = Callable[[PageRequest], HttpResponse]


def _with_mail(view: View, template: str) -> View:
    """allauth's view; without a mail server a page that explains, and nothing can be sent to it."""

    def chosen(request: PageRequest) -> HttpResponse:
        if settings.EMAIL_HOST:
            return view(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return render(request, template)

    return never_cache(chosen)


email = login_required(_with_mail(views.email, "account/email_without_mail.html"))
verification_sent = _with_mail(views.email_verification_sent, "account/no_mail.html")
password_reset = _with_mail(views.password_reset, "account/no_mail.html")
password_reset_done = _with_mail(views.password_reset_done, "account/no_mail.html")
