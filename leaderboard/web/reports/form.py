"""The form with which visitors report a picture or model."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.models import ReportKind
from leaderboard.web.author.forms.fields import ParagraphsField
from leaderboard.web.words import labels

MOST_CHARACTERS = 4000


class ReportForm(forms.Form):
    """What is wrong. ``website`` is not shown to people: programs that fill in every field give themselves away."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(kind.value, labels.REPORT_KINDS[kind]) for kind in ReportKind],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best.")},
    )
    text = ParagraphsField(
        label=_("What do you see, and why should it not be here?"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Enter a sentence or two; they help the operators decide.")},
    )
    mail = forms.EmailField(
        label=_("Your email address"),
        required=False,
        max_length=254,
        help_text=_("Only if you want an answer. Only operators see it; it is deleted 90 days after their decision."),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
