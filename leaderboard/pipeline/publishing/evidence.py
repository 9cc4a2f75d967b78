"""Stage 6: writing the evidence of a published submission (the format: leaderboard/domain/publishing/evidence.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.db import transaction

from leaderboard.domain.judging.reply_parser import answer_of
from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.domain.publishing.evidence import is_bare
from leaderboard.domain.publishing.evidence_lines import (
    RECORD_NAMES,
    Judged,
    Place,
    Score,
    evidence_head,
    in_order,
    judgement_entry,
    lines_of,
    packed,
    picture_line,
    withheld_entry,
)
from leaderboard.domain.rubric import Rubric
from leaderboard.domain.scoring.scores import Mean
from leaderboard.files.store import store_once
from leaderboard.models import Evidence, GeneratedImage, Judgement, Submission, SubmissionScore, SupersededEvidence
from leaderboard.models.publishing import evidence_path
from leaderboard.pipeline.scoring import rescoring
from leaderboard.pipeline.work.deleting import delete_file

_AT_A_TIME = 100

_READ_AS_SENT = frozenset({JudgementStatus.OK, JudgementStatus.REPAIRED, JudgementStatus.ALL_NOT_APPLICABLE})
"""The statuses of replies whose own text gives their verdicts: no second call was needed."""


class EvidenceTakenDown(Exception):
    """The submission was taken down, so its evidence is not needed."""


def ensure_evidence(submission: Submission) -> Evidence:
    """The submission's evidence file, written the first time. Its bytes depend only on the submission's rows.

    Raises:
        EvidenceTakenDown: when the submission was taken down.
    """
    while (written := Evidence.objects.filter(submission=submission).first()) is None:
        edition = rescoring.edition(submission.pk)
        if Submission.objects.filter(pk=submission.pk, taken_down_at__isnull=False).exists():
            raise EvidenceTakenDown(f"{submission} was taken down, so it has no evidence")
        packed = _pack(submission)
        facts: dict[str, Any] = {
            "sha256": hashlib.sha256(packed).hexdigest(),
            "byte_size": len(packed),
            "hidden": submission.suite.hidden,
        }
        store_once(evidence_path(facts["sha256"]), packed)
        with transaction.atomic():
            if rescoring.is_still(submission.pk, edition):
                Evidence.objects.get_or_create(submission=submission, defaults=facts)
                SupersededEvidence.objects.filter(submission=submission, sha256=facts["sha256"]).delete()
                continue
        # It is outdated, and may be about a picture that must be removed.
        if not SupersededEvidence.objects.filter(sha256=facts["sha256"]).exists():
            delete_file(evidence_path(facts["sha256"]))
    return written


def supersede_evidence(submission: Submission) -> None:
    """Set aside the evidence that earlier releases name, in the caller's transaction; the next release writes another.

    When a picture counts again, the evidence may be unchanged: then that file becomes the current one again.
    """
    for evidence in Evidence.objects.filter(submission=submission):
        SupersededEvidence.objects.get_or_create(
            submission=submission,
            sha256=evidence.sha256,
            defaults={
                "byte_size": evidence.byte_size,
                "hidden": evidence.hidden,
                "written_at": evidence.written_at,
            },
        )
        evidence.delete()


def restore_evidence(evidence: Evidence) -> bool:
    """Write a lost evidence file again; False when this version of the code writes other bytes than were published."""
    # Earlier files have their scores in the order of the database's collation.
    packed = next(filter(partial(_has_seal, evidence.sha256), _packings(evidence.submission)), None)
    if packed is None:
        return False
    store_once(evidence.path, packed)
    return True


def _has_seal(sha256: str, packed: bytes) -> bool:
    return hashlib.sha256(packed).hexdigest() == sha256


def _packings(submission: Submission) -> Iterator[bytes]:
    yield _pack(submission)
    yield _pack(submission, arrange=list)


def _pack(submission: Submission, arrange: Callable[[Iterable[Score]], list[Score]] = in_order) -> bytes:
    return b"".join(packed(evidence_lines(submission, arrange)))


def packed_evidence(submission: Submission) -> Iterator[bytes]:
    """The bytes of a scored submission's evidence file, published or not."""
    return packed(evidence_lines(submission))


def evidence_lines(
    submission: Submission, arrange: Callable[[Iterable[Score]], list[Score]] = in_order
) -> Iterator[bytes]:
    """The lines of a scored submission's evidence, its pictures in the order in which they were planned."""
    return lines_of(evidence_head(_judged_by(submission), arrange(_scores(submission))), _pictures(submission))


def _judged_by(submission: Submission) -> Judged:
    suite, profile, generator = submission.suite, submission.judge_profile, submission.generator
    return Judged(
        submission=submission.pk,
        generator={"name": generator.name, "organisation": generator.organisation, "licence": generator.licence},
        languages=submission.languages,
        # Nothing if none are stated, so that evidence from before there were any can be written again.
        settings=submission.stated_settings.given(),
        suite={"key": suite.key, "version": suite.version, "sha256": suite.sha256, "hidden": suite.hidden},
        suite_content=None if suite.hidden else suite.whole.content(),
        profile={"key": profile.key, "version": profile.version, "sha256": profile.sha256},
        files=profile.files,
        pictures_per_prompt=submission.pictures_per_prompt,
    )


def _scores(submission: Submission) -> Iterator[Score]:
    rows = SubmissionScore.objects.filter(submission=submission, judge_profile=submission.judge_profile_id)
    for row in rows.order_by("language", "scope", "dimension", "sub_capability", "facet"):
        yield row.language, row.scope, row.path, Mean(row.mean, row.images, row.standard_error)


def _pictures(submission: Submission) -> Iterator[Mapping[str, Any]]:
    images = (
        GeneratedImage.objects.filter(submission=submission)
        .select_related("prompt")
        .prefetch_related("judgings__judgements")
        .order_by("id")
    )
    hidden, rubric = submission.suite.hidden, submission.judge_profile.frozen.protocol.rubric
    is_one = submission.pictures_per_prompt == 1
    for image in images.iterator(chunk_size=_AT_A_TIME):
        yield picture_line(
            _place(image, hidden=hidden, is_one=is_one),
            image.stored_id,
            image.prompt.target_facets,
            _judged(image, submission.judge_profile_id, rubric, hidden=hidden),
        )


def _place(image: GeneratedImage, *, hidden: bool, is_one: bool) -> Place:
    prompt = image.prompt
    if is_one:
        return Place(None if hidden else prompt.key, image.language)
    return Place(prompt.position if hidden else prompt.key, image.language, image.sample + 1)


def _judged(image: GeneratedImage, profile_id: int, rubric: Rubric, *, hidden: bool) -> dict[str, Any]:
    """A picture's judgements, or why it is excluded from scoring."""
    if image.excluded_at is not None:
        excluded = {"at": f"{image.excluded_at:%Y-%m-%dT%H:%M:%SZ}", "reason": image.excluded_reason}
        return {"judgements": [], "excluded": excluded}
    return {
        "judgements": [
            _judgement(judgement, rubric, hidden=hidden)
            for judging in image.judgings.all()
            if judging.judge_profile_id == profile_id
            for judgement in sorted(judging.judgements.all(), key=lambda judgement: judgement.dimension)
        ]
    }


def _judgement(row: Judgement, rubric: Rubric, *, hidden: bool) -> dict[str, Any]:
    record = {name: getattr(row, name) for name in RECORD_NAMES}
    return withheld_entry(record, _bare_answer(row, rubric)) if hidden else judgement_entry(record)


def _bare_answer(row: Judgement, rubric: Rubric) -> str | None:
    """The answer, if it can be read by itself and holds only scores and names from the rubric.

    Any other text may repeat the prompt.
    """
    answer = answer_of(row.content)
    return answer if row.status in _READ_AS_SENT and is_bare(answer, rubric, row.dimension) else None
