"""What ``salon gate`` compares: submissions that exist, and pictures or endpoints that it submits first.

A new candidate is submitted with a key that follows from its content. So a job that was interrupted, or is run again,
goes on with the submission that it made.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.client import bundles, calls
from leaderboard.client.commands import checking
from leaderboard.client.commands.endpoints import Preset, endpoint_fields
from leaderboard.client.commands.output import say
from leaderboard.client.commands.site import generator_named, suite_named
from leaderboard.client.commands.submitting import send
from leaderboard.client.endpoints import EndpointSubmissionIn
from leaderboard.client.errors import BadInput, NotFound
from leaderboard.client.models import Generator, Submission, SubmissionIn
from leaderboard.client.salon import Salon

LATEST_PUBLIC = "latest-public"
_MOST_FAULTS = 5
_CHUNK = 2**20


@dataclass(frozen=True)
class NewPictures:
    """How a candidate is submitted that is not a submission yet; "" where the baseline decides."""

    suite: str
    generator: str
    model: str
    size: str
    extra: str
    api_key_env: str
    auth: str
    preset: Preset | None
    adapter_file: Path | None
    strip_metadata: bool
    practice: bool
    label: str
    commit: str
    key: str


def baseline_of(salon: Salon, named: str, pictures: NewPictures) -> Submission:
    """The submission of that number, or the generator's newest public one of the suite.

    Raises:
        BadInput: when it is neither.
    """
    if named.isdecimal():
        return salon.call(calls.show_submission(int(named)))
    if named != LATEST_PUBLIC:
        raise BadInput(f"--baseline is {named!r}; the number of a submission or {LATEST_PUBLIC} is expected")
    if not pictures.generator or not pictures.suite:
        raise BadInput(f"--baseline {LATEST_PUBLIC} also needs --generator and --suite")
    suite, generator = suite_named(salon, pictures.suite), generator_named(salon, pictures.generator)
    try:
        published = salon.call(calls.show_model(generator.id)).submissions
    except NotFound:
        published = []
    for number in published:
        state = salon.call(calls.show_submission(number))
        if state.suite == suite.name and state.withdrawn_at is None:
            say(f"The baseline is submission {state.id}, the latest public one of {generator.name}.")
            return state
    raise BadInput(
        f"{generator.name} has no public submission of {suite.name}; publish one, or name a submission by its number"
    )


def candidate_of(salon: Salon, named: str, baseline: Submission, language: str, pictures: NewPictures) -> int:
    """The submission of that number, or a new one of a folder, a zip or an endpoint.

    Raises:
        BadInput: when it is not one of them.
    """
    if named.isdecimal():
        return int(named)
    if named.startswith(("http://", "https://")):
        return _endpoint(salon, named, baseline, language, pictures)
    if named and Path(named).exists():
        return _pictures(salon, Path(named), baseline, language, pictures)
    raise BadInput(
        f"--candidate is {named!r}; the number of a submission, a folder or zip of pictures, or the base URL of an "
        "endpoint is expected"
    )


def _request(salon: Salon, baseline: Submission, language: str, pictures: NewPictures) -> tuple[Generator, Any]:
    """The generator, and the fields that every submission names."""
    suite = suite_named(salon, pictures.suite or baseline.suite)
    if suite.name != baseline.suite:
        raise BadInput(f"the baseline has the suite {baseline.suite}; only submissions of the same one can be compared")
    generator = generator_named(salon, pictures.generator or baseline.generator)
    return generator, {
        "generator": generator.id,
        "suite": suite.name,
        "languages": [language],
        "strip_metadata": pictures.strip_metadata,
        "practice": pictures.practice or baseline.practice,
    }


def _stated(pictures: NewPictures) -> dict[str, Any]:
    """What a submission is told apart by in lists. It is no part of the content, which names the submission."""
    return {"label": pictures.label, "commit": pictures.commit}


def _endpoint(salon: Salon, url: str, baseline: Submission, language: str, pictures: NewPictures) -> int:
    if not pictures.model:
        raise BadInput("an endpoint also needs --model, the name of the model there")
    generator, fields = _request(salon, baseline, language, pictures)
    about = endpoint_fields(
        url,
        pictures.model,
        pictures.size,
        pictures.api_key_env,
        pictures.auth,
        pictures.extra,
        pictures.preset,
        pictures.adapter_file,
    )
    request = EndpointSubmissionIn(**fields, **_stated(pictures), **about)
    content = request.model_dump(mode="json", exclude={"api_key", "label", "commit"})
    key = _key(content, pictures.key) if pictures.key else ""
    earlier = _earlier(salon, generator, key)
    if earlier is not None:
        return earlier
    return _submitted(salon.call(calls.submit_endpoint(request, key)))


def _pictures(salon: Salon, source: Path, baseline: Submission, language: str, pictures: NewPictures) -> int:
    generator, fields = _request(salon, baseline, language, pictures)
    request = SubmissionIn(**fields, **_stated(pictures))
    with bundles.as_zip(source) as bundle:
        key = _key("pictures", fields, _sha256(bundle), pictures.key)
        earlier = _earlier(salon, generator, key)
        if earlier is not None and earlier == baseline.id:
            # The baseline's own pictures: judged again, they show what the judge's noise alone does.
            key = _key("again", key)
            earlier = _earlier(salon, generator, key)
        if earlier is not None:
            return earlier
        _need_no_faults(salon, request, bundle)
        return _submitted(send(salon, request, bundle, quiet=False, key=key))


def _need_no_faults(salon: Salon, request: SubmissionIn, bundle: Path) -> None:
    suite = suite_named(salon, request.suite)
    found = checking.check_for(salon, suite, request.languages, bundle, practice=request.practice, quiet=False)
    if not found.accepted:
        faults = found.report["faults"]
        lines = [f"{fault['file']}: {fault['message']}" for fault in faults[:_MOST_FAULTS]]
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        raise BadInput("the site would reject the pictures; nothing was sent. " + "; ".join([*lines, *more]))


def _earlier(salon: Salon, generator: Generator, key: str) -> int | None:
    """The submission that an earlier run made with this key."""
    if not key:
        return None
    try:
        found = salon.call(calls.find_submission(generator.id, key))
    except NotFound:
        return None
    say(f"The candidate was already submitted as submission {found.id}; nothing is sent again.")
    return found.id


def _submitted(submission: Submission) -> int:
    say(f"The candidate is submission {submission.id}: {submission.page}")
    return submission.id


def _key(*content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return f"gate-{hashlib.sha256(text.encode()).hexdigest()}"


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while data := opened.read(_CHUNK):
            digest.update(data)
    return digest.hexdigest()
