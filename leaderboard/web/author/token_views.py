"""An author's API tokens: list, create, delete."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leaderboard.pipeline import accounts
from leaderboard.web.author.forms.tokens import TokenForm
from leaderboard.web.http.requests import AuthorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def index(request: AuthorRequest) -> HttpResponse:
    """The author's tokens, and the form that creates one; the new token is shown in this reply only."""
    form = TokenForm(request.POST or None)
    created = ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, created = accounts.create_token(request.user, form.cleaned_data["name"])
            form = TokenForm()
        except accounts.TooMany as reason:
            form.add_error(None, str(reason))
    tokens = request.user.api_tokens.order_by("-created_at")
    return render(request, "author/tokens.html", {"form": form, "tokens": tokens, "created": created})


@require_POST
@login_required
def delete(request: AuthorRequest, token_id: int) -> HttpResponse:
    """Delete a token; it stops working at once."""
    if not accounts.delete_token(request.user, token_id):
        raise Http404
    messages.success(request, _("The token is deleted; programs that use it are refused from now on."))
    return redirect("tokens")
