"""An author's API tokens: list, create, delete."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leaderboard.models import Scope, Team, clock
from leaderboard.pipeline import accounts
from leaderboard.queries.visibility import own_teams
from leaderboard.web.author.forms.tokens import TokenForm
from leaderboard.web.author.team_choice import team_label
from leaderboard.web.http.requests import AuthorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def index(request: AuthorRequest) -> HttpResponse:
    """The author's tokens, and the form that creates one; the new token is shown in this reply only."""
    teams = list(own_teams(request.user))
    named = [(team.pk, team_label(team)) for team in teams]
    form = TokenForm(request.POST or None, teams=named)
    created = ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, created = accounts.create_token(request.user, form.cleaned_data["name"], _grant(form, teams))
            form = TokenForm(teams=named)
        except accounts.TooMany as reason:
            form.add_error(None, str(reason))
    tokens = request.user.api_tokens.select_related("team").order_by("-created_at")
    lines = [(token, token.team and team_label(token.team)) for token in tokens]
    context = {"form": form, "lines": lines, "created": created, "now": clock.read()}
    return render(request, "author/tokens.html", context)


def _grant(form: TokenForm, teams: Sequence[Team]) -> accounts.Grant:
    values = form.cleaned_data
    team = next((team for team in teams if team.pk == values.get("team")), None)
    return accounts.Grant([Scope(scope) for scope in values["scopes"]], values["days"], team)


@require_POST
@login_required
def delete(request: AuthorRequest, token_id: int) -> HttpResponse:
    """Delete a token; it stops working at once."""
    if not accounts.delete_token(request.user, token_id):
        raise Http404
    messages.success(request, _("The token is deleted; programs that use it are refused from now on."))
    return redirect("tokens")
