"""What the form of a bundle tells of a folder: its files' names first, and later their SHA-256s."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from leaderboard.domain.canonical import canonical_bytes
from leaderboard.domain.submission.bundle import Slot
from leaderboard.domain.submission.generation_settings import settings_of_manifest
from leaderboard.domain.submission.manifest import BadManifest, parse_manifest
from leaderboard.domain.submission.mapping import by_mapping, read_mapping
from leaderboard.domain.submission.naming import MAPPINGS, Matching, NamedPrompt, by_name, in_order
from leaderboard.domain.texts import FieldFault
from leaderboard.models import Prompt
from leaderboard.pipeline.submission.sets.announcing import Announced, AnnouncedPicture
from leaderboard.web.author.forms.submissions import SubmissionForm
from leaderboard.web.words.recorded import recorded

_MOST_NAME = 255


class FolderForm(SubmissionForm):
    """The names of a folder's files; ``mapping`` is the text of one of them, ``mapping_name`` says which."""

    names = forms.JSONField()
    ordered = forms.BooleanField(required=False)
    mapping = forms.CharField(required=False, strip=False)
    mapping_name = forms.ChoiceField(choices=[(name, name) for name in MAPPINGS], required=False)

    def clean_names(self) -> list[str]:
        """The names, which only a changed page would send in another form."""
        names = self.cleaned_data["names"]
        if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
            raise ValidationError(gettext("The folder contains no files; choose another one."))
        return cast("list[str]", names)

    def matching(self) -> Matching:
        """The files matched to the prompts of the chosen suite and languages.

        Raises:
            BadMapping: the mapping cannot be read.
        """
        values = self.cleaned_data
        rows = Prompt.objects.filter(suite=values["suite"]).order_by("position").only("key", "texts")
        if values["practice"]:
            rows = rows.filter(key__in=values["suite"].practice().keys)
        prompts = [NamedPrompt(prompt.key, prompt.texts) for prompt in rows]
        languages = [language for language in values["suite"].languages if language in values["languages"]]
        samples: int = values["pictures_per_prompt"]
        if values["ordered"]:
            return in_order(values["names"], prompts, languages, samples)
        if values["mapping_name"]:
            lines = read_mapping(values["mapping"].encode(), values["mapping_name"])
            return by_mapping(values["names"], lines, prompts, languages, samples)
        return by_name(values["names"], prompts, languages, samples)


class AnnouncedPicturesForm(SubmissionForm):
    """A submission whose pictures the page is going to send one by one."""

    pictures = forms.JSONField()
    manifest = forms.CharField(required=False, strip=False)

    def clean_pictures(self) -> list[AnnouncedPicture]:
        try:
            return [_picture(given) for given in self.cleaned_data["pictures"]]
        except (KeyError, TypeError, ValueError) as error:
            raise ValidationError(gettext("The folder contains no files; choose another one.")) from error

    def clean_manifest(self) -> dict[str, Any] | None:
        text = self.cleaned_data["manifest"]
        if not text:
            return None
        try:
            manifest = parse_manifest(text.encode())
            settings_of_manifest(manifest)
        except (BadManifest, FieldFault) as error:
            raise ValidationError(f"manifest.json: {recorded(str(error))}") from error
        return manifest

    def announced(self) -> Announced:
        """The announcement as the pipeline expects it."""
        values = self.cleaned_data
        return Announced(
            values["generator"],
            values["suite"],
            values["languages"],
            values["strip_metadata"],
            values["pictures"],
            values["manifest"],
            self.facts(),
            values["practice"],
            values["pictures_per_prompt"],
        )


def _picture(given: dict[str, Any]) -> AnnouncedPicture:
    sha256, size, name = given["sha256"], given["byte_size"], str(given["name"])
    canonical_bytes(name)  # half a surrogate pair cannot be stored
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef") or not 0 < int(size) < 2**31:
        raise ValueError("not a SHA-256 and a size")
    shown = "".join(character if character.isprintable() else "�" for character in name)
    slot = Slot(str(given["prompt"]), str(given["language"]), int(given.get("sample", 1)) - 1)
    return AnnouncedPicture(slot, sha256, int(size), shown[-_MOST_NAME:])
