"""The form of a new API token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.models import Scope
from leaderboard.web.author.forms.fields import NameField
from leaderboard.web.words.labels import SCOPES

_TERMS = [(30, _("in 30 days")), (90, _("in 90 days")), (365, _("in a year")), ("", _("never"))]


class TokenForm(forms.Form):
    """The new token's name, by which its owner recognises it, and what it may do."""

    name = NameField(
        label=_("Name of the new token"),
        max_length=80,
        help_text=_("Where it will be used, for example “training cluster”."),
        error_messages={"required": _("Enter a name by which you will recognise the token.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=[(scope.value, SCOPES[scope]) for scope in Scope],
        initial=[Scope.READ.value, Scope.SUBMIT.value],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one scope.")},
    )
    days = forms.TypedChoiceField(
        label=_("Expires"), choices=_TERMS, coerce=int, empty_value=None, required=False, initial=90
    )
    team = forms.TypedChoiceField(
        label=_("Team"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("A token of one team reaches nothing else. It is deleted when you leave the team."),
    )

    def __init__(self, *args: Any, teams: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # for the type checker
        field.choices = [("", _("All that you belong to")), *teams]
        if len(teams) == 1:
            del self.fields["team"]
