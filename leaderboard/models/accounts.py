"""People and the tokens with which their programs act for them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from leaderboard.models.texts import LineField


class EmailUserManager(UserManager["User"]):
    """Creates users by email address; there are no user names."""

    def create_user(  # type: ignore[override]  # the email address takes the place of the user name
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]  # the same
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person, identified by an email address.

    ``erased_at``: the account was deleted. Its row stays without anything about the person, because generators,
    submissions and the quota ledger refer to it; a trigger refuses to delete rows of accounts. Raising
    ``sessions_ended`` signs the person out everywhere. ``submission_quota`` and ``storage_quota_gib`` are what
    earlier versions wrote: quotas are the personal team's, to which a trigger copies them (migration 0086).

    ``only_team`` is no column: it is set while a token acts that is limited to one team, and everything else that the
    person belongs to, or may do as an operator, is out of its reach.
    """

    username = None  # type: ignore[assignment]  # the parent's field is switched off
    email = models.EmailField(unique=True)
    submission_quota = models.PositiveIntegerField(null=True, blank=True)
    sessions_ended = models.PositiveIntegerField(default=0, db_default=0)
    storage_quota_gib = models.PositiveIntegerField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    only_team: int | None = None

    @cached_property
    def roles(self) -> dict[int, str]:
        """The roles by team, read once; for what a request shows and allows (``role_in`` reads them afresh)."""
        return dict(self.memberships.values_list("team", "role"))

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = EmailUserManager()  # type: ignore[misc]  # the parent declares a manager with user names

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    email__regex=r"^account-[0-9]+-[0-9a-f]{16}@erased\.invalid$",
                    first_name="",
                    last_name="",
                    password__startswith="!",  # noqa: S106  # the mark of an unusable one
                    last_login__isnull=True,
                    is_active=False,
                    is_staff=False,
                    is_superuser=False,
                ),
                name="user_erased_has_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.email if self.erased_at is None else f"deleted account {self.pk}"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        of_password: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # Django's stubs leave it out
        return f"{of_password}-{self.sessions_ended}" if self.sessions_ended else of_password

    def save(self, *args: Any, **options: Any) -> None:
        """Store the user. A new password ends the API tokens: anyone who knew the old one may have created some."""
        has_new_password = self.pk is not None and self._password is not None  # type: ignore[attr-defined]  # Django's stubs leave it out
        with transaction.atomic():
            super().save(*args, **options)
            if has_new_password:
                self.api_tokens.all().delete()


class Scope(models.TextChoices):
    """What a token may be used for; each call of the API needs one of them (leaderboard/api/scopes.py)."""

    READ = "read", "read"
    SUBMIT = "submit", "submit"
    PUBLISH = "publish", "publish"
    ACCOUNT = "account", "account"


class ApiToken(models.Model):
    """A token for the API. Only its SHA-256 is stored; the token itself is shown once.

    It acts for its user, with the roles that the user has when it is used. ``team``: it reaches what this team owns,
    and nothing else; it is deleted when the user leaves the team. ``last_used_at`` is at most a minute too early.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = LineField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # What tokens of earlier versions may do, and what their programs create.
    scopes = ArrayField(models.CharField(max_length=10), db_default=["read", "submit", "publish"])
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    team = models.ForeignKey(
        "leaderboard.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="api_tokens"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0, scopes__contained_by=["read", "submit", "publish", "account"]),
                name="token_scopes_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
