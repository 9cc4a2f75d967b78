"""The missing pictures of a submission, and requesting them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Router

from leaderboard.api.auth import TokenAuth, person
from leaderboard.api.endpoint_schemas import RepeatIn
from leaderboard.api.submission_schemas import MissingOut, SubmissionOut
from leaderboard.api.submissions import submission_out
from leaderboard.domain.retry import MOST_ROUNDS
from leaderboard.pipeline.submission import missing_pictures
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.queries.visibility import check_may_change, own_submissions, with_endpoint, with_report
from leaderboard.web.http.seen import submission_among

if TYPE_CHECKING:
    from leaderboard.models import GeneratedImage, Submission

router = Router(auth=TokenAuth(), tags=["submissions"])


@router.get("/submissions/{key}/missing", response=MissingOut)
def show_missing(request: HttpRequest, key: int) -> Any:
    """The pictures of one of your submissions that failed, why, and whether they can be repeated."""
    submission = _own(request, key)
    run = getattr(submission, "endpoint", None)
    earlier = missing_pictures.earlier_causes(submission)
    reply = {
        "pictures": [
            _picture(image, earlier.get(image.pk, [])) for image in missing_pictures.failed_pictures(submission)
        ],
        "rounds": MOST_ROUNDS,
        "base_url": run.shown_url if run else "",
        "model": run.model if run else "",
    }
    try:
        would = missing_pictures.foresee(submission)
    except SubmissionRefused as refusal:
        return reply | {"refusal": str(refusal), "round": None, "until": None}
    return reply | {"refusal": "", "round": would.round, "until": would.until}


@router.post("/submissions/{key}/missing", response=SubmissionOut)
def repeat_missing(request: HttpRequest, key: int, payload: RepeatIn) -> Any:
    """Request the missing pictures of an ended submission again, from the same endpoint; this costs no quota."""
    submission = _own(request, key)
    check_may_change(person(request), submission)
    would = missing_pictures.foresee(submission)
    spec = missing_pictures.same_endpoint(
        would.endpoint, base_url=payload.base_url, api_key=payload.api_key, extra=payload.extra
    )
    missing_pictures.repeat(submission, spec)
    return submission_out(request, _own(request, key))


def _own(request: HttpRequest, key: int) -> Submission:
    return submission_among(with_endpoint(with_report(own_submissions(person(request)))), key)


def _picture(image: GeneratedImage, earlier: list[str]) -> dict[str, Any]:
    return {
        "image": image.pk,
        "prompt": image.prompt.key,
        "language": image.language,
        "sample": image.sample + 1,
        "cause": image.cause,
        "earlier_causes": earlier,
    }
