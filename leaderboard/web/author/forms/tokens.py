"""The form of a new API token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.web.author.forms.fields import NameField


class TokenForm(forms.Form):
    """The new token's name, by which its owner recognises it."""

    name = NameField(
        label=_("Name of the new token"),
        max_length=80,
        help_text=_("Where it will be used, for example “training cluster”."),
        error_messages={"required": _("Enter a name by which you will recognise the token.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
