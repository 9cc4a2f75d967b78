"""The form of a webhook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.events import CHOOSABLE
from leaderboard.models import Team
from leaderboard.pipeline.notifying.webhooks import WebhookSpec
from leaderboard.web.author.forms.fields import BaseUrlField, NameField
from leaderboard.web.words import labels


def _choices() -> list[tuple[str, labels.Text]]:
    return [(event.value, labels.EVENTS[event]) for event in CHOOSABLE]


class WebhookForm(forms.Form):
    """Name, address and events of a webhook. Of one that exists, the address may be left out."""

    name = NameField(
        label=_("Name"),
        max_length=80,
        help_text=_("By which you recognise it, for example “CI”."),
        error_messages={"required": _("Enter a name by which you will recognise the webhook.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    url = BaseUrlField(
        label=_("Address"),
        help_text=_("Reachable from the internet, preferably with https."),
        error_messages={"required": _("Enter the address that is to be called.")},
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )

    def __init__(self, *arguments: Any, shown_url: str = "", **options: Any) -> None:
        """``shown_url``: what is shown of the present address; "" for a new webhook."""
        super().__init__(*arguments, **options)
        if shown_url:
            self.fields["url"].required = False
            self.fields["url"].label = _("New address")
            self.fields["url"].help_text = _("Leave it empty to keep the present one.")


class NewWebhookForm(WebhookForm):
    """A new webhook; whoever belongs to several teams chooses whose it is."""

    team_id = forms.TypedChoiceField(label=_("Team"), coerce=int)

    def __init__(self, *arguments: Any, teams: Sequence[Team], **options: Any) -> None:
        """``teams``: those for which the person may register one, the personal one first."""
        super().__init__(*arguments, **options)
        self._teams = {team.pk: team for team in teams}
        choice = cast("forms.TypedChoiceField", self.fields["team_id"])
        choice.choices = [(team.pk, team.name or _("Your own space")) for team in teams]
        if len(teams) == 1:
            del self.fields["team_id"]

    def team(self) -> Team:
        """Whose the webhook is."""
        return self._teams[self.cleaned_data.get("team_id", next(iter(self._teams)))]

    def spec(self) -> WebhookSpec:
        """The webhook as the pipeline expects it."""
        return WebhookSpec(**{name: self.cleaned_data[name] for name in ("name", "url", "events")})
