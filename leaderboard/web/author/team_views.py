"""The teams of an account: creating, renaming, members and their roles, invitations, leaving, deleting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leaderboard.models import Role, Team, role_in
from leaderboard.pipeline import invitations, teams
from leaderboard.pipeline.teams import TeamRefused
from leaderboard.queries.teams import is_owner, members_of, teams_with_roles
from leaderboard.queries.visibility import own_teams
from leaderboard.web.author.forms.teams import InvitationForm, RoleForm, TeamForm
from leaderboard.web.http.own_address import absolute
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.words.labels import ROLES
from leaderboard.web.words.names import bdi, sentence_html


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def index(request: AuthorRequest) -> HttpResponse:
    """The account's teams, and the form that creates one."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = teams.create(form.cleaned_data["name"], request.user)
        except TeamRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("team", team.pk)
    rows = [own for own in teams_with_roles(request.user) if own.team.personal_of_id is None]
    lines = [(own.team, ROLES[own.role], own.members) for own in rows]
    context = {"form": form, "lines": lines, "may_create": settings.SALON_ACCOUNT_TEAMS > 0}
    return render(request, "author/teams.html", context)


@require_http_methods(["GET", "HEAD"])
@login_required
@never_cache
def detail(request: AuthorRequest, team_id: int) -> HttpResponse:
    """One team: its members, and for owners its invitations and everything to change."""
    return _page(request, _own(request, team_id), InvitationForm())


@require_POST
@login_required
@never_cache
def invite(request: AuthorRequest, team_id: int) -> HttpResponse:
    """Invite somebody; the link is shown in this reply only."""
    team = _own(request, team_id)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, team, form)

    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    link_of = partial(absolute, request, "team-join")
    try:
        sent = invitations.invite(team, email, role, request.user, link_of)
    except TeamRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, team, form)
    return _page(request, team, InvitationForm(), sent)


@require_POST
@login_required
def rename(request: AuthorRequest, team_id: int) -> HttpResponse:
    """Give a team another name."""
    team, form = _own(request, team_id), TeamForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["name"][0]))
        return redirect("team", team.pk)
    name: str = form.cleaned_data["name"]
    return _change(request, team, lambda: teams.rename(team, name, request.user), _("The team is renamed."))


@require_POST
@login_required
def change_role(request: AuthorRequest, team_id: int, user_id: int) -> HttpResponse:
    """Give a member another role."""
    team, form = _own(request, team_id), RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    role = Role(form.cleaned_data["role"])
    return _change(
        request, team, lambda: teams.change_role(team, user_id, role, request.user), _("The role is changed.")
    )


@require_POST
@login_required
def remove(request: AuthorRequest, team_id: int, user_id: int) -> HttpResponse:
    """Remove a member, or leave the team."""
    team = _own(request, team_id)
    leaves = user_id == request.user.pk
    done = _("You have left the team.") if leaves else _("The member is removed.")
    answer = _change(request, team, lambda: teams.remove(team, user_id, request.user), done)
    return answer if role_in(request.user, team.pk) else redirect("teams")


@require_POST
@login_required
def revoke(request: AuthorRequest, team_id: int, invitation_id: int) -> HttpResponse:
    """Revoke an invitation."""
    team = _own(request, team_id)
    return _change(
        request,
        team,
        lambda: invitations.revoke(team, invitation_id, request.user),
        _("The invitation is revoked; its link no longer works."),
    )


@require_POST
@login_required
def delete(request: AuthorRequest, team_id: int) -> HttpResponse:
    """Delete a team without generators."""
    team = _own(request, team_id)
    key = team.pk
    answer = _change(request, team, lambda: teams.delete_team(team, request.user), _("The team is deleted."))
    return answer if role_in(request.user, key) else redirect("teams")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: AuthorRequest, token: str) -> HttpResponse:
    """What an invitation's link leads to: who invites, and with the right account the button to join."""
    try:
        invitation = invitations.invitation_for(token)
        if request.user.is_authenticated:
            invitations.check_account(invitation, request.user)
        if request.method == "POST" and request.user.is_authenticated:
            team = invitations.accept(token, request.user)
            messages.success(request, sentence_html(_("You belong to the team “%(name)s” now."), name=bdi(team.name)))
            return redirect("team", team.pk)
    except TeamRefused as refusal:
        return render(request, "author/team_join.html", {"refusal": str(refusal)}, status=403)
    context = {"invitation": invitation, "role_label": ROLES[Role(invitation.role)]}
    return render(request, "author/team_join.html", context)


def _change(request: AuthorRequest, team: Team, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("team", team.pk)


def _page(
    request: AuthorRequest, team: Team, form: InvitationForm, sent: invitations.Sent | None = None
) -> HttpResponse:
    owns = is_owner(request.user, team)
    context = {
        "team": team,
        "is_owner": owns,
        "members": [(membership, ROLES[Role(membership.role)]) for membership in members_of(team)],
        "roles": [(role.value, ROLES[role]) for role in Role],
        "form": form,
        "sent": sent,
        "days": invitations.VALID_FOR.days,
        "generator_count": team.generators.filter(deleted_at__isnull=True).count(),
    }
    if owns:
        context["rename_form"] = TeamForm(initial={"name": team.name}, auto_id="rename_%s")
        opened = invitations.open_invitations(team)
        context["invitations"] = [(invitation, ROLES[Role(invitation.role)]) for invitation in opened]
    return render(request, "author/team.html", context)


def _own(request: AuthorRequest, team_id: int) -> Team:
    return get_object_or_404(own_teams(request.user).filter(personal_of__isnull=True), pk=team_id)
