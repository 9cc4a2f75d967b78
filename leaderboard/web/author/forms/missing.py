"""The endpoint of a submission whose missing pictures are requested again."""

from __future__ import annotations

from django import forms

from leaderboard.models import EndpointRun
from leaderboard.pipeline.submission.missing_pictures import same_endpoint
from leaderboard.pipeline.submission.submit import EndpointSpec
from leaderboard.web.author.forms.endpoints import EndpointForm


class MissingPicturesForm(forms.Form):
    """What was deleted when the submission ended; model and size stay."""

    base_url = EndpointForm.base_fields["base_url"]
    api_key = EndpointForm.base_fields["api_key"]
    extra = EndpointForm.base_fields["extra"]

    clean_api_key = EndpointForm.clean_api_key

    def spec(self, run: EndpointRun) -> EndpointSpec:
        """The endpoint as the pipeline expects it. Raises: SubmissionRefused: see ``same_endpoint``."""
        values = self.cleaned_data
        return same_endpoint(run, base_url=values["base_url"], api_key=values["api_key"], extra=values["extra"])
