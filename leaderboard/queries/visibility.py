"""Who may see what: the members of a team everything that it owns, operators everything as its author does, others what
is public. Everything else is "not found". And who may change what: the owners and members of a team, not its readers.

Of a withdrawn submission others see that it was withdrawn, and the scores of earlier releases; its pictures and the
evidence on them only its author sees, which is everybody in its team. The same holds for one that operators have
unlisted, by itself or with its model. A hidden picture only its author and operators see. Of what was taken down nobody
sees more than that.

Of a hidden suite nobody sees prompts or pictures. Its single verdicts are only in evidence files, which do not say what
they are about (``domain/publishing/evidence.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from leaderboard.models import (
    CHANGING,
    Deletion,
    EndpointTrial,
    GeneratedImage,
    Generator,
    PictureSet,
    PromptSuite,
    Submission,
    Team,
    UploadSession,
    User,
    Webhook,
    WebhookDelivery,
    memberships_of,
)

Visitor = User | AnonymousUser


class OnlyReader(PermissionDenied):
    """A reader of a team wants to change what it owns; the message says whom to ask."""


class LinkReader(AnonymousUser):
    """Whoever opened a share link: sees its submissions as everybody would if they were public, and nothing more.

    Hidden suites and hidden pictures stay hidden.
    """

    def __init__(self, submissions: Iterable[int]) -> None:
        super().__init__()
        self.submissions = frozenset(submissions)


def link_reader(created_by: User, submissions: Iterable[int]) -> LinkReader:
    """The reader of a link: of its submissions, those that its creator still sees as their author."""
    return LinkReader(own_submissions(created_by).filter(pk__in=list(submissions)).values_list("pk", flat=True))


def is_operator(visitor: Visitor) -> bool:
    """Whether the visitor is an operator: an active account with ``is_staff``, not acting with a token of one team."""
    is_limited = isinstance(visitor, User) and visitor.only_team is not None
    return bool(visitor.is_active and visitor.is_staff and not is_limited)


def is_own(row: Generator | Submission, visitor: Visitor) -> bool:
    """Whether the visitor belongs to the team that owns it, in any role."""
    return isinstance(visitor, User) and _role(visitor, _team_of(row)) is not None


def may_change(visitor: Visitor, row: Generator | Submission) -> bool:
    """Whether the visitor may change it, submit with it, publish it: as an owner or a member of its team."""
    return isinstance(visitor, User) and _role(visitor, _team_of(row)) in CHANGING


def check_may_change(user: User, row: Generator | Submission) -> None:
    """Call this before every change of what the user sees as their own.

    Raises:
        OnlyReader: when the user may only read it.
    """
    _check_role(user, _team_of(row))


def check_may_register(user: User, team: Team) -> None:
    """Call this before a generator of the team is registered.

    Raises:
        OnlyReader: when the user may only read what the team owns.
    """
    _check_role(user, team.pk)


def _check_role(user: User, team_id: int) -> None:
    if _role(user, team_id) not in CHANGING:
        raise OnlyReader(
            _("you are a reader of this team; ask one of its owners to make you a member, who can change things")
        )


def _role(user: User, team_id: int) -> str | None:
    return user.roles.get(team_id) if user.only_team in (None, team_id) else None


def _team_of(row: Generator | Submission) -> int:
    return (row.generator if isinstance(row, Submission) else row).team_id


def sees_as_author(submission: Submission, visitor: Visitor) -> bool:
    """Whether the visitor sees everything of it: its team, and operators."""
    return is_operator(visitor) or is_own(submission, visitor)


def may_share(submissions: Iterable[Submission], visitor: Visitor) -> bool:
    """Whether the visitor may create a share link to all of these: they may change them."""
    return all(may_change(visitor, submission) for submission in submissions)


def sees_label(submission: Submission, visitor: Visitor) -> bool:
    """Whether the visitor sees the submission's label: its author, operators, and readers of a share link."""
    is_shared = isinstance(visitor, LinkReader) and submission.pk in visitor.submissions
    return is_shared or sees_as_author(submission, visitor)


def is_seen_as_operator(submission: Submission, visitor: Visitor) -> bool:
    """Whether the visitor sees of it, as an operator, what the public does not see."""
    if not is_operator(visitor) or is_own(submission, visitor):
        return False
    return submission.public_at is None or not is_standing(submission, AnonymousUser())


def own_teams(user: User) -> QuerySet[Team]:
    """The teams that a person belongs to: the personal one first, the others by name."""
    teams = Team.objects.filter(pk__in=memberships_of(user).values("team"))
    return teams.select_related("personal_of").order_by("personal_of", "name", "pk")


def changed_teams(user: User) -> QuerySet[Team]:
    """Those of them for which the person may register generators and submit."""
    return own_teams(user).filter(pk__in=memberships_of(user, CHANGING).values("team"))


def own_generators(user: User) -> QuerySet[Generator]:
    """The generators of a person's teams by name, each with its ``team``, without those that were deleted."""
    return (
        Generator.objects.filter(team__in=memberships_of(user).values("team"), deleted_at__isnull=True)
        .select_related("team__personal_of")
        .order_by("name", "pk")
    )


def changed_generators(user: User) -> QuerySet[Generator]:
    """Those of them that the person may change and submit."""
    return own_generators(user).filter(team__in=memberships_of(user, CHANGING).values("team"))


def own_generator(user: User, generator_id: int) -> Generator | None:
    """One of the generators of a person's teams."""
    return own_generators(user).filter(pk=generator_id).first()


def own_submissions(user: User) -> QuerySet[Submission]:
    """The submissions of a person's teams, newest first, with generator, suite and judge profile."""
    return (
        Submission.objects.filter(
            generator__team__in=memberships_of(user).values("team"), generator__deleted_at__isnull=True
        )
        .select_related("generator__team__personal_of", "suite", "judge_profile")
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


def own_webhooks(user: User) -> QuerySet[Webhook]:
    """The webhooks of the teams in which a person may change things, without their addresses and secrets."""
    webhooks = Webhook.objects.filter(team__in=memberships_of(user, CHANGING).values("team"), deleted_at__isnull=True)
    return webhooks.select_related("team__personal_of").defer("sealed").order_by("id")


def own_deliveries(user: User) -> QuerySet[WebhookDelivery]:
    """The log of these webhooks, newest first, with the attempts."""
    deliveries = WebhookDelivery.objects.filter(webhook__in=own_webhooks(user).values("pk"))
    return deliveries.select_related("webhook").defer("webhook__sealed").prefetch_related("attempts").order_by("-id")


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """The log of a webhook that the person may see, newest first, with the attempts."""
    return WebhookDelivery.objects.filter(webhook=webhook).prefetch_related("attempts").order_by("-id")


def own_picture_sets(user: User) -> QuerySet[PictureSet]:
    """The picture sets that a person has announced for their teams, newest first."""
    teams = memberships_of(user, CHANGING).values("team")
    sets = PictureSet.objects.filter(owner=user, generator__team__in=teams)
    return sets.select_related("owner", "generator__team", "suite", "submission").order_by("-created_at")


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


def with_endpoint(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with its ``endpoint``, if its pictures come from one."""
    return submissions.select_related("endpoint")


def visible_submissions(visitor: Visitor) -> QuerySet[Submission]:
    """Public submissions and the visitor's own; all to operators."""
    return Submission.objects.filter(_visible(visitor)).select_related("generator", "suite", "judge_profile")


def comparable_submissions(visitor: Visitor, numbers: Sequence[int]) -> list[Submission]:
    """Those of these submissions that stand and that the visitor may see, in the order given; others are left out."""
    seen = {submission.pk: submission for submission in standing_submissions(visitor).filter(pk__in=numbers)}
    return [seen[number] for number in dict.fromkeys(numbers) if number in seen]


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
    teams = memberships_of(visitor).values("team")
    return Q(**{f"{prefix}generator__team__in": teams, f"{prefix}generator__deleted_at__isnull": True})


def _visible(visitor: Visitor, prefix: str = "") -> Q:
    public = Q(**{f"{prefix}public_at__isnull": False})
    if isinstance(visitor, LinkReader):
        return public | Q(**{f"{prefix}pk__in": visitor.submissions})
    return public | _own(visitor, prefix)
