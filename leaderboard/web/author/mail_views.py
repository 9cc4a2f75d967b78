"""Which events a person is mailed about, and the link in mails that ends them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leaderboard.pipeline.notifying import mails
from leaderboard.web.author.forms.mails import MailsForm
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.words import labels


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def choose(request: AuthorRequest) -> HttpResponse:
    """The events that the person is mailed about."""
    wanted = mails.wanted_by(request.user)
    form = MailsForm(request.POST or None, initial={"events": wanted.events, "language": wanted.language})
    if request.method == "POST" and form.is_valid():
        mails.choose(request.user, mails.Wanted(form.cleaned_data["events"], form.cleaned_data["language"]))
        messages.success(request, _("Your choice is saved."))
        return redirect("mails")
    return render(request, "author/mails.html", {"form": form, "sends_mails": bool(settings.EMAIL_HOST)})


@csrf_exempt  # mail programs send it (RFC 8058); the signed text in the address is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask, and on confirmation end a person's mails about one event. Nobody has to sign in for it."""
    read = mails.read_unsubscription(signed)
    if read is None:
        raise Http404(_("This link is not valid. Sign in to choose which mails you get."))
    user, event = read
    if request.method == "POST":
        mails.unsubscribe(user, event)
    context = {"event": labels.EVENTS[event], "done": request.method == "POST"}
    return render(request, "author/unsubscribe.html", context)
