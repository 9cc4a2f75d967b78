"""Moderation actions, for the administration and for the page of a visitor's report."""

from __future__ import annotations

from django import forms

from leaderboard.domain.translatable import gettext_noop
from leaderboard.models import Ban, GeneratedImage, Generator, Kind, Outcome, Submission, User
from leaderboard.pipeline.administration import bans, listing, pictures, takedown
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.web.administration.actions import OperatorAction, ReasonForm

_EVERYBODY = "everybody"


class BanForm(ReasonForm):
    """Also asks whether to unlist the account's models."""

    unlist = forms.BooleanField(
        required=False,
        label="take its models off the boards",
        help_text="They are listed again when the ban is lifted.",
    )


def _need(possible: bool, why_not: str) -> None:  # read as a sentence at each call
    if not possible:
        raise ActionRefused(why_not)


# --- pictures ---------------------------------------------------------------------------------------------------------
def _hide(image: GeneratedImage, *, actor: Actor, reason: str) -> str:
    pictures.hide(image.pk, actor, reason)
    return "hidden"


def _foresee_hiding(image: GeneratedImage) -> str:
    _need(image.stored_id is not None, "there is no picture")
    _need(image.hidden_at is None, "it is already hidden")
    return "from now on only its author and operators see it; its scores stay"


def _show(image: GeneratedImage, *, actor: Actor, reason: str) -> str:
    pictures.show(image.pk, actor, reason)
    return "shown again"


def _foresee_showing(image: GeneratedImage) -> str:
    _need(image.hidden_at is not None, "it is not hidden")
    return f"everyone who may see its submission sees it again; reason for hiding it: {image.hidden_reason}"


def _exclude(image: GeneratedImage, *, actor: Actor, reason: str) -> str:
    pictures.exclude(image.pk, actor, reason)
    return "excluded; the scores are computed again, and a release is requested"


def _foresee_excluding(image: GeneratedImage) -> str:
    submission = image.submission
    _need(
        submission.outcome == Outcome.SCORED and submission.kind != Kind.IMPORT,
        "its submission has no scores on this site",
    )
    _need(image.excluded_at is None, "it is already excluded")
    return f"the scores of {submission} are computed again without it"


def _include(image: GeneratedImage, *, actor: Actor, reason: str) -> str:
    pictures.include(image.pk, actor, reason)
    return "included again; the scores are computed again, and a release is requested"


def _foresee_including(image: GeneratedImage) -> str:
    _need(image.excluded_at is not None, "it is not excluded")
    return (
        f"the scores of {image.submission} are computed with it again; reason for excluding it: {image.excluded_reason}"
    )


def _take_down_picture(image: GeneratedImage, *, actor: Actor, reason: str) -> str:
    told = takedown.take_down_picture(image.pk, actor, reason)
    others = (
        f"; they are also removed from the submissions {', '.join(map(str, told.also_in))} too" if told.also_in else ""
    )
    return f"its files are deleted{others}"


def _foresee_taking_down_picture(image: GeneratedImage) -> str:
    _need(image.stored is not None, "there is no picture")
    _need(image.stored is None or not image.stored.is_taken_down, "it was already taken down")
    others = GeneratedImage.objects.filter(stored=image.stored_id).exclude(pk=image.pk).count()
    return f"its files are deleted; {others} other pictures have the same file"


PICTURE_ACTIONS: tuple[OperatorAction[GeneratedImage], ...] = (
    OperatorAction(
        "hide",
        gettext_noop("Hide"),
        gettext_noop("Only its author and operators will see the picture. Its scores stay. You can undo this."),
        _hide,
        _foresee_hiding,
        reason_is_read_by=_EVERYBODY,
    ),
    OperatorAction(
        "show",
        gettext_noop("Show again"),
        gettext_noop("Everyone who may see its submission sees the picture again."),
        _show,
        _foresee_showing,
    ),
    OperatorAction(
        "exclude",
        gettext_noop("Exclude from scoring"),
        gettext_noop(
            "The scores, the evidence and the next release are computed without the picture. You can undo this."
        ),
        _exclude,
        _foresee_excluding,
        reason_is_read_by=_EVERYBODY,
    ),
    OperatorAction(
        "include",
        gettext_noop("Count again"),
        gettext_noop("The scores, the evidence and the next release are computed with the picture again."),
        _include,
        _foresee_including,
    ),
    OperatorAction(
        "takedown",
        gettext_noop("Take down"),
        gettext_noop(
            "The picture's files are deleted in every submission that has it, and nobody can submit them again. You "
            "cannot undo this."
        ),
        _take_down_picture,
        _foresee_taking_down_picture,
        reason_is_read_by=_EVERYBODY,
    ),
)


# --- submissions ------------------------------------------------------------------------------------------------------
def _unlist_submission(submission: Submission, *, actor: Actor, reason: str) -> str:
    listing.unlist_submission(submission.pk, actor, reason)
    return "it is in no later release"


def _foresee_unlisting(submission: Submission) -> str:
    _need(submission.public_at is not None, "it is not public, so it is on no board")
    _need(submission.unlisted_at is None, "it is already unlisted")
    return "the next release will not list it; earlier releases do not change"


def _relist_submission(submission: Submission, *, actor: Actor, reason: str) -> str:
    listing.relist_submission(submission.pk, actor, reason)
    return "the next release lists it again"


def _foresee_relisting(submission: Submission) -> str:
    _need(submission.unlisted_at is not None, "it is not unlisted")
    return f"the next release lists it again; reason for unlisting it: {submission.unlisted_reason}"


def _take_down_submission(submission: Submission, *, actor: Actor, reason: str) -> str:
    told = takedown.take_down_submission(submission.pk, actor, reason)
    kept = (
        f"; {told.kept} pictures stay in the submissions {', '.join(map(str, told.also_in))}, which also have them"
        if told.kept
        else ""
    )
    return f"{told.pictures} pictures, its bundle and its evidence are deleted{kept}"


def _foresee_taking_down(submission: Submission) -> str:
    _need(submission.taken_down_at is None, "it was already taken down")
    return "its pictures, bundle and evidence are deleted; if it is running, it ends"


SUBMISSION_ACTIONS: tuple[OperatorAction[Submission], ...] = (
    OperatorAction(
        "unlist",
        gettext_noop("Unlist"),
        gettext_noop(
            "Later releases will not list the submission, and no older submission takes its place. You can undo this."
        ),
        _unlist_submission,
        _foresee_unlisting,
        reason_is_read_by=_EVERYBODY,
    ),
    OperatorAction(
        "relist",
        gettext_noop("List again"),
        gettext_noop("The next release lists the submission again."),
        _relist_submission,
        _foresee_relisting,
    ),
    OperatorAction(
        "takedown",
        gettext_noop("Take down"),
        gettext_noop("The submission's pictures, bundle and evidence are deleted. You cannot undo this."),
        _take_down_submission,
        _foresee_taking_down,
        reason_is_read_by=_EVERYBODY,
    ),
)


# --- models -----------------------------------------------------------------------------------------------------------
def _unlist_model(generator: Generator, *, actor: Actor, reason: str) -> str:
    listing.unlist_model(generator.pk, actor, reason)
    return "it is in no later release"


def _foresee_unlisting_model(generator: Generator) -> str:
    _need(generator.unlisted_at is None, "it is already unlisted")
    return "later releases will not list it, even if its author submits again"


def _relist_model(generator: Generator, *, actor: Actor, reason: str) -> str:
    listing.relist_model(generator.pk, actor, reason)
    return "the next releases list it again"


def _foresee_relisting_model(generator: Generator) -> str:
    _need(generator.unlisted_at is not None, "it is not unlisted")
    return f"the next releases list it again; reason for unlisting it: {generator.unlisted_reason}"


MODEL_ACTIONS: tuple[OperatorAction[Generator], ...] = (
    OperatorAction(
        "unlist",
        gettext_noop("Unlist"),
        gettext_noop("Later releases will not list the model, even if its author submits again. You can undo this."),
        _unlist_model,
        _foresee_unlisting_model,
        reason_is_read_by=_EVERYBODY,
    ),
    OperatorAction(
        "relist",
        gettext_noop("List again"),
        gettext_noop("The next releases list the model again."),
        _relist_model,
        _foresee_relisting_model,
    ),
)


# --- accounts ---------------------------------------------------------------------------------------------------------
def _ban(user: User, *, actor: Actor, reason: str, unlist: bool) -> str:
    made = bans.ban(user.pk, actor, reason, unlist=unlist)
    return f"banned; {len(made.cancelled)} submissions are cancelled, {len(made.unlisted)} models unlisted"


def _foresee_ban(user: User) -> str:
    _need(not (user.is_staff or user.is_superuser), "it belongs to an operator: take the operator's rights away first")
    _need(user.is_active, "it is already banned, or cannot sign in for another reason")
    running = Submission.objects.filter(bans.of_account(user), outcome=Outcome.RUNNING).count()
    return f"nobody can sign in with it or use its API tokens; its sessions and {running} running submissions end"


def _unban(user: User, *, actor: Actor, reason: str) -> str:
    bans.unban(user.pk, actor, reason)
    return "it can be used again, and the quota of cancelled submissions is refunded"


def _foresee_unban(user: User) -> str:
    current = Ban.objects.filter(user=user, lifted_at__isnull=True).first()
    if current is None:
        raise ActionRefused("it is not banned")
    return f"it can be used again; reason for the ban: {current.reason}"


ACCOUNT_ACTIONS: tuple[OperatorAction[User], ...] = (
    OperatorAction(
        "ban",
        gettext_noop("Ban"),
        gettext_noop(
            "Nobody can sign in with the account or use its API tokens; its sessions end, and its running "
            "submissions are cancelled. You can undo this."
        ),
        _ban,
        _foresee_ban,
        form=BanForm,
        reason_is_read_by="its owner at sign-in, and to everyone if its models are unlisted",
    ),
    OperatorAction(
        "unban",
        gettext_noop("Lift the ban"),
        gettext_noop("The account can be used again. Cancelled submissions stay cancelled; their quota is refunded."),
        _unban,
        _foresee_unban,
    ),
)
