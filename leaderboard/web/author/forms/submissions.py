"""The fields of every submission, and the form of a bundle."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.submission.samples import MOST_SAMPLES
from leaderboard.models import Generator, PromptSuite
from leaderboard.web.author.forms.facts import FactsForm
from leaderboard.web.words.data import translated
from leaderboard.web.words.languages import language_name


class SuiteChoiceField(forms.ModelChoiceField[PromptSuite]):
    """A choice of suites; the queryset needs the annotation ``prompt_count``."""

    def label_from_instance(self, obj: PromptSuite) -> str:
        count: int = getattr(obj, "prompt_count", 0)
        prompts = ngettext("%(count)d prompt", "%(count)d prompts", count) % {"count": count}
        return f"{translated(obj.title)} ({obj}, {prompts})"


class GeneratorChoiceField(forms.ModelChoiceField[Generator]):
    """A choice of generators; those of a team say so, because names are unique in a team only."""

    def label_from_instance(self, obj: Generator) -> str:
        return f"{obj.name} · {obj.team.name}" if obj.team.name else obj.name


class PicturesPerPromptField(forms.ChoiceField):
    """A number of pictures; one, for a form that does not name it."""

    def clean(self, value: Any) -> int:
        return int(super().clean(value or 1))


class SubmissionForm(FactsForm):
    """The fields of both kinds of submission: generator, suite and languages, and what the author states."""

    generator = GeneratorChoiceField(
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
            "Each language has its own board and needs pictures of its own. One language is enough to begin with."
        ),
        error_messages={"required": _("Choose at least one language.")},
    )
    pictures_per_prompt = PicturesPerPromptField(
        label=_("Pictures per prompt"),
        initial=1,
        choices=[(count, str(count)) for count in range(1, MOST_SAMPLES + 1)],
        help_text=_(
            "With several, a score depends less on the luck of one picture: it is the mean over them. Each is a call "
            "to the endpoint, with a seed of its own, or a file; judging takes that many times as long."
        ),
    )
    practice = forms.BooleanField(
        label=_("Practice"),
        required=False,
        help_text=_(
            "Only a few prompts of the suite, chosen so that every dimension keeps its share. For trying a checkpoint "
            "or for CI: it has a quota of its own, its intervals are wide, and it never becomes public."
        ),
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


class BundleForm(SubmissionForm):
    """A submission whose pictures are in one zip file."""

    file = forms.FileField(
        label=_("Zip file"),
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Choose a zip file with the pictures of all prompts."),
            "empty": _("The file is empty. Choose a zip file with the pictures of all prompts."),
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
