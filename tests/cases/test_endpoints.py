"""What real endpoints answer, after public reports of people who run generators, and what becomes of it."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from django.test import Client
from pydantic import ValidationError

from leaderboard.api.endpoint_schemas import EndpointSubmissionIn
from leaderboard.domain.stages import Stage
from leaderboard.models import EndpointRun, GeneratedImage, Generator, ImageStatus, Outcome, PromptSuite, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.generation import breaker, pictures
from leaderboard.queries.submissions import progress
from leaderboard.web.author.forms.endpoints import EndpointForm
from tests.leaderboard.pipeline.runs import endpoint_submission, generate, make_due, reloaded
from tests.workers.clients.endpoint.fixtures_images import IMAGE, IMAGE_B64, answering, client, request_to
from tests.workers.conftest import Serve
from workers.clients.endpoint.faults import AccountFault, EndpointFault, Forbidden, Rejected
from workers.clients.endpoint.images import ImageRequest
from workers.tasks.generation import failed_call

FLAGGED = {"error": {"code": 403, "message": "Your chosen model requires moderation and your input was flagged"}}
DRY = {
    "error": {
        "code": "billing_hard_limit_reached",
        "message": "Billing hard limit has been reached",
        "param": None,
        "type": "invalid_request_error",
    }
}


async def fault_of(serve: Serve, **answer: Any) -> EndpointFault:
    """The fault that an endpoint's answer stands for."""
    base = await serve(answering(**answer))
    async with client() as images:
        with pytest.raises(EndpointFault) as caught:
            await images.generate(request_to(base))
    return caught.value


# --- what an answer means ---------------------------------------------------------------------------------------------
async def test_403_with_a_word_about_moderation_refuses_this_prompt(serve: Serve) -> None:
    fault = await fault_of(serve, status=403, json=FLAGGED)
    assert type(fault) is Rejected
    assert "this prompt is refused" in str(fault)


async def test_403_without_one_may_be_the_key_or_the_prompt(serve: Serve) -> None:
    fault = await fault_of(serve, status=403, json={"error": {"message": "forbidden"}})
    assert type(fault) is Forbidden
    assert (fault.fatal, fault.perhaps_prompt) == (True, True)


@pytest.mark.parametrize("status", [400, 402, 403, 429])
@pytest.mark.parametrize("code", ["billing_hard_limit_reached", "insufficient_quota", "billing_not_active"])
@pytest.mark.parametrize("field", ["code", "type"])
async def test_an_account_that_cannot_pay(serve: Serve, status: int, code: str, field: str) -> None:
    fault = await fault_of(serve, status=status, json={"error": {field: code, "message": "no more money"}})
    assert type(fault) is AccountFault
    assert fault.retry_after_s is None  # a wait would hide the cause for hours
    assert "check the account's balance" in str(fault)
    assert "no more money" in str(fault)


@pytest.mark.parametrize(
    "item",
    [
        {"b64_json": IMAGE_B64, "url": ""},
        {"b64_json": "", "url": "/files/1.png"},
        {"b64_json": None, "url": "/files/1.png", "revised_prompt": ""},
        {"b64_json": " \n", "url": "/files/1.png"},
        {"b64_json": "\n".join(IMAGE_B64[start : start + 8] for start in range(0, len(IMAGE_B64), 8))},
        {"b64_json": base64.encodebytes(IMAGE).decode().replace("\n", "\r\n")},
        {"b64_json": IMAGE_B64.rstrip("=")},
        {"b64_json": base64.urlsafe_b64encode(IMAGE).decode().rstrip("=")},
        {"url": f"data:image/png;base64,{base64.urlsafe_b64encode(IMAGE).decode()}"},
    ],
)
async def test_every_form_of_a_picture_is_taken(serve: Serve, item: dict[str, object]) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.json_response({"created": 1, "data": [item]})
        return web.Response(body=IMAGE)

    base = await serve(handle)
    async with client() as images:
        assert await images.generate(request_to(base)) == IMAGE


async def test_the_url_safe_alphabet_is_read(serve: Serve) -> None:
    data = bytes(range(248, 256)) * 4  # holds both "-" and "_"
    base = await serve(answering(json={"data": [{"b64_json": base64.urlsafe_b64encode(data).decode()}]}))
    async with client() as images:
        assert await images.generate(request_to(base)) == data


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg", "Image/WebP", "image/png; charset=binary"])
async def test_a_picture_as_the_body_is_taken(serve: Serve, content_type: str) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=IMAGE, headers={"Content-Type": content_type})

    base = await serve(handle)
    async with client() as images:
        assert await images.generate(request_to(base)) == IMAGE


SIGNED = [
    "/files/a%2Fb.png?X-Amz-Signature=1%2F2%3D&x=%7Ea%20b",
    "/a%2fb/c%3Ad?sig=aB%2bc%2F%3d&se=2026-11-30T00%3A00%3A00Z",
    "/v0/b/bucket.appspot.com/o/folder%2F1.png?alt=media&token=a+b;c",
    "/x/../y/./1.png?q=[1]&r=%C3%A4",
]


@pytest.mark.parametrize("target", SIGNED)
@pytest.mark.parametrize("redirected", [False, True])
@pytest.mark.parametrize("absolute", [False, True])
async def test_a_signed_link_is_fetched_as_it_was_given(
    serve: Serve, target: str, redirected: bool, absolute: bool
) -> None:
    seen: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        link = f"http://{request.host}{target}" if absolute else target
        if request.method == "POST":
            return web.json_response({"data": [{"url": "/moved" if redirected else link}]})
        if request.raw_path == "/moved":
            return web.Response(status=302, headers={"Location": link})
        seen.append(request.raw_path)
        return web.Response(body=IMAGE)

    base = await serve(handle)
    async with client() as images:
        assert await images.generate(request_to(base)) == IMAGE
    # A relative link is resolved as browsers resolve it; nothing else about it changes.
    assert seen == [target if absolute else target.replace("/x/../y/./", "/y/")]


async def test_a_base_url_with_escapes_is_called_as_it_was_given(serve: Serve) -> None:
    seen: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        seen.append(request.raw_path)
        return web.json_response({"data": [{"b64_json": IMAGE_B64}]})

    base = await serve(handle)
    async with client() as images:
        await images.generate(ImageRequest(f"{base}/models/org%2Fmodel/v1?code=a%2Fb%3D", "m", "p"))
    assert seen == ["/models/org%2Fmodel/v1/images/generations?code=a%2Fb%3D"]


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500])
async def test_the_failure_of_a_link_gets_advice_that_fits_a_link(serve: Serve, status: int) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.json_response({"data": [{"url": "/1.png"}]})
        return web.Response(status=status)

    base = await serve(handle)
    async with client() as images:
        with pytest.raises(EndpointFault) as caught:
            await images.generate(request_to(base))
    message = str(caught.value)
    assert f"{status} from the image's link {base}/1.png" in message
    assert "without the API key; let the endpoint send b64_json" in message
    assert "check the API key" not in message
    assert not caught.value.fatal


SIZES = ["2K", "1024*1024", "16:9", "auto", "1024x1024", "square_hd", " 512x512 ", "x" * 20, ""]


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "taken"), [*((size, True) for size in SIZES), ("x" * 21, False), ("a\nb", False)])
def test_one_rule_for_sizes_in_the_form_and_in_the_api(size: str, taken: bool) -> None:
    fields: dict[str, Any] = {
        "generator": 1,
        "suite": "demo/1",
        "languages": ["en"],
        "base_url": "https://x.example/v1",
        "model": "m",
    }
    form = EndpointForm(fields | {"size": size}, generators=Generator.objects.none(), suites=PromptSuite.objects.none())
    assert ("size" not in form.errors) == taken
    try:
        asked = EndpointSubmissionIn(**fields, size=size)
    except ValidationError as error:
        assert not taken
        assert [fault["loc"] for fault in error.errors()] == [("size",)]
    else:
        assert taken
        assert asked.size == form.cleaned_data["size"] == size.strip()


# --- what becomes of the run ------------------------------------------------------------------------------------------
def call(image: GeneratedImage, fault: EndpointFault) -> None:
    """One call that ends with this fault, after whatever pause there is."""
    image.submission.images.exclude(cause="").update(due_at=Now() + timedelta(minutes=1))
    make_due(image)
    EndpointRun.objects.filter(submission=image.submission_id).update(paused_until=None)
    claim = pictures.claim_image(image.pk)
    assert claim is not None
    pictures.record_failure(*claim, failed_call(fault, str(fault)))


def delivered_submission(count: int, **fields: Any) -> Submission:
    """A submission to an endpoint that has given ``count`` pictures."""
    submission = endpoint_submission(**fields)
    for image in submission.images.order_by("id")[:count]:
        assert generate(image)
    return submission


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [Rejected("403 flagged"), Forbidden("403 forbidden")])
def test_a_refused_prompt_never_ends_a_run_that_has_delivered(fault: EndpointFault) -> None:
    submission = delivered_submission(2, pictures=3)
    refused = submission.images.order_by("id")[2]
    for _ in range(pictures.RETRIES.max_attempts):
        refused.refresh_from_db()
        if refused.status == ImageStatus.PLANNED:
            call(refused, fault)
    refused.refresh_from_db()
    assert (refused.status, refused.cause) == (ImageStatus.FAILED, str(fault))
    assert reloaded(submission).outcome == Outcome.RUNNING
    assert EndpointRun.objects.get(submission=submission).refusals_in_a_row == 0


@pytest.mark.django_db
def test_without_a_picture_403_ends_the_run_as_a_wrong_key_does() -> None:
    submission = endpoint_submission(pictures=4)
    for image in submission.images.order_by("id")[: breaker.FATAL_REFUSALS]:
        call(image, Forbidden("403 forbidden"))
    assert reloaded(submission).outcome == Outcome.FAILED


def refuse_for_an_account(submission: Submission, rounds: int) -> float:
    """So many rounds of refusals for want of money; returns the seconds of pause that they cost."""
    paused_s = 0.0
    for _ in range(rounds):
        call(submission.images.filter(status=ImageStatus.PLANNED).order_by("id")[0], AccountFault("400: no money"))
        endpoint = EndpointRun.objects.annotate(now=Now()).get(submission=submission)
        assert endpoint.paused_until is not None
        paused_s += (endpoint.paused_until - endpoint.now).total_seconds()
    return paused_s


@pytest.mark.django_db(transaction=True)
def test_an_account_that_runs_dry_is_waited_for_and_then_the_run_ends_with_that_cause() -> None:
    submission = delivered_submission(6)
    waited_s = refuse_for_an_account(submission, breaker.ACCOUNT_PAUSES.max_attempts - 1)
    assert 30 * 60 <= waited_s <= 40 * 60
    assert not submission.images.filter(status=ImageStatus.FAILED).exists()
    refuse_for_an_account(submission, 1)
    ended = reloaded(submission)
    assert ended.stage == Stage.JUDGING  # of what was delivered
    state = progress(ended)
    assert (state.images_failed, state.missing_for_it, state.missing_cause) == (18, 18, "400: no money")


@pytest.mark.django_db
def test_an_account_that_never_paid_ends_the_run_within_the_hour() -> None:
    submission = endpoint_submission(pictures=1)  # so that one picture takes all refusals
    refuse_for_an_account(submission, breaker.ACCOUNT_PAUSES.max_attempts)
    ended = reloaded(submission)
    assert (ended.outcome, ended.cause) == (Outcome.FAILED, "400: no money")


@pytest.mark.django_db(transaction=True)
def test_the_author_reads_the_commonest_cause_of_missing_pictures(client: Client) -> None:
    submission = delivered_submission(1, pictures=6)
    for image, cause in zip(submission.images.order_by("id")[1:], ["rare", *["common"] * 4], strict=True):
        call(image, Rejected(cause))
    client.force_login(submission.generator.owner)
    page = client.get(f"/submissions/{submission.pk}/").content.decode()
    assert "Missing pictures: 5. Most common cause (4 of them):" in page
    assert '<p class="exact">common</p>' in page
