"""Judging a submission's pictures under the site's current judge profile: a new submission with the same pictures.

Nothing is generated or copied: the rows of the new submission's pictures name the same stored files, which are kept as
long as one of the submissions needs them. It costs one submission of the quota, because quota protects the judge's
time. The same pictures are judged once under each profile, so that nobody can choose the better of two results.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from leaderboard.models import GeneratedImage, ImageStatus, JudgeProfile, Kind, Outcome, StoredImage, Submission, User
from leaderboard.pipeline.admission.waiting import calls_of, wait_for_admission
from leaderboard.pipeline.judging.judging import plan_judging
from leaderboard.pipeline.submission.facts import SubmissionFacts, freeze_settings
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import active_profile, create

DELETED = "The operators have taken this picture down."


@dataclass(frozen=True, slots=True)
class NewerJudge:
    """What ``rejudge`` would do: how many ``pictures`` would be judged, how many are ``missing``, and about how many
    judge calls that takes."""

    profile: JudgeProfile
    pictures: int
    missing: int
    calls: int


def foresee(submission: Submission) -> NewerJudge:
    """What ``rejudge`` would do.

    Raises:
        SubmissionRefused: when it is not possible.
    """
    profile = _checked(submission)
    images = GeneratedImage.objects.filter(submission=submission)
    pictures = images.filter(_usable()).count()
    calls = calls_of(submission, profile)
    return NewerJudge(profile, pictures, images.count() - pictures, calls)


def possible(submission: Submission) -> NewerJudge | None:
    """The same; None when it is not possible."""
    try:
        return foresee(submission)
    except SubmissionRefused:
        return None


def siblings(submission: Submission) -> QuerySet[Submission]:
    """The other submissions with the same pictures, oldest first."""
    root = submission.pictures_of_id or submission.pk
    same = Submission.objects.filter(Q(pk=root) | Q(pictures_of=root))
    return same.exclude(pk=submission.pk).select_related("judge_profile").defer("judge_profile__files").order_by("pk")


@transaction.atomic
def rejudge(submission: Submission, by: User) -> Submission:
    """Submit the pictures of a scored submission again, to be judged under the site's current profile.

    Args:
        by: who submits.

    Raises:
        SubmissionRefused, QuotaExhausted: nothing was stored then.
    """
    # Two at once take turns, and whoever has the files deleted waits.
    root = submission.pictures_of_id or submission.pk
    list(Submission.objects.select_for_update(no_key=True).filter(pk__in={root, submission.pk}).order_by("pk"))
    source = Submission.objects.select_related("generator__team", "suite", "judge_profile").get(pk=submission.pk)
    _checked(source)
    again = create(
        source.generator,
        source.suite,
        source.languages,
        Kind(source.kind),
        strip_metadata=source.strip_metadata,
        practice_rule=source.practice_rule,
        pictures_per_prompt=source.pictures_per_prompt,
        pictures_of_id=root,
        facts=SubmissionFacts(source.label, source.commit, source.notes),
        by=by,
        request=None,
    )
    freeze_settings(again, source.stated_settings)
    plan_judging(_referring_images(source, again), again)
    wait_for_admission(again)
    again.refresh_from_db()
    return again


def _checked(submission: Submission) -> JudgeProfile:
    """The profile under which the pictures can be judged."""
    if submission.kind == Kind.IMPORT:
        raise SubmissionRefused(_("an imported submission has no pictures here, so they cannot be judged again"))
    if submission.outcome != Outcome.SCORED:
        raise SubmissionRefused(_("only the pictures of a scored submission can be judged again"))
    if submission.files_deleted_at is not None or submission.taken_down_at is not None:
        raise SubmissionRefused(_("the pictures of this submission are deleted; submit the model again"))
    profile = active_profile()
    if submission.judge_profile_id == profile.pk:
        raise SubmissionRefused(
            _("this submission was judged under %(profile)s, the site's current judge profile") % {"profile": profile}
        )
    counted = siblings(submission).filter(judge_profile=profile, outcome__in=(Outcome.RUNNING, Outcome.SCORED))
    other = counted.first()
    if other is not None:
        raise SubmissionRefused(
            _("submission %(number)d has the same pictures under %(profile)s")
            % {"number": other.pk, "profile": profile}
        )
    return profile


def _usable() -> Q:
    return Q(status=ImageStatus.STORED, stored__deleted_at__isnull=True)


def _referring_images(source: Submission, again: Submission) -> list[GeneratedImage]:
    """Rows for the same files; returns those that can be judged. What operators decided about a picture stays."""
    originals = GeneratedImage.objects.filter(submission=source).select_related("prompt", "stored").order_by("id")
    images = GeneratedImage.objects.bulk_create(_same_picture(image, again) for image in originals)
    return [image for image in images if image.status == ImageStatus.STORED]


def _same_picture(image: GeneratedImage, again: Submission) -> GeneratedImage:
    stored: StoredImage | None = image.stored
    is_lost = stored is not None and stored.deleted_at is not None
    return GeneratedImage(
        submission=again,
        prompt=image.prompt,
        language=image.language,
        sample=image.sample,
        seed=image.seed,
        status=ImageStatus.FAILED if is_lost else image.status,
        stored=None if is_lost else stored,
        cause=DELETED if is_lost else image.cause,
        seconds=image.seconds,
        hidden_at=image.hidden_at,
        hidden_reason=image.hidden_reason,
        excluded_at=image.excluded_at,
        excluded_reason=image.excluded_reason,
    )
