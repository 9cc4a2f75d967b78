"""The form of a generator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.web.author.forms.fields import LinkField, NameField, ParagraphsField, ParameterCountField, PriceField


class GeneratorForm(forms.Form):
    """An author's facts about a model; boards show them beside its scores."""

    name = NameField(
        label=_("Name"),
        max_length=80,
        help_text=_("As it should appear on the boards, for example “Aquarell 20B”."),
        error_messages={"required": _("Enter the model's name as it should appear on the boards.")},
    )
    organisation = NameField(
        label=_("Organisation"),
        max_length=80,
        help_text=_("Who made it: a company, a lab, or your own name."),
        error_messages={"required": _("Enter an organisation; your own name will do.")},
    )
    licence = NameField(
        label=_("Licence"),
        max_length=80,
        help_text=_("For example “Apache-2.0” or “proprietary”."),
        error_messages={"required": _("Enter a licence such as “Apache-2.0”.")},
    )
    open_weights = forms.BooleanField(
        label=_("Open weights"), required=False, help_text=_("Anyone can download the model's weights.")
    )
    homepage = LinkField(
        label=_("Homepage"),
        required=False,
        max_length=200,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    parameter_count = ParameterCountField(
        label=_("Number of parameters"),
        required=False,
        max_length=40,
        help_text=_("For example 20B, 1.5B, 800M or 20000000000."),
    )
    price_usd = PriceField(
        label=_("Price per picture, in US dollars"),
        required=False,
        help_text=_(
            "What your API charges for one picture, for example 0.04. Boards and your model's page show it as "
            "declared by you, with the day on which you entered it."
        ),
    )
    description = ParagraphsField(
        label=_("Description"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Plain text, at most 2000 characters."),
    )

    def facts(self) -> dict[str, Any]:
        """The cleaned values by model field."""
        return {name: value for name, value in self.cleaned_data.items() if name != "team"}


class NewGeneratorForm(GeneratorForm):
    """Also asks whose the generator is, if its author can submit for several teams."""

    team = forms.TypedChoiceField(
        label=_("Team"),
        coerce=int,
        help_text=_("Its members see the private submissions. This cannot be changed later."),
        error_messages={"invalid_choice": _("You cannot register generators for this team; choose one from the list.")},
    )

    def __init__(self, *args: Any, teams: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # for the type checker
        field.choices = list(teams)
        if len(teams) == 1:
            del self.fields["team"]
        else:
            self.order_fields(["team"])
