"""The two submit forms: an endpoint and a bundle."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.submission.endpoint_fields import (
    MOST_SIZE_CHARACTERS,
    RESERVED_PARAMETERS,
    check_api_key,
    check_size,
)
from leaderboard.domain.texts import check_line
from leaderboard.models import Generator, PromptSuite
from leaderboard.pipeline.submission.submit import EndpointSpec
from leaderboard.web.author.forms.facts import FactsForm
from leaderboard.web.author.forms.fields import BaseUrlField, JsonObjectField, translated_faults
from leaderboard.web.words.data import translated
from leaderboard.web.words.languages import language_name


class SuiteChoiceField(forms.ModelChoiceField[PromptSuite]):
    """A choice of suites; the queryset needs the annotation ``prompt_count``."""

    def label_from_instance(self, obj: PromptSuite) -> str:
        count: int = getattr(obj, "prompt_count", 0)
        prompts = ngettext("%(count)d prompt", "%(count)d prompts", count) % {"count": count}
        return f"{translated(obj.title)} ({obj}, {prompts})"


class SubmissionForm(FactsForm):
    """The fields of both kinds of submission: generator, suite and languages, and what the author states."""

    generator = forms.ModelChoiceField(
        Generator.objects.none(),
        label=_("Generator"),
        empty_label=None,
        error_messages={"invalid_choice": _("This is not one of your generators; choose one from the list.")},
    )
    suite = SuiteChoiceField(
        PromptSuite.objects.none(),
        label=_("Prompt suite"),
        empty_label=None,
        error_messages={"invalid_choice": _("This site does not have this suite. Choose one from the list.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Prompt languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each language has its own board and needs one picture per prompt. One language is enough to begin with."
        ),
        error_messages={"required": _("Choose at least one language.")},
    )
    strip_metadata = forms.BooleanField(
        label=_("Remove metadata from the pictures"),
        required=False,
        help_text=_(
            "Original files can be downloaded as received. With this option, metadata on location, camera, "
            "author and workflow is removed before they are stored. No pixel changes."
        ),
    )

    def __init__(
        self, *args: Any, generators: QuerySet[Generator], suites: QuerySet[PromptSuite], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._offered = list(suites)
        codes = sorted({code for suite in self._offered for code in suite.languages})
        self._model_choices("generator").queryset = generators
        self._model_choices("suite").queryset = suites
        languages = self.fields["languages"]
        assert isinstance(languages, forms.MultipleChoiceField)  # noqa: S101  # for the type checker
        languages.choices = [(code, language_name(code)) for code in codes]
        languages.initial = _suggested(codes)

    def offered_suites(self) -> list[PromptSuite]:
        """The suites to choose from, in the order of the choice."""
        return self._offered

    def clean(self) -> dict[str, Any]:
        super().clean()
        suite, languages = self.cleaned_data.get("suite"), self.cleaned_data.get("languages", [])
        unknown = sorted(set(languages) - set(suite.languages)) if suite else []
        if suite and unknown:
            self.add_error(
                "languages",
                gettext("%(suite)s has no prompts in %(unknown)s; it has them in %(known)s.")
                % {"suite": suite, "unknown": ", ".join(unknown), "known": ", ".join(suite.languages)},
            )
        return self.cleaned_data

    def _model_choices(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        return field


def _suggested(codes: Sequence[str]) -> list[str]:
    """One language, so that nobody has twice the work by accident: the page's if there are prompts in it."""
    of_page = (get_language() or "en").partition("-")[0]
    return [of_page if of_page in codes else "en"] if {of_page, "en"} & set(codes) else list(codes[:1])


class EndpointForm(SubmissionForm):
    """A submission whose pictures come from an endpoint with the OpenAI Images API."""

    setting_size = None  # type: ignore[assignment]  # removes the field: the size that is requested is the one
    base_url = BaseUrlField(
        label=_("Base URL"),
        help_text=_("Ends before /images/generations, usually in /v1."),
        error_messages={"required": _("Enter an address such as https://api.example.org/v1.")},
        widget=forms.URLInput(attrs={"placeholder": "https://api.example.org/v1", "autocomplete": "off"}),
    )
    model = forms.CharField(
        label=_("Model name"),
        max_length=200,
        help_text=_("As the endpoint expects it in the field “model”."),
        error_messages={"required": _("Enter the model name that the endpoint expects.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    api_key = forms.CharField(
        label=_("API key"),
        required=False,
        max_length=500,
        help_text=_(
            "Sent as “Authorization: Bearer …” to this endpoint only. Stored encrypted, deleted after the last "
            "picture, and never shown again. Leave it empty if the endpoint needs none."
        ),
        # "off" alone is ignored by browsers for passwords; "new-password" keeps them from filling in a saved one.
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password", "spellcheck": "false"}),
    )
    size = forms.CharField(
        label=_("Size"),
        required=False,
        help_text=_(
            "As the endpoint expects it, for example 1024x1024, 2K or 16:9; empty means the endpoint's default. "
            "Pictures need at least 256×256 px."
        ),
        widget=forms.TextInput(attrs={"maxlength": MOST_SIZE_CHARACTERS}),
    )
    extra = JsonObjectField(
        label=_("Further parameters"),
        required=False,
        reserved=RESERVED_PARAMETERS,
        help_text=_(
            "A JSON object that is added to every request, such as a seed. Salon itself sets model, prompt and n."
        ),
    )

    def clean_model(self) -> str:
        model: str = self.cleaned_data["model"]
        with translated_faults():
            check_line(model)  # and nothing is changed: the endpoint knows this name
        return model

    def clean_api_key(self) -> str:
        api_key: str = self.cleaned_data["api_key"]
        with translated_faults():
            check_api_key(api_key)
        return api_key

    def clean_size(self) -> str:
        size: str = self.cleaned_data["size"]
        with translated_faults():
            check_size(size)
        return size

    def spec(self) -> EndpointSpec:
        """The endpoint as the pipeline expects it."""
        values = self.cleaned_data
        return EndpointSpec(values["base_url"], values["model"], values["api_key"], values["size"], values["extra"])


class BundleForm(SubmissionForm):
    """A submission whose pictures are in one zip file."""

    file = forms.FileField(
        label=_("Zip file"),
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Choose a zip file with one picture per prompt and language."),
            "empty": _("The file is empty. Choose a zip file with one picture per prompt and language."),
        },
    )

    def clean_file(self) -> UploadedFile[Any]:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        # This reads only the end of the zip; a worker checks the files in it.
        if upload.file is None or not zipfile.is_zipfile(upload.file):
            raise forms.ValidationError(
                gettext("“%(name)s” is not a zip file. Choose a zip file.") % {"name": upload.name}
            )
        upload.seek(0)
        return upload
