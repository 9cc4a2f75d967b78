"""The form with which an operator decides about reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.models import ReportState
from leaderboard.models.audit import LONGEST_REASON


class DecisionForm(forms.Form):
    """What is done, why, and whether the reports are settled by it.

    Args:
        offered: the actions that are possible, by key and title.
    """

    actions = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label=_("What is done"))
    unlist = forms.BooleanField(
        required=False, label=_("With a ban: take the account's models off the boards, until it is lifted")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For the log, with your name. It is public where something is hidden, excluded, unlisted or taken down."
        ),
        error_messages={"required": _("No reason was entered; say why, so that others understand it a year from now.")},
    )
    state = forms.ChoiceField(
        label=_("The reports"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (ReportState.RESOLVED.value, _("resolved: something was done")),
            (ReportState.DISMISSED.value, _("dismissed: nothing has to be done")),
            ("", _("stay open")),
        ],
        initial=ReportState.RESOLVED.value,
    )

    def __init__(self, data: Any, *, offered: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["actions"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # for the type checker
        field.choices = list(offered)

    def clean(self) -> dict[str, Any]:
        """Something has to be done or decided."""
        values = super().clean() or {}
        if not values.get("actions") and not values.get("state"):
            raise forms.ValidationError(_("Nothing was chosen: choose an action, or resolve or dismiss the reports."))
        return values
