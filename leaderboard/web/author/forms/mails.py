"""The form that chooses mails."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.events import CHOOSABLE
from leaderboard.web.words import labels


class MailsForm(forms.Form):
    """The events that are mailed, and the language of the mails."""

    events = forms.MultipleChoiceField(
        label=_("Send a mail when"),
        choices=lambda: [(event.value, labels.EVENTS[event]) for event in CHOOSABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
