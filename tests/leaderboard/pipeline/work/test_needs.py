"""What a later version has planned in a form that this one does not know is left to later workers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leaderboard.domain.stages import Stage
from leaderboard.models import EndpointTrial, JudgedImage, Submission
from leaderboard.models.work import UNDERSTOOD
from leaderboard.pipeline.generation.pictures import claim_image
from leaderboard.pipeline.judging.judging import claim_judging
from leaderboard.pipeline.scoring.scoring import claim_scoring
from leaderboard.pipeline.submission.intake import claim_check
from leaderboard.pipeline.submission.trials import begin_trial, claim_trial
from tests.leaderboard.pipeline.runs import (
    SPEC,
    demo_pictures,
    endpoint_submission,
    judging_submission,
    new_generator,
    upload_bundle,
)

pytestmark = pytest.mark.django_db


def a_picture() -> Callable[[], object]:
    image = endpoint_submission(pictures=1).images.get()
    return lambda: claim_image(image.pk)


def a_judging() -> Callable[[], object]:
    row = JudgedImage.objects.get(submission=judging_submission(pictures=1))
    return lambda: claim_judging(row.pk)


def a_bundle() -> Callable[[], object]:
    bundle = upload_bundle(demo_pictures())
    return lambda: claim_check(bundle.pk)


def a_scoring() -> Callable[[], object]:
    submission = endpoint_submission(pictures=1)
    Submission.objects.update(stage=Stage.SCORING)
    return lambda: claim_scoring(submission.pk)


def a_trial() -> Callable[[], object]:
    trial = begin_trial(new_generator().owner, SPEC, "A cat")
    return lambda: claim_trial(trial.pk)


@pytest.mark.parametrize("work", [a_picture, a_judging, a_bundle, a_scoring, a_trial])
def test_work_of_a_later_form_waits_for_later_workers(work: Callable[[], Callable[[], object]]) -> None:
    claim = work()
    for model in (Submission, EndpointTrial):
        model._default_manager.update(needs=UNDERSTOOD + 1)
    assert claim() is None
    for model in (Submission, EndpointTrial):
        model._default_manager.update(needs=UNDERSTOOD)
    assert claim() is not None
