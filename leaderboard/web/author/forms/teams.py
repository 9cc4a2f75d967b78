"""The forms of teams: a name, and an invitation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.models import Role
from leaderboard.web.author.forms.fields import NameField
from leaderboard.web.words.labels import ROLES


class TeamForm(forms.Form):
    """A team's name."""

    name = NameField(
        label=_("Name of the team"),
        max_length=80,
        help_text=_("Only its members and the operators see it. Boards show the organisation of each model."),
        error_messages={"required": _("Enter a name by which its members will recognise the team.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class InvitationForm(forms.Form):
    """Whom to invite, and in which role."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("Of an account, or of somebody who will sign up with this address."),
        error_messages={
            "required": _("Enter the email address of the person to invite."),
            "invalid": _("This is not an email address. Enter one such as anna@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, ROLES[role]) for role in Role], initial=Role.MEMBER.value
    )


class RoleForm(forms.Form):
    """A member's new role."""

    role = forms.ChoiceField(choices=[(role.value, ROLES[role]) for role in Role])
