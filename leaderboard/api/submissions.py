"""Submissions: creating them, their progress and scores, publishing and withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import File, Form, Header, Path, Query, Router, Status, UploadedFile
from ninja.errors import AuthenticationError

from leaderboard.api.auth import ANYBODY, TokenAuth, person, visitor
from leaderboard.api.cursors import Cursor, Limit, page_of
from leaderboard.api.endpoint_schemas import EndpointSubmissionIn
from leaderboard.api.freshness import shown
from leaderboard.api.public_schemas import PublicSubmissionPage, SubmissionScoreOut
from leaderboard.api.request_schema import refuse_unknown_fields
from leaderboard.api.submission_schemas import (
    AccountStorageOut,
    AnnotationIn,
    RejudgingOut,
    SubmissionFilter,
    SubmissionIn,
    SubmissionOut,
)
from leaderboard.domain.submission.generation_settings import read_settings
from leaderboard.pipeline.admission.forecast import turn_of
from leaderboard.pipeline.submission import cancelling, newer_judge, retention, visibility
from leaderboard.pipeline.submission import submit as stage
from leaderboard.pipeline.submission.facts import SubmissionFacts, annotate
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.repeated import once, request_key, submission_of
from leaderboard.pipeline.work.storage_use import limit_of, use_of, use_of_submission
from leaderboard.queries.breakdown import overall_scores, score_lines
from leaderboard.queries.submissions import filtered, found_metadata, progress
from leaderboard.queries.suites import suite_of_version
from leaderboard.queries.teams import acting_team
from leaderboard.queries.visibility import (
    Visitor,
    check_may_change,
    own_generator,
    own_generators,
    own_submissions,
    public_submissions,
    sees_as_author,
    visible_submissions,
    with_report,
)
from leaderboard.web.http.seen import submission_among, submission_for

if TYPE_CHECKING:
    from leaderboard.models import Generator, PromptSuite, Submission

_ONLY_FOR_AUTHOR = {
    "cause": "",
    "last_failure": "",
    "waiting_for": "",
    "on_hold": "",
    "missing_cause": "",
    "missing_for_it": 0,
    "paused_s": None,
    "paused_after_failures": False,
    "quota_refunded": False,
}
"""The fields of a submission's progress that only its author sees, with the values that others get instead."""

_MOST_KEY = 100
_KEY_PATTERN = r"^[A-Za-z0-9._:-]+$"

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=_MOST_KEY,
        pattern=r"^[A-Za-z0-9._:-]*$",
        description="Repeating a request of this generator with the same key gives the submission that it made.",
    ),
]
KeyInPath = Annotated[str, Path(max_length=_MOST_KEY, pattern=_KEY_PATTERN)]

router = Router(auth=TokenAuth(), tags=["submissions"])


@router.post("/submissions/endpoint", response={201: SubmissionOut})
def submit_endpoint(request: HttpRequest, payload: EndpointSubmissionIn, idempotency_key: IdempotencyKey = "") -> Any:
    """Submit an endpoint: Salon requests the pictures of every prompt and language from it, one per call."""
    generator, suite = generator_and_suite(request, payload)
    key = request_key(idempotency_key, ["endpoint", payload.model_dump(mode="json", exclude={"api_key"})])

    def submit() -> Submission:
        return stage.submit_endpoint(
            generator,
            suite,
            payload.languages,
            payload.spec(),
            strip_metadata=payload.strip_metadata,
            practice=payload.practice,
            pictures_per_prompt=payload.pictures_per_prompt,
            facts=facts_of(payload),
            by=person(request),
            request=key,
        )

    return Status(201, submission_out(request, once(generator, key, submit)))


@router.post("/submissions/bundle", response={201: SubmissionOut})
def submit_bundle(
    request: HttpRequest,
    payload: Form[SubmissionIn],
    bundle: File[UploadedFile],
    idempotency_key: IdempotencyKey = "",
) -> Any:
    """Submit a zip with the pictures of every prompt and language."""
    refuse_unknown_fields(request.POST, SubmissionIn)
    generator, suite = generator_and_suite(request, payload)
    key = request_key(idempotency_key, ["bundle", payload.model_dump(mode="json"), bundle.size])

    def submit() -> Submission:
        return stage.submit_bundle(
            generator,
            suite,
            payload.languages,
            bundle,
            strip_metadata=payload.strip_metadata,
            practice=payload.practice,
            pictures_per_prompt=payload.pictures_per_prompt,
            facts=facts_of(payload),
            by=person(request),
            request=key,
        )

    return Status(201, submission_out(request, once(generator, key, submit)))


@router.get("/generators/{key}/submissions/{idempotency_key}", response=SubmissionOut)
def find_submission(request: HttpRequest, response: HttpResponse, key: int, idempotency_key: KeyInPath) -> Any:
    """The submission of one of your generators that was made with an Idempotency-Key, unless it failed."""
    submission = submission_of(get_object_or_404(own_generators(person(request)), pk=key), idempotency_key)
    if submission is None:
        raise Http404("no submission was made with this key, or it failed or was rejected")
    shown(response, [submission.created_at, submission.stage_since, submission.ended_at])
    return submission_out(request, submission)


@router.get("/submissions", response=PublicSubmissionPage, auth=ANYBODY)
def list_submissions(
    request: HttpRequest,
    response: HttpResponse,
    chosen: Query[SubmissionFilter],
    cursor: Cursor = "",
    limit: Limit = 100,
) -> Any:
    """All public submissions, or with ``mine`` all of your own, the newest first, in pages."""
    asking = visitor(request)
    if not chosen.mine:
        listed = public_submissions()
    elif isinstance(asking, AnonymousUser):
        raise AuthenticationError
    else:
        listed = own_submissions(asking)
    rows = filtered(listed, generator=chosen.generator, suite=chosen.suite, outcome=chosen.outcome, label=chosen.label)
    page = page_of(rows, "-pk", cursor, limit, of=chosen.name)
    scores = overall_scores(page.rows)
    times = [*("created_at", "ended_at", "public_at", "withdrawn_at")]
    shown(response, [getattr(submission, time) for submission in page.rows for time in times])
    return page.out([_listed(request, submission, asking, scores.get(submission.pk, {})) for submission in page.rows])


@router.get("/submissions/{key}", response=SubmissionOut, auth=ANYBODY)
def show_submission(request: HttpRequest, response: HttpResponse, key: int) -> Any:
    """A public submission, or one of your own: its stage, outcome and progress.

    Your own also have the bundle's report.
    """
    submission = submission_for(visitor(request), with_report(visible_submissions(visitor(request))), key)
    times = [submission.created_at, submission.stage_since, submission.ended_at]
    shown(response, [*times, submission.public_at, submission.withdrawn_at])
    reply = submission_out(request, submission)
    if sees_as_author(submission, visitor(request)):
        return reply
    hidden: dict[str, Any] = {"report": None, "turn": None, "metadata": {}, "cause": ""}
    hidden |= {"label": "", "commit": "", "notes": ""}
    files = {"storage": None, "kept_until": None, "files_deleted_at": None}
    return reply | hidden | files | {"progress": reply["progress"] | _ONLY_FOR_AUTHOR}


@router.patch("/submissions/{key}", response=SubmissionOut)
def annotate_submission(request: HttpRequest, key: int, payload: AnnotationIn) -> Any:
    """Change the label or the notes of a private submission."""
    annotate(_changed(request, key), label=payload.label, notes=payload.notes)
    return submission_out(request, _own(request, key))


@router.get("/submissions/{key}/scores", response=list[SubmissionScoreOut], auth=ANYBODY)
def list_submission_scores(request: HttpRequest, response: HttpResponse, key: int) -> Any:
    """A submission's means on every level down to the facets, in all its languages and both scopes."""
    submission = submission_for(visitor(request), visible_submissions(visitor(request)), key)
    shown(response, [submission.ended_at])
    return [asdict(line) for line in score_lines(submission)]


@router.post("/submissions/{key}/cancel", response=SubmissionOut)
def cancel_submission(
    request: HttpRequest,
    key: int,
    only_with_refund: Annotated[
        bool, Query(description="Refuse, and change nothing, if the quota would not be refunded.")
    ] = False,
) -> Any:
    """End a waiting or running submission. Its quota is refunded if nothing of it has been judged yet."""
    cancelling.cancel(_changed(request, key), only_with_refund=only_with_refund)
    return submission_out(request, _own(request, key))


@router.get("/submissions/{key}/rejudge", response=RejudgingOut)
def foresee_rejudging(request: HttpRequest, key: int) -> Any:
    """What judging a scored submission's pictures under the site's current judge profile would take."""
    try:
        would = newer_judge.foresee(_own(request, key))
    except SubmissionRefused as refusal:
        nothing = {"judge_profile": "", "pictures": 0, "missing_pictures": 0, "judge_calls": 0}
        return nothing | {"refusal": str(refusal)}
    return {
        "refusal": "",
        "judge_profile": str(would.profile),
        "pictures": would.pictures,
        "missing_pictures": would.missing,
        "judge_calls": would.calls,
    }


@router.post("/submissions/{key}/rejudge", response={201: SubmissionOut})
def rejudge_submission(request: HttpRequest, key: int) -> Any:
    """Have a scored submission's pictures judged under the site's current judge profile: a new, private submission."""
    again = newer_judge.rejudge(_changed(request, key), by=person(request))
    return Status(201, submission_out(request, _own(request, again.pk)))


@router.post("/submissions/{key}/publish", response=SubmissionOut)
def publish_submission(request: HttpRequest, key: int) -> Any:
    """Make a scored submission public: it appears in its boards' next releases."""
    visibility.make_public(_changed(request, key))
    return submission_out(request, _own(request, key))


@router.post("/submissions/{key}/withdraw", response=SubmissionOut)
def withdraw_submission(request: HttpRequest, key: int) -> Any:
    """Withdraw a public submission: later releases list it as withdrawn, without scores."""
    visibility.withdraw(_changed(request, key))
    return submission_out(request, _own(request, key))


@router.delete("/submissions/{key}/files", response=SubmissionOut)
def delete_files(request: HttpRequest, key: int) -> Any:
    """Delete the files of a private or withdrawn submission; its scores stay, and it can no longer be made public."""
    retention.release(_changed(request, key))
    return submission_out(request, _own(request, key))


@router.get("/storage", response=AccountStorageOut)
def show_storage(request: HttpRequest) -> Any:
    """How much storage the submissions of your own space use (or of the token's team), and how much they may use."""
    team = acting_team(person(request))
    use = use_of(team)
    return asdict(use) | {"total": use.total, "limit": limit_of(team)}


def _own(request: HttpRequest, key: int) -> Submission:
    return submission_among(with_report(own_submissions(person(request))), key)


def _changed(request: HttpRequest, key: int) -> Submission:
    submission = _own(request, key)
    check_may_change(person(request), submission)
    return submission


def generator_and_suite(request: HttpRequest, payload: SubmissionIn) -> tuple[Generator, PromptSuite]:
    """The caller's generator and the suite that a request names.

    Raises:
        SubmissionRefused: if the generator is not the caller's, or the suite does not exist.
    """
    generator = own_generator(person(request), payload.generator)
    if generator is None:
        raise SubmissionRefused(f"you have no generator {payload.generator}; see GET /api/v1/generators")
    check_may_change(person(request), generator)
    return generator, suite_named(payload.suite)


def suite_named(name: str) -> PromptSuite:
    """The suite "key/version".

    Raises:
        SubmissionRefused: if it does not exist.
    """
    key, version = name.split("/")
    suite = suite_of_version(key, version)
    if suite is None:
        raise SubmissionRefused(f"there is no suite {name!r}; see GET /api/v1/suites")
    return suite


def facts_of(payload: SubmissionIn) -> SubmissionFacts:
    """What a request states about its submission."""
    return SubmissionFacts(payload.label, payload.commit, payload.notes, read_settings(payload.settings or {}))


def _listed(
    request: HttpRequest, submission: Submission, asking: Visitor, overall: Mapping[str, float]
) -> dict[str, Any]:
    sees_all = sees_as_author(submission, asking)
    return {
        "id": submission.pk,
        "model": submission.generator_id,
        "name": submission.generator.name,
        "suite": f"{submission.suite.key}/{submission.suite.version}",
        "judge_profile": str(submission.judge_profile),
        "kind": submission.kind,
        "pictures_per_prompt": submission.pictures_per_prompt,
        "languages": submission.languages,
        **{name: getattr(submission, name) if sees_all else "" for name in ("label", "commit", "cause")},
        "stage": submission.stage,
        "outcome": submission.outcome,
        "overall": overall,
        "created_at": submission.created_at,
        "public_at": submission.public_at,
        "withdrawn_at": submission.withdrawn_at,
        "page": request.build_absolute_uri(reverse("submission", args=[submission.pk])),
    }


def submission_out(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """A submission as its author sees it."""
    bundle = getattr(submission, "bundle", None)
    return {
        "id": submission.pk,
        "generator": submission.generator.name,
        "suite": f"{submission.suite.key}/{submission.suite.version}",
        "judge_profile": str(submission.judge_profile),
        "kind": submission.kind,
        "languages": submission.languages,
        "strip_metadata": submission.strip_metadata,
        "practice": submission.is_practice,
        "pictures_per_prompt": submission.pictures_per_prompt,
        "pictures_of": submission.pictures_of_id,
        "metadata": found_metadata(submission),
        "label": submission.label,
        "commit": submission.commit,
        "notes": submission.notes,
        "settings": asdict(submission.stated_settings),
        "stage": submission.stage,
        "outcome": submission.outcome,
        "cause": submission.cause,
        "created_at": submission.created_at,
        "cancelled_at": submission.cancelled_at,
        "cancelled_by": _cancelled_by(submission),
        "public_at": submission.public_at,
        "withdrawn_at": submission.withdrawn_at,
        "page": request.build_absolute_uri(reverse("submission", args=[submission.pk])),
        "progress": asdict(progress(submission)),
        "turn": asdict(turn) if (turn := turn_of(submission)) else None,
        "report": bundle.report if bundle else None,
        "storage": asdict(use_of_submission(submission)),
        "kept_until": retention.kept_until(submission),
        "files_deleted_at": submission.files_deleted_at,
    }


def _cancelled_by(submission: Submission) -> str | None:
    if submission.cancelled_at is None:
        return None
    return "author" if submission.cancelled_by_author else "operator"
