"""The calls of the API, each by the name that its description gives it (``operationId``), with the type of its reply.

A call is a value. ``Salon`` and ``AsyncSalon`` carry it out; those that return a ``Page`` can also be iterated over.
Uploads in parts are not among them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, TypeAdapter

from leaderboard.client import endpoints as e
from leaderboard.client import models as m

Reply = TypeVar("Reply")


@dataclass(frozen=True)
class Upload:
    """A file that is sent with a call as the form's field ``name``. ``sent``: gets the bytes sent so far."""

    name: str
    path: Path
    sent: Callable[[int], None] = lambda count: None


@dataclass(frozen=True)
class Call(Generic[Reply]):
    """One call. ``file``: its bytes are the body. ``repeatable``: making it twice has the same effect as once.

    ``key``: the Idempotency-Key by which the site recognises the repetition of a submission.
    """

    method: str
    path: str
    reply: TypeAdapter[Reply]
    query: Mapping[str, Any] = field(default_factory=dict)
    body: BaseModel | None = None
    upload: Upload | None = None
    file: Path | None = None
    repeatable: bool = True
    key: str = ""


def _get(path: str, reply: type[Reply], **query: Any) -> Call[Reply]:
    given = {name: value for name, value in query.items() if value is not None}
    return Call("GET", path, TypeAdapter(reply), given)


def _post(path: str, reply: type[Reply], body: BaseModel | None = None, upload: Upload | None = None) -> Call[Reply]:
    return Call("POST", path, TypeAdapter(reply), body=body, upload=upload, repeatable=False)


def _submit(path: str, body: BaseModel, key: str, upload: Upload | None = None) -> Call[m.Submission]:
    """A submission, which is safe to repeat because it has a key: the given one, or one of its own."""
    reply = TypeAdapter(m.Submission)
    return Call("POST", path, reply, body=body, upload=upload, key=key or uuid.uuid4().hex)


def list_boards() -> Call[list[m.Board]]:
    """All boards, each with the number of its latest release."""
    return _get("/boards", list[m.Board])


def show_board(slug: str) -> Call[m.Board]:
    """One board."""
    return _get(f"/boards/{_part(slug)}", m.Board)


def list_releases(slug: str) -> Call[m.Page[m.ReleaseNote]]:
    """A board's releases, newest first."""
    return _get(f"/boards/{_part(slug)}/releases", m.Page[m.ReleaseNote])


def latest_release(slug: str) -> Call[m.Release]:
    """A board's latest release, complete."""
    return _get(f"/boards/{_part(slug)}/releases/latest", m.Release)


def show_release(slug: str, number: int) -> Call[m.Release]:
    """One release; it never changes."""
    return _get(f"/boards/{_part(slug)}/releases/{number}", m.Release)


def list_rows(slug: str, number: int) -> Call[m.Page[m.Row]]:
    """A release's models in order of rank."""
    return _get(f"/boards/{_part(slug)}/releases/{number}/rows", m.Page[m.Row])


def list_release_scores(slug: str, number: int, model: int | None = None) -> Call[m.Page[m.ModelScore]]:
    """A release's scores on every level."""
    return _get(f"/boards/{_part(slug)}/releases/{number}/scores", m.Page[m.ModelScore], model=model)


def list_models() -> Call[m.Page[m.Model]]:
    """All models with public submissions."""
    return _get("/models", m.Page[m.Model])


def show_model(model: int) -> Call[m.Model]:
    """One model, as its author describes it now."""
    return _get(f"/models/{model}", m.Model)


def list_suites() -> Call[list[m.Suite]]:
    """All prompt suites with their seals."""
    return _get("/suites", list[m.Suite])


def show_suite(suite: str) -> Call[m.WholeSuite]:
    """One suite, by "key/version"."""
    return _get(f"/suites/{_suite(suite)}", m.WholeSuite)


def list_prompts(suite: str) -> Call[m.Page[m.Prompt]]:
    """The prompts of an open suite, in order."""
    return _get(f"/suites/{_suite(suite)}/prompts", m.Page[m.Prompt])


def show_practice(suite: str) -> Call[m.Practice]:
    """The practice subset of an open suite."""
    return _get(f"/suites/{_suite(suite)}/practice", m.Practice)


def show_prompt(suite: str, prompt: str) -> Call[m.Prompt]:
    """One prompt."""
    return _get(f"/suites/{_suite(suite)}/prompts/{_part(prompt)}", m.Prompt)


def list_judge_profiles() -> Call[list[m.JudgeProfile]]:
    """All judge profiles, newest first."""
    return _get("/judges", list[m.JudgeProfile])


def show_judge_profile(judge: str, version: str) -> Call[m.WholeJudgeProfile]:
    """One judge profile with the texts of its files."""
    return _get(f"/judges/{_part(judge)}/{_part(version)}", m.WholeJudgeProfile)


def list_teams() -> Call[list[m.Team]]:
    """The teams that you belong to, your own space first."""
    return _get("/teams", list[m.Team])


def show_team(team: int) -> Call[m.TeamDetail]:
    """One of your teams with its members."""
    return _get(f"/teams/{team}", m.TeamDetail)


def create_team(team: m.TeamIn) -> Call[m.TeamDetail]:
    """Create a team, which you own."""
    return _post("/teams", m.TeamDetail, team)


def rename_team(team: int, named: m.TeamIn) -> Call[m.TeamDetail]:
    """Give a team that you own another name."""
    return Call("PATCH", f"/teams/{team}", TypeAdapter(m.TeamDetail), body=named, repeatable=False)


def delete_team(team: int) -> Call[None]:
    """Delete a team that you own and that has no generators."""
    return Call("DELETE", f"/teams/{team}", TypeAdapter(None), repeatable=False)


def change_member(team: int, member: int, role: m.MemberIn) -> Call[m.TeamDetail]:
    """Give a member of a team that you own another role."""
    path = f"/teams/{team}/members/{member}"
    return Call("PUT", path, TypeAdapter(m.TeamDetail), body=role, repeatable=False)


def remove_member(team: int, member: int) -> Call[None]:
    """Remove a member from a team that you own, or leave the team."""
    return Call("DELETE", f"/teams/{team}/members/{member}", TypeAdapter(None), repeatable=False)


def invite_member(team: int, invitation: m.InvitationIn) -> Call[m.SentInvitation]:
    """Invite somebody by mail to a team that you own."""
    return _post(f"/teams/{team}/invitations", m.SentInvitation, invitation)


def revoke_invitation(team: int, invitation: int) -> Call[None]:
    """Make an invitation invalid."""
    return Call("DELETE", f"/teams/{team}/invitations/{invitation}", TypeAdapter(None), repeatable=False)


def list_generators() -> Call[list[m.OwnGenerator]]:
    """Your generators."""
    return _get("/generators", list[m.OwnGenerator])


def create_generator(generator: m.GeneratorIn) -> Call[m.OwnGenerator]:
    """Register a generator; its name is unique in its team."""
    return _post("/generators", m.OwnGenerator, generator)


def delete_generator(generator: int) -> Call[None]:
    """Delete a generator of which nothing was ever public."""
    return Call("DELETE", f"/generators/{generator}", TypeAdapter(None), repeatable=False)


def submit_endpoint(submission: e.EndpointSubmissionIn, key: str = "") -> Call[m.Submission]:
    """Submit an endpoint. The same ``key`` for the same generator gives the same submission, unless it failed."""
    return _submit("/submissions/endpoint", submission, key)


def test_endpoint(endpoint: e.EndpointTrialIn) -> Call[e.EndpointTrial]:
    """Test an endpoint: one real call, which costs no quota."""
    return _post("/endpoint-trials", e.EndpointTrial, endpoint)


def show_endpoint_trial(trial: int) -> Call[e.EndpointTrial]:
    """One of your tests of endpoints."""
    return _get(f"/endpoint-trials/{trial}", e.EndpointTrial)


def submit_bundle(
    submission: m.SubmissionIn, bundle: Path, sent: Callable[[int], None] = lambda count: None, key: str = ""
) -> Call[m.Submission]:
    """Submit a zip of pictures. ``sent`` gets the bytes sent so far; ``key`` as for ``submit_endpoint``."""
    return _submit("/submissions/bundle", submission, key, Upload("bundle", bundle, sent))


def find_submission(generator: int, idempotency_key: str) -> Call[m.Submission]:
    """The submission of your generator that was made with a key, unless it failed or was rejected."""
    return _get(f"/generators/{generator}/submissions/{_part(idempotency_key)}", m.Submission)


def list_submissions(
    *,
    mine: bool | None = None,
    generator: int | None = None,
    suite: str | None = None,
    outcome: str | None = None,
    label: str | None = None,
) -> Call[m.Page[m.PublicSubmission]]:
    """All public submissions, or with ``mine`` all of your own, newest first. ``label`` needs ``mine``."""
    chosen = {"mine": "true" if mine else None, "generator": generator, "suite": suite, "outcome": outcome}
    return _get("/submissions", m.Page[m.PublicSubmission], **chosen, label=label)


def announce_pictures(pictures: m.PictureSetIn) -> Call[m.WholePictureSet]:
    """Announce pictures that will be sent one by one; the reply says which of them the site does not have."""
    return replace(_post("/picture-sets", m.WholePictureSet, pictures), repeatable=True)


def list_picture_sets() -> Call[list[m.PictureSet]]:
    """Your picture sets, newest first."""
    return _get("/picture-sets", list[m.PictureSet])


def show_picture_set(picture_set: UUID) -> Call[m.WholePictureSet]:
    """One of your picture sets."""
    return _get(f"/picture-sets/{picture_set}", m.WholePictureSet)


def send_picture(picture_set: UUID, sha256: str, picture: Path) -> Call[None]:
    """Send one announced picture."""
    return Call("PUT", f"/picture-sets/{picture_set}/pictures/{_part(sha256)}", TypeAdapter(None), file=picture)


def submit_pictures(picture_set: UUID, key: str = "") -> Call[m.Submission]:
    """Submit a set after all its pictures have been sent. ``key`` as for ``submit_endpoint``."""
    return replace(_post(f"/picture-sets/{picture_set}/submit", m.Submission), repeatable=True, key=key)


def discard_pictures(picture_set: UUID) -> Call[None]:
    """Discard a picture set."""
    return Call("DELETE", f"/picture-sets/{picture_set}", TypeAdapter(None))


def show_submission(submission: int) -> Call[m.Submission]:
    """A public submission, or one of yours."""
    return _get(f"/submissions/{submission}", m.Submission)


def annotate_submission(submission: int, annotation: m.AnnotationIn) -> Call[m.Submission]:
    """Change the label or the notes of a private submission."""
    path = f"/submissions/{submission}"
    return Call("PATCH", path, TypeAdapter(m.Submission), body=annotation, repeatable=False)


def list_submission_scores(submission: int) -> Call[list[m.SubmissionScore]]:
    """A submission's means on every level, in all its languages and both scopes."""
    return _get(f"/submissions/{submission}/scores", list[m.SubmissionScore])


def compare_submissions(submissions: Sequence[int], language: str | None = None) -> Call[m.Comparison]:
    """The first of two to four submissions against each of the others."""
    return _get("/comparisons", m.Comparison, submissions=",".join(map(str, submissions)), language=language)


def request_export() -> Call[m.DataExport]:
    """Request a copy of all your data. The token needs the scope ``account``."""
    return Call("POST", "/account/export", TypeAdapter(m.DataExport), repeatable=False)


def list_exports() -> Call[list[m.DataExport]]:
    """The copies of your data, newest first."""
    return _get("/account/export", list[m.DataExport])


def show_export(key: int) -> Call[m.DataExport]:
    """The state of one copy."""
    return _get(f"/account/export/{key}", m.DataExport)


def create_share_link(link: m.ShareLinkIn) -> Call[m.ShareLink]:
    """Create a secret link to one submission or to a comparison; its ``url`` is shown this once."""
    return _post("/share-links", m.ShareLink, link)


def list_share_links() -> Call[list[m.ShareLink]]:
    """Your links, and those to results of teams that you own, newest first."""
    return _get("/share-links", list[m.ShareLink])


def revoke_share_link(link: int) -> Call[None]:
    """Revoke a link of yours, or one to results of a team that you own."""
    return Call("DELETE", f"/share-links/{link}", TypeAdapter(None), repeatable=False)


def list_images(submission: int) -> Call[m.Page[m.Image]]:
    """A submission's pictures in the order of the plan."""
    return _get(f"/submissions/{submission}/images", m.Page[m.Image])


def list_judgements(submission: int) -> Call[m.Page[m.Judgement]]:
    """A submission's judgements, with the judge's complete replies."""
    return _get(f"/submissions/{submission}/judgements", m.Page[m.Judgement])


def cancel_submission(submission: int, only_with_refund: bool = False) -> Call[m.Submission]:
    """End a waiting or running submission."""
    query = {"only_with_refund": "true"} if only_with_refund else {}
    path = f"/submissions/{submission}/cancel"
    return Call("POST", path, TypeAdapter(m.Submission), query, repeatable=False)


def show_missing(submission: int) -> Call[m.Missing]:
    """The pictures of one of your submissions that failed, and whether they can be repeated."""
    return _get(f"/submissions/{submission}/missing", m.Missing)


def repeat_missing(submission: int, endpoint: m.RepeatIn) -> Call[m.Submission]:
    """Request the missing pictures of an ended submission again."""
    return _post(f"/submissions/{submission}/missing", m.Submission, endpoint)


def foresee_rejudging(submission: int) -> Call[m.Rejudging]:
    """What judging a scored submission's pictures under the site's current judge profile would take."""
    return _get(f"/submissions/{submission}/rejudge", m.Rejudging)


def rejudge_submission(submission: int) -> Call[m.Submission]:
    """Have a scored submission's pictures judged under the site's current judge profile."""
    return _post(f"/submissions/{submission}/rejudge", m.Submission)


def publish_submission(submission: int) -> Call[m.Submission]:
    """Make a scored submission public."""
    return _post(f"/submissions/{submission}/publish", m.Submission)


def withdraw_submission(submission: int) -> Call[m.Submission]:
    """Withdraw a public submission."""
    return _post(f"/submissions/{submission}/withdraw", m.Submission)


def delete_files(submission: int) -> Call[m.Submission]:
    """Delete the files of a private or withdrawn submission; its scores stay."""
    return Call("DELETE", f"/submissions/{submission}/files", TypeAdapter(m.Submission), repeatable=False)


def show_image(image: int) -> Call[m.Image]:
    """One picture, and the addresses of its files."""
    return _get(f"/images/{image}", m.Image)


def show_judgements(image: int) -> Call[list[m.Judgement]]:
    """The judgements of one picture."""
    return _get(f"/images/{image}/judgements", list[m.Judgement])


def run_gate(
    baseline: int, candidate: int, margin: Sequence[str] = (), alpha: float | None = None, language: str | None = None
) -> Call[m.Gate]:
    """Whether a candidate has become worse than a baseline. ``margin``: "LEVEL:POINTS" for each level to compare."""
    options = {"margin": list(margin) or None, "alpha": alpha, "language": language}
    return _get("/gates", m.Gate, baseline=baseline, candidate=candidate, **options)


def plan_gate(
    sd: float | None = None,
    baseline: int | None = None,
    candidate: int | None = None,
    margin: Sequence[str] = (),
    alpha: float | None = None,
    power: float | None = None,
    language: str | None = None,
) -> Call[m.GatePlan]:
    """How many prompts a gate needs: from a standard deviation in points, or as two submissions show it."""
    options = {"margin": list(margin) or None, "alpha": alpha, "power": power, "language": language}
    return _get("/gates/plan", m.GatePlan, sd=sd, baseline=baseline, candidate=candidate, **options)


def show_storage() -> Call[m.AccountStorage]:
    """The bytes that your submissions use, and your limit."""
    return _get("/storage", m.AccountStorage)


def list_webhooks() -> Call[list[m.Webhook]]:
    """Your webhooks."""
    return _get("/webhooks", list[m.Webhook])


def create_webhook(webhook: m.WebhookIn) -> Call[m.SecretWebhook]:
    """Register a webhook; its secret is not shown again."""
    return _post("/webhooks", m.SecretWebhook, webhook)


def show_webhook(webhook: int) -> Call[m.Webhook]:
    """One of your webhooks."""
    return _get(f"/webhooks/{webhook}", m.Webhook)


def change_webhook(webhook: int, changes: m.WebhookChangesIn) -> Call[m.Webhook]:
    """Change a webhook, disable it or enable it."""
    return Call("PATCH", f"/webhooks/{webhook}", TypeAdapter(m.Webhook), body=changes, repeatable=False)


def delete_webhook(webhook: int) -> Call[None]:
    """Delete a webhook and its log."""
    return Call("DELETE", f"/webhooks/{webhook}", TypeAdapter(None), repeatable=False)


def rotate_secret(webhook: int) -> Call[m.SecretWebhook]:
    """Give a webhook a new secret; the former one is valid for another 24 hours."""
    return _post(f"/webhooks/{webhook}/secret", m.SecretWebhook)


def send_test(webhook: int) -> Call[m.Delivery]:
    """Send a test event, once."""
    return _post(f"/webhooks/{webhook}/test", m.Delivery)


def list_deliveries(webhook: int) -> Call[m.Page[m.Delivery]]:
    """A webhook's deliveries of the last 30 days, newest first."""
    return _get(f"/webhooks/{webhook}/deliveries", m.Page[m.Delivery])


def show_delivery(webhook: int, delivery: int) -> Call[m.Delivery]:
    """One delivery with its content and attempts."""
    return _get(f"/webhooks/{webhook}/deliveries/{delivery}", m.Delivery)


def send_again(webhook: int, delivery: int) -> Call[m.Delivery]:
    """Send an ended delivery again."""
    return _post(f"/webhooks/{webhook}/deliveries/{delivery}/send", m.Delivery)


def _part(text: str) -> str:
    """A text as one part of a path."""
    return quote(text, safe="")


def _suite(name: str) -> str:
    return "/".join(_part(part) for part in name.split("/"))
