"""What an account leaves behind: its published work and nothing about the person."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from leaderboard.models import (
    AccountDeletion,
    AuditAction,
    AuditEntry,
    Board,
    Generator,
    Kind,
    Membership,
    Outcome,
    QuotaEntry,
    Role,
    Submission,
    Team,
    User,
    personal_team,
)
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.leaving import deletion, erasing, spaces
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.sweeper import sweep
from leaderboard.pipeline.work import quota
from tests.factories import GeneratorFactory, UserFactory, publish, running_submission, scored_submission
from tests.leaderboard.pipeline.leaving import leavers
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db

RULES = {
    # What outlives the person: the row of an account is erased, never deleted.
    ("leaderboard", "Team.personal_of"): models.PROTECT,
    ("leaderboard", "Generator.owner"): models.PROTECT,
    ("leaderboard", "QuotaEntry.user"): models.PROTECT,
    ("leaderboard", "Ban.user"): models.PROTECT,
    ("leaderboard", "AccountDeletion.user"): models.PROTECT,
    ("leaderboard", "Submission.submitted_by"): models.SET_NULL,
    ("leaderboard", "Invitation.invited_by"): models.SET_NULL,
    # What belongs to the person alone.
    ("leaderboard", "ApiToken.user"): models.CASCADE,
    ("leaderboard", "DataExport.user"): models.CASCADE,
    ("leaderboard", "EndpointTrial.owner"): models.CASCADE,
    ("leaderboard", "Mail.user"): models.CASCADE,
    ("leaderboard", "MailPreference.user"): models.CASCADE,
    ("leaderboard", "Membership.user"): models.CASCADE,
    ("leaderboard", "PictureSet.owner"): models.CASCADE,
    ("leaderboard", "ShareLink.created_by"): models.CASCADE,
    ("leaderboard", "UploadSession.owner"): models.CASCADE,
    # Of libraries.
    ("account", "EmailAddress.user"): models.CASCADE,
    ("admin", "LogEntry.user"): models.CASCADE,  # never written: the audit log takes its place
    ("mfa", "Authenticator.user"): models.CASCADE,
    ("socialaccount", "SocialAccount.user"): models.CASCADE,
}


def test_every_reference_to_accounts_has_a_deliberate_rule() -> None:
    found = {
        (model._meta.app_label, f"{model.__name__}.{field.name}"): field.remote_field.on_delete
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is User and not model._meta.auto_created
    }
    assert found == RULES


def test_no_code_deletes_an_account_or_what_it_registered_for_a_team() -> None:
    user, colleague = UserFactory.create(), UserFactory.create()
    generator = GeneratorFactory.create(owner=user, team=leavers.team_of(colleague))
    with pytest.raises(ProtectedError), transaction.atomic():
        user.delete()
    with (
        pytest.raises(IntegrityError, match="cannot be deleted: erase it"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM leaderboard_user WHERE id = %s", [user.pk])
    assert Generator.objects.filter(pk=generator.pk, owner=user).exists()


@pytest.mark.parametrize("remove_name", [False, True])
def test_nothing_about_the_person_is_left(remove_name: bool) -> None:
    user = leavers.leaver()
    leavers.with_a_trace_everywhere(user)
    _public, private = leavers.public_and_private(user)
    before = set(leavers.rows_with(*leavers.TRACES))
    assert {"account_emailaddress.email", "leaderboard_auditentry.actor", "socialaccount_socialaccount.uid"} <= before
    leavers.erase(user, remove_name=remove_name)
    assert leavers.rows_with(*leavers.TRACES, "zoe") == []
    assert not Session.objects.exists()
    assert Submission.objects.get(pk=private.pk).files_deleted_at is not None


def test_published_work_stays_under_the_name() -> None:
    user = leavers.leaver()
    public, private = leavers.public_and_private(user)
    release = publish(public)
    leavers.erase(user)
    assert leavers.rows_with(leavers.NAME) == [
        "leaderboard_generator.organisation",
        "leaderboard_release.content",
        "leaderboard_releaserow.organisation",
    ]
    public.refresh_from_db()
    private.refresh_from_db()
    assert public.public_at is not None
    assert public.files_deleted_at is None
    assert (private.files_deleted_because, private.notes) == ("author", "")
    publishing.publish_board(release.board_id)
    assert Board.objects.get().releases.order_by("-number")[0].rows.get().organisation == leavers.NAME


def test_a_removed_name_is_in_earlier_releases_only() -> None:
    user = leavers.leaver()
    public, _private = leavers.public_and_private(user)
    first = publish(public)
    leavers.erase(user, remove_name=True)
    publishing.publish_board(first.board_id)
    newest = first.board.releases.order_by("-number")[0]
    assert newest.number == first.number + 1
    assert newest.rows.get().organisation == spaces.NO_NAME
    assert first.rows.get().organisation == leavers.NAME, "it is sealed"
    generator = public.generator
    generator.refresh_from_db()
    assert (generator.homepage, generator.deleted_at) == ("", None)


def test_a_shared_team_keeps_everything() -> None:
    user, colleague = leavers.leaver(), UserFactory.create()
    team = leavers.team_of(user, colleague)
    running = running_submission(generator=GeneratorFactory.create(owner=user, team=team), submitted_by=user)
    private = scored_submission(generator=running.generator, submitted_by=user, notes="keep")
    leavers.erase(user)
    assert list(team.memberships.values_list("user", "role")) == [(colleague.pk, Role.OWNER)]
    running.refresh_from_db()
    private.refresh_from_db()
    assert running.outcome == Outcome.RUNNING
    assert (private.files_deleted_at, private.notes) == (None, "keep")
    assert str(private.submitted_by) == f"deleted account {user.pk}"


def test_what_runs_in_the_own_space_is_cancelled_and_refunded() -> None:
    user = leavers.leaver()
    submission = running_submission(generator=GeneratorFactory.create(owner=user))
    with transaction.atomic():
        quota.debit(submission, user)
    leavers.erase(user)
    submission.refresh_from_db()
    assert (submission.outcome, submission.cancelled_by_author) == (Outcome.FAILED, True)
    assert QuotaEntry.objects.get().refunded_at is not None
    assert Generator.objects.get(pk=submission.generator_id).deleted_at is not None


def test_a_team_with_nobody_else_ends_with_the_account() -> None:
    user = leavers.leaver()
    empty, used = leavers.team_of(user), leavers.team_of(user)
    public = scored_submission(generator=GeneratorFactory.create(owner=user, team=used))
    publish(public)
    leavers.erase(user)
    assert not Team.objects.filter(pk=empty.pk).exists()
    assert Team.objects.get(pk=used.pk).name.startswith(f"deleted {used.pk} ")
    assert Submission.objects.get(pk=public.pk).public_at is not None
    assert Team.objects.filter(pk=personal_team(user).pk).exists()


def test_the_last_owner_hands_over_first() -> None:
    user, colleague = leavers.leaver(), UserFactory.create()
    team = leavers.team_of(user)
    Membership.objects.create(team=team, user=colleague, role=Role.READER)
    with pytest.raises(deletion.DeletionRefused, match="remove the other members: “Lab”") as refusal:
        deletion.request(user, remove_name=False)
    assert list(refusal.value.teams) == [team]
    Membership.objects.filter(user=colleague).update(role=Role.OWNER)
    deletion.request(user, remove_name=False)


def test_a_team_whose_other_owner_has_gone_meanwhile_gets_another() -> None:
    user, colleague, reader = leavers.leaver(), UserFactory.create(), UserFactory.create()
    team = leavers.team_of(user, colleague)
    asked = leavers.due(user)
    Membership.objects.create(team=team, user=reader, role=Role.READER)
    Membership.objects.filter(team=team, user=colleague).update(role=Role.MEMBER)
    assert erasing.erase(asked.pk)
    assert team.memberships.get(role=Role.OWNER).user == colleague
    assert team.memberships.count() == 2


def test_the_account_of_imports_and_operators_stay() -> None:
    imports, operator = UserFactory.create(is_active=False), UserFactory.create(is_staff=True)
    running_submission(generator=GeneratorFactory.create(owner=imports), kind=Kind.IMPORT)
    for user, said in ((imports, "owns the imported models"), (operator, "an operator's account")):
        with pytest.raises(deletion.DeletionRefused, match=said):
            deletion.request(user, remove_name=False)


def test_of_two_owners_who_leave_the_second_is_refused() -> None:
    user, colleague = leavers.leaver(), UserFactory.create()
    team = leavers.team_of(user, colleague)
    Membership.objects.create(team=team, user=UserFactory.create(), role=Role.MEMBER)
    deletion.request(user, remove_name=False)
    with pytest.raises(deletion.DeletionRefused):
        deletion.request(colleague, remove_name=False)


def test_the_sweeper_erases_what_is_due_and_nothing_else() -> None:
    user, other = leavers.leaver(), UserFactory.create()
    leavers.due(user)
    deletion.request(other, remove_name=False)
    assert sweep()["accounts deleted"] == 1
    assert User.objects.get(pk=user.pk).erased_at is not None
    assert User.objects.get(pk=other.pk).erased_at is None
    assert sweep()["accounts deleted"] == 0


def test_a_cancelled_deletion_does_nothing() -> None:
    user = leavers.leaver()
    asked = leavers.due(user)
    assert deletion.cancel(asked)
    assert not deletion.cancel(asked)
    assert not erasing.erase(asked.pk)
    assert User.objects.get(pk=user.pk).email == leavers.ADDRESS
    deletion.request(user, remove_name=True)


@pytest.mark.django_db(transaction=True)
def test_an_account_is_either_kept_or_erased() -> None:
    user = leavers.leaver()
    asked = leavers.due(user)
    kept, erased = together([lambda: deletion.cancel(asked), lambda: erasing.erase(asked.pk)])
    user.refresh_from_db()
    assert (kept, erased) == (user.erased_at is None, user.erased_at is not None)


def test_an_erased_account_stays_erased() -> None:
    user = leavers.erase(leavers.leaver())
    with pytest.raises(IntegrityError, match="is erased and cannot be changed"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="back@example.org", is_active=True)
    with pytest.raises(IntegrityError, match="user_erased_has_nothing"), transaction.atomic():
        User.objects.filter(pk=UserFactory.create().pk).update(erased_at=user.erased_at)
    again = UserFactory.create(email=leavers.ADDRESS)
    assert again.pk != user.pk, "the person may come back, as somebody new"


def test_the_log_forgets_nobody_else() -> None:
    user = leavers.leaver()
    operator = UserFactory.create()
    with transaction.atomic():
        reason = f"{leavers.ADDRESS.upper()} sends spam; not x{leavers.ADDRESS} or {leavers.ADDRESS}.uk"
        record(Actor.of(operator), AuditAction.USER_BAN, user, reason)
    leavers.due(user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('salon.erased_account', %s, true)", [str(user.pk)])
        cursor.execute("UPDATE leaderboard_auditentry SET reason = 'forged', actor = 'forged', at = now()")
        cursor.execute("SELECT set_config('salon.erased_account', '', true)")
    banned = AuditEntry.objects.get(action="user.ban")
    assert banned.reason == f"account {user.pk} sends spam; not x{leavers.ADDRESS} or {leavers.ADDRESS}.uk"
    assert (banned.actor, banned.target_name) == (operator.email, f"account {user.pk}")
    other = UserFactory.create()
    AccountDeletion.objects.all().update(cancelled_at=AccountDeletion.objects.get().due_at)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('salon.erased_account', %s, true)", [str(other.pk)])
        cursor.execute("UPDATE leaderboard_auditentry SET reason = 'forged'")
