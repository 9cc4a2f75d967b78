"""Who may see what: authors everything of their own, operators everything as its author does, others what is public.
Everything else is "not found".

Of a withdrawn submission others see that it was withdrawn, and the scores of earlier releases; its pictures and the
evidence on them only its author sees. The same holds for one that operators have unlisted, by itself or with its
model. A hidden picture only its author and operators see. Of what was taken down nobody sees more than that.

Of a hidden suite nobody sees prompts or pictures. Its single verdicts are only in evidence files, which do not say what
they are about (``domain/publishing/evidence.py``).
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet

from leaderboard.models import (
    Deletion,
    EndpointTrial,
    GeneratedImage,
    Generator,
    PromptSuite,
    Submission,
    UploadSession,
    User,
)

Visitor = User | AnonymousUser


def is_operator(visitor: Visitor) -> bool:
    """Whether the visitor is an operator: an active account with ``is_staff``."""
    return bool(visitor.is_active and visitor.is_staff)


def sees_as_author(submission: Submission, visitor: Visitor) -> bool:
    """Whether the visitor sees everything of it: its author, and operators."""
    return submission.generator.owner_id == visitor.pk or is_operator(visitor)


def is_seen_as_operator(submission: Submission, visitor: Visitor) -> bool:
    """Whether the visitor sees of it, as an operator, what the public does not see."""
    is_public = submission.public_at is not None and is_standing(submission, AnonymousUser())
    return not is_public and submission.generator.owner_id != visitor.pk and is_operator(visitor)


def own_generators(owner: User) -> QuerySet[Generator]:
    """An author's generators by name, without those that were deleted."""
    return Generator.objects.filter(owner=owner, deleted_at__isnull=True).order_by("name")


def own_generator(owner: User, generator_id: int) -> Generator | None:
    """One of an author's generators."""
    return own_generators(owner).filter(pk=generator_id).first()


def own_submissions(owner: User) -> QuerySet[Submission]:
    """An author's submissions, newest first, with generator, suite and judge profile."""
    return (
        Submission.objects.filter(generator__owner=owner, generator__deleted_at__isnull=True)
        .select_related("generator", "suite", "judge_profile")
        .defer("judge_profile__files")
        .order_by("-id")
    )


def own_trials(owner: User) -> QuerySet[EndpointTrial]:
    """An author's endpoint trials, without their API keys."""
    return EndpointTrial.objects.filter(owner=owner).defer("sealed_key", "sealed_configuration")


def own_uploads(owner: User) -> QuerySet[UploadSession]:
    """An author's uploads in parts, newest first."""
    uploads = UploadSession.objects.filter(owner=owner).select_related("generator", "suite", "submission__generator")
    return uploads.order_by("-created_at")


def author_submissions(visitor: Visitor) -> QuerySet[Submission]:
    """The submissions of which the visitor sees everything: their own; all to operators."""
    return visible_submissions(visitor).filter(_own(visitor, ""))


def public_submissions() -> QuerySet[Submission]:
    """Submissions that everybody may see, with generator, suite and judge profile."""
    return (
        Submission.objects.filter(public_at__isnull=False)
        .select_related("generator", "suite", "judge_profile")
        .defer("judge_profile__files")
    )


def with_report(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with its ``bundle``, which holds the report of its check, and its ``generation_settings``."""
    return submissions.select_related("bundle", "generation_settings")


def visible_submissions(visitor: Visitor) -> QuerySet[Submission]:
    """Public submissions and the visitor's own; all to operators."""
    return Submission.objects.filter(_visible(visitor)).select_related("generator", "suite", "judge_profile")


def standing_submissions(visitor: Visitor) -> QuerySet[Submission]:
    """The visible submissions of which more than scores may be shown.

    Not withdrawn, unlisted or taken down; withdrawn and unlisted ones to their author.
    """
    return visible_submissions(visitor).filter(_standing(visitor))


def is_standing(submission: Submission, visitor: Visitor) -> bool:
    """The same of one visible submission."""
    if submission.taken_down_at is not None:
        return False
    moderated = submission.withdrawn_at or submission.unlisted_at or submission.generator.unlisted_at
    return moderated is None or sees_as_author(submission, visitor)


def open_submissions(visitor: Visitor) -> QuerySet[Submission]:
    """The visible submissions whose pictures and verdicts may be shown one by one."""
    return standing_submissions(visitor).filter(suite__hidden=False)


def visible_images(visitor: Visitor) -> QuerySet[GeneratedImage]:
    """Pictures of public submissions that stand, and of the visitor's own; none of a hidden suite."""
    return (
        _open_images()
        .filter(_visible(visitor, "submission__"), _standing(visitor, "submission__"), shown_pictures(visitor))
        .select_related("submission__generator", "submission__suite", "submission__judge_profile")
    )


def public_images() -> QuerySet[GeneratedImage]:
    """Pictures that everybody may see. Whatever shows a picture to everybody takes it from here."""
    anybody = AnonymousUser()
    return _open_images().filter(
        Q(submission__public_at__isnull=False), _standing(anybody, "submission__"), shown_pictures(anybody)
    )


def shown_pictures(visitor: Visitor, prefix: str = "") -> Q:
    """The pictures of a submission that the visitor may see if they may see any: not hidden, and not taken down.

    Its author and operators see all; but of one that was taken down there are no files.

    Args:
        prefix: leads from the rows that are filtered to ``GeneratedImage``.
    """
    taken_down = Q(**{f"{prefix}stored__deleted_because": Deletion.TAKEDOWN})
    shown = Q(**{f"{prefix}hidden_at__isnull": True}) & ~taken_down
    return shown | _own(visitor, f"{prefix}submission__")


def moderated_image(image_id: int) -> GeneratedImage | None:
    """A picture of a public submission that operators have hidden or taken down: everybody may know that."""
    moderated = Q(hidden_at__isnull=False) | Q(stored__deleted_because=Deletion.TAKEDOWN)
    return (
        _open_images()
        .filter(moderated, pk=image_id, submission__public_at__isnull=False)
        .select_related("submission__generator", "submission__suite", "submission__judge_profile")
        .first()
    )


def _open_images() -> QuerySet[GeneratedImage]:
    return GeneratedImage.objects.filter(submission__suite__hidden=False).select_related("prompt", "stored")


def suites() -> QuerySet[PromptSuite]:
    """All loaded suites, the largest first, each with its ``prompt_count`` and ``prompt_keys``."""
    keys = ArrayAgg("prompts__key", order_by="prompts__position")
    return PromptSuite.objects.annotate(prompt_count=Count("prompts"), prompt_keys=keys).order_by(
        "-prompt_count", "-id"
    )


def open_suites() -> QuerySet[PromptSuite]:
    """The suites whose prompts may be read, and for which bundles can be made."""
    return suites().filter(hidden=False)


def _standing(visitor: Visitor, prefix: str = "") -> Q:
    stands = Q(
        **{
            f"{prefix}withdrawn_at__isnull": True,
            f"{prefix}unlisted_at__isnull": True,
            f"{prefix}generator__unlisted_at__isnull": True,
        }
    )
    return (stands | _own(visitor, prefix)) & Q(**{f"{prefix}taken_down_at__isnull": True})


def _own(visitor: Visitor, prefix: str) -> Q:
    """What the visitor sees as its author does: all, for operators; nothing, for a visitor without an account."""
    if is_operator(visitor):
        return ~Q(pk__in=[])
    if not isinstance(visitor, User):
        return Q(pk__in=[])
    return Q(**{f"{prefix}generator__owner": visitor, f"{prefix}generator__deleted_at__isnull": True})


def _visible(visitor: Visitor, prefix: str = "") -> Q:
    public = Q(**{f"{prefix}public_at__isnull": False})
    return public | _own(visitor, prefix)
