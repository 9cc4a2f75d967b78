"""What a page announces of a bundle before it sends it in parts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.pipeline.submission.direct.admission import Announced
from leaderboard.web.author.forms.submissions import SubmissionForm

_NO_FILE = _("Choose a zip file with the pictures of all prompts.")
_EMPTY = _("The file is empty. Choose a zip file with the pictures of all prompts.")


class AnnouncedBundleForm(SubmissionForm):
    """A submission whose zip the page is going to send; the last three fields are the browser's and not shown."""

    file_name = forms.CharField(
        max_length=255,
        error_messages={"required": _NO_FILE},
    )
    byte_size = forms.IntegerField(
        min_value=1,
        error_messages={"min_value": _EMPTY},
    )
    fingerprint = forms.CharField(max_length=100, required=False)

    def announced(self) -> Announced:
        """The upload as the pipeline expects it."""
        values = self.cleaned_data
        return Announced(
            values["generator"],
            values["suite"],
            values["languages"],
            values["strip_metadata"],
            values["file_name"],
            values["byte_size"],
            values["fingerprint"],
            self.facts(),
            values["practice"],
            values["pictures_per_prompt"],
        )
