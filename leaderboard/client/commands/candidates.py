"""What ``salon gate`` compares: submissions that exist, and pictures or endpoints that it submits first.

A new candidate is submitted with a key that follows from its content. So a job that was interrupted, or is run again,
goes on with the submission that it made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.client import bundles, calls, folders
from leaderboard.client.commands import pictures as given
from leaderboard.client.commands.endpoints import Preset, endpoint_fields
from leaderboard.client.commands.gate_checks import check_candidate
from leaderboard.client.commands.output import say
from leaderboard.client.commands.site import generator_named, suite_named
from leaderboard.client.commands.submitting import send, send_pictures
from leaderboard.client.endpoints import EndpointSubmissionIn
from leaderboard.client.errors import BadInput, NotFound
from leaderboard.client.folders import Folder, Order
from leaderboard.client.models import Generator, PictureSetIn, SetPictureIn, Submission, SubmissionIn, Suite
from leaderboard.client.salon import Salon

LATEST_PUBLIC = "latest-public"
_MOST_FAULTS = 5
_CHUNK = 2**20


@dataclass(frozen=True)
class NewPictures:
    """How a candidate is submitted that is not a submission yet; "" or None where the baseline decides."""

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
    pictures_per_prompt: int | None
    order: Order | None
    mapping: Path | None
    yes: bool
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
        BadInput: when it is not one of them, or cannot be compared with the baseline.
    """
    if named.isdecimal():
        check_candidate(salon.call(calls.show_submission(int(named))), baseline, language)
        return int(named)
    if named.startswith(("http://", "https://")):
        return _endpoint(salon, named, baseline, language, pictures)
    if named and Path(named).exists():
        return _pictures(salon, Path(named), baseline, language, pictures)
    raise BadInput(
        f"--candidate is {named!r}; the number of a submission, a folder or zip of pictures, or the base URL of an "
        "endpoint is expected"
    )


def _request(
    salon: Salon, baseline: Submission, language: str, pictures: NewPictures
) -> tuple[Suite, Generator, dict[str, Any]]:
    """The suite, the generator, and the fields that every submission names."""
    suite = suite_named(salon, pictures.suite or baseline.suite)
    if suite.name != baseline.suite:
        raise BadInput(f"the baseline has the suite {baseline.suite}; only submissions of the same one can be compared")
    generator = generator_named(salon, pictures.generator or baseline.generator)
    fields: dict[str, Any] = {
        "generator": generator.id,
        "suite": suite.name,
        "languages": [language],
        "strip_metadata": pictures.strip_metadata,
        "practice": pictures.practice or baseline.practice,
    }
    samples = pictures.pictures_per_prompt or baseline.pictures_per_prompt
    if samples > 1:  # left out otherwise, so that the keys of earlier versions stay
        fields["pictures_per_prompt"] = samples
    return suite, generator, fields


def _stated(pictures: NewPictures) -> dict[str, Any]:
    """What a submission is told apart by in lists. It is no part of the content, which names the submission."""
    return {"label": pictures.label, "commit": pictures.commit}


def _endpoint(salon: Salon, url: str, baseline: Submission, language: str, pictures: NewPictures) -> int:
    if not pictures.model:
        raise BadInput("an endpoint also needs --model, the name of the model there")
    _suite, generator, fields = _request(salon, baseline, language, pictures)
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


def _pictures(salon: Salon, path: Path, baseline: Submission, language: str, pictures: NewPictures) -> int:
    suite, generator, fields = _request(salon, baseline, language, pictures)
    wanted = given.prompts_of(salon, suite, practice=fields["practice"])
    samples = fields.get("pictures_per_prompt", 1)
    folder = given.Source(path, pictures.order, pictures.mapping, samples).folder(wanted, [language])
    announced, files = folders.announced(folder) if folder else ([], {})
    content = _content(folder, announced) if folder else _sha256(path)
    key = _key("pictures", fields, content, pictures.key)
    earlier = _earlier(salon, generator, key)
    if earlier is not None and earlier == baseline.id:
        # The baseline's own pictures: judged again, they show what the judge's noise alone does.
        key = _key("again", key)
        earlier = _earlier(salon, generator, key)
    if earlier is not None:
        return earlier
    _need_no_faults(given.check(folder or path, wanted, [language], quiet=False, samples=samples))
    if folder is None:
        bundle = SubmissionIn(**fields, **_stated(pictures))
        return _submitted(send(salon, bundle, path, quiet=False, key=key))
    given.confirm(folder, yes=pictures.yes, quiet=False)
    request = PictureSetIn(**fields, **_stated(pictures), pictures=announced, manifest=folder.manifest)
    return _submitted(send_pictures(salon, request, files, quiet=False, key=key))


def _content(folder: Folder, announced: Sequence[SetPictureIn]) -> list[object]:
    """What names a folder's submission: the pictures by prompt, and the manifest. File names do not matter."""
    pictures = sorted(
        (picture.prompt, picture.language, picture.sha256, *([str(picture.sample)] if picture.sample > 1 else []))
        for picture in announced
    )
    return [pictures, folder.manifest]


def _need_no_faults(found: bundles.Checked) -> None:
    if not found.accepted:
        faults = found.report["faults"]
        lines = [f"{fault['file']}: {fault['message']}" for fault in faults[:_MOST_FAULTS]]
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        parts = [*("; ".join([*lines, *more]) + ".",), *given.hints(found.report)]
        raise BadInput(f"the site would reject the pictures; nothing was sent. {' '.join(parts)}")


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
