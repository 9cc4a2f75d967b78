"""What an author states about a submission: a label, a commit, notes, and how its pictures were made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.submission.endpoint_fields import MOST_SIZE_CHARACTERS
from leaderboard.domain.submission.generation_settings import (
    MOST_CHARACTERS,
    MOST_PRECISION_CHARACTERS,
    NAMES,
    GenerationSettings,
    read_settings,
)
from leaderboard.domain.texts import FieldFault
from leaderboard.pipeline.submission.facts import SubmissionFacts
from leaderboard.web.author.forms.fields import LineField, ParagraphsField
from leaderboard.web.words.settings import LABELS, SEED_POLICIES

_PREFIX = "setting_"
_TYPED = {"autocomplete": "off", "spellcheck": "false"}


def _setting(name: str, help_text: Any = "", *, most: int = 40, placeholder: str = "") -> LineField:
    widget = forms.TextInput(attrs={**_TYPED, "placeholder": placeholder})
    return LineField(label=LABELS[name], required=False, max_length=most, help_text=help_text, widget=widget)


class AnnotationForm(forms.Form):
    """What an author may change later: the label and the notes."""

    label = LineField(
        label=_("Label"),
        required=False,
        max_length=80,
        help_text=_(
            "A line by which you recognise this submission among your own, such as “step 12000, no rewriting”."
        ),
    )
    notes = ParagraphsField(
        label=_("Notes"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For yourself; at most 2000 characters."),
    )


class FactsForm(AnnotationForm):
    """The fields of the submit forms that are not needed to submit; names of settings have a prefix."""

    commit = LineField(
        label=_("Commit"),
        required=False,
        max_length=80,
        help_text=_("A revision of your own code or weights."),
        widget=forms.TextInput(attrs=_TYPED),
    )
    setting_size = _setting("size", most=MOST_SIZE_CHARACTERS, placeholder="1024x1024")
    setting_steps = _setting("steps", placeholder="30")
    setting_guidance = _setting("guidance", placeholder="4.5")
    setting_seed_policy = forms.ChoiceField(
        label=LABELS["seed_policy"], required=False, choices=[("", _("not stated")), *SEED_POLICIES.items()]
    )
    setting_seed = _setting("seed", _("If all pictures have the same."), placeholder="42")
    setting_prompt_rewriting = forms.ChoiceField(
        label=LABELS["prompt_rewriting"],
        required=False,
        choices=[("", _("not stated")), ("no", _("no")), ("yes", _("yes"))],
        help_text=_("Whether prompts are rewritten or extended before the model gets them."),
    )
    setting_prompt_rewriter = _setting("prompt_rewriter", _("By what prompts are rewritten."), most=MOST_CHARACTERS)
    setting_model_revision = _setting("model_revision", _("Of the published weights."), most=MOST_CHARACTERS)
    setting_precision = _setting("precision", most=MOST_PRECISION_CHARACTERS, placeholder="bf16")
    setting_engine = _setting("engine", most=MOST_CHARACTERS, placeholder="diffusers 0.36")

    def main_fields(self) -> Iterator[BoundField]:
        """The fields that every submission needs."""
        return (field for field in self if field.name not in FACT_FIELDS)

    def author_fields(self) -> Iterator[BoundField]:
        """The fields that are for the author."""
        return (field for field in self if field.name in _FOR_AUTHOR)

    def setting_fields(self) -> Iterator[BoundField]:
        """The generation settings."""
        return (field for field in self if field.name.startswith(_PREFIX))

    def states_facts(self) -> bool:
        """Whether any of the optional fields has a value or a fault, so that they should be unfolded."""
        return any(self[name].value() or name in self.errors for name in FACT_FIELDS if name in self.fields)

    def clean(self) -> dict[str, Any]:
        try:
            self.cleaned_data["settings"] = read_settings(self._given())
        except FieldFault as fault:
            name = str(fault.found.get("name", ""))
            field = _PREFIX + name
            self.add_error(field if field in self.fields else None, ValidationError(fault.message(gettext)))
        return self.cleaned_data

    def facts(self) -> SubmissionFacts:
        """The cleaned values as the pipeline expects them."""
        values = self.cleaned_data
        return SubmissionFacts(values["label"], values["commit"], values["notes"], values["settings"])

    def _given(self) -> Mapping[str, object]:
        return {name: self.cleaned_data.get(_PREFIX + name, "") for name in NAMES if _PREFIX + name in self.fields}


_FOR_AUTHOR = ("label", "commit", "notes")
FACT_FIELDS = (*_FOR_AUTHOR, *(_PREFIX + name for name in NAMES))
"""The names of the optional fields."""


def initial_settings(settings: GenerationSettings) -> dict[str, Any]:
    """The values of the settings' fields for a form that begins with these settings."""
    values: dict[str, Any] = {_PREFIX + name: value for name, value in settings.given().items()}
    if settings.prompt_rewriting is not None:
        values[f"{_PREFIX}prompt_rewriting"] = "yes" if settings.prompt_rewriting else "no"
    return values
