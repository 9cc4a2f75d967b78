"""Stage 6: writing the evidence of a published submission (the format: leaderboard/domain/publishing/evidence.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import zstandard
from django.db import transaction

from leaderboard.domain.judging.reply_parser import answer_of
from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.domain.publishing.evidence import FORMAT, is_bare, lines_of
from leaderboard.domain.rubric import Rubric
from leaderboard.files.store import store_once
from leaderboard.models import Evidence, GeneratedImage, Judgement, Submission, SubmissionScore, SupersededEvidence
from leaderboard.models.generation_settings import settings_of
from leaderboard.models.publishing import evidence_path
from leaderboard.pipeline.scoring import rescoring
from leaderboard.pipeline.work.deleting import delete_file

_AT_A_TIME = 100
_LEVEL = 10  # a tenth of the JSON's size; higher levels save a further twentieth and take twice as long

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
    packed = _pack(evidence.submission)
    if hashlib.sha256(packed).hexdigest() != evidence.sha256:
        return False
    store_once(evidence.path, packed)
    return True


def _pack(submission: Submission) -> bytes:
    return b"".join(packed_evidence(submission))


def packed_evidence(submission: Submission) -> Iterator[bytes]:
    """The bytes of a scored submission's evidence file, published or not."""
    # Line by line, because the unpacked lines may be ten times as large.
    packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    for line in evidence_lines(submission):
        if packed := packer.compress(line):
            yield packed
    yield packer.flush()


def evidence_lines(submission: Submission) -> Iterator[bytes]:
    """The lines of a scored submission's evidence, its pictures in the order in which they were planned."""
    return lines_of(_head(submission), _pictures(submission))


def _head(submission: Submission) -> dict[str, Any]:
    suite, profile, generator = submission.suite, submission.judge_profile, submission.generator
    return {
        "format": FORMAT,
        "submission": submission.pk,
        "generator": {"name": generator.name, "organisation": generator.organisation, "licence": generator.licence},
        "languages": submission.languages,
        **_settings(submission),
        "suite": {
            "key": suite.key,
            "version": suite.version,
            "sha256": suite.sha256,
            "hidden": suite.hidden,
            "content": None if suite.hidden else suite.whole.content(),
        },
        "judge_profile": {
            "key": profile.key,
            "version": profile.version,
            "sha256": profile.sha256,
            "files": profile.files,
        },
        "scores": [_score(row) for row in _scores(submission)],
    }


def _settings(submission: Submission) -> dict[str, Any]:
    """Nothing if none are stated, so that evidence from before there were any can be written again."""
    given = settings_of(submission).given()
    return {"generation_settings": given} if given else {}


def _scores(submission: Submission) -> Iterator[SubmissionScore]:
    rows = SubmissionScore.objects.filter(submission=submission, judge_profile=submission.judge_profile_id)
    yield from rows.order_by("language", "scope", "dimension", "sub_capability", "facet")


def _score(row: SubmissionScore) -> list[Any]:
    return [row.language, row.scope, list(row.path.names), row.mean, row.images, row.standard_error]


def _pictures(submission: Submission) -> Iterator[Mapping[str, Any]]:
    images = (
        GeneratedImage.objects.filter(submission=submission)
        .select_related("prompt")
        .prefetch_related("judgings__judgements")
        .order_by("id")
    )
    hidden, rubric = submission.suite.hidden, submission.judge_profile.frozen.protocol.rubric
    for image in images.iterator(chunk_size=_AT_A_TIME):
        yield {
            "prompt": None if hidden else image.prompt.key,
            "language": image.language,
            "sha256": image.stored_id,
            "targets": sorted(list(path) for path in image.prompt.target_facets),
            **_judged(image, submission.judge_profile_id, rubric, hidden=hidden),
        }


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
    shown = {
        "dimension": row.dimension,
        "status": row.status,
        "verdicts": row.verdicts,
        "attempt": row.attempt,
        "finish_reason": row.finish_reason,
    }
    if not hidden:
        first = row.first_reply and {name: row.first_reply[name] for name in ("finish_reason", "content", "reasoning")}
        return shown | {"reason": row.reason, "content": row.content, "reasoning": row.reasoning, "first": first}
    return shown | {"reason": "", "content": _bare_answer(row, rubric), "reasoning": "", "first": None}


def _bare_answer(row: Judgement, rubric: Rubric) -> str | None:
    """The answer, if it can be read by itself and holds only scores and names from the rubric.

    Any other text may repeat the prompt.
    """
    answer = answer_of(row.content)
    return answer if row.status in _READ_AS_SENT and is_bare(answer, rubric, row.dimension) else None
