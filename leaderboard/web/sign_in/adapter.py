"""What django-allauth asks this site about accounts (the setting ACCOUNT_ADAPTER)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from leaderboard.models import Ban, User
from leaderboard.pipeline.notifying import mails
from leaderboard.web.http.client_address import client_address
from leaderboard.web.sign_in import attempts, leaving
from leaderboard.web.sign_in.confirming import remember_sign_in

log = logging.getLogger(__name__)

MAIL_FAILED = "mail_failed"
"""The session's entry that says that its last mail was not sent; the pages after it do not claim that it was."""

_SENT = "account/messages/email_confirmation_sent.txt"
_NOT_SENT = _(
    "No email was sent: our mail server does not respond. Try again in a few minutes. "
    "If you have just signed up, sign in to have it sent again."
)


@dataclass(frozen=True, slots=True)
class _Site:
    """The site as the mails' templates name it."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # django-allauth is not typed
    """Limits the attempts at passwords, and writes the site's own address into mails."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            attempts.count_attempt(request, _account(credentials))
        except attempts.TooManyAttempts:
            raise self.validation_error("too_many_login_attempts") from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user = cast("AbstractBaseUser | None", super().authenticate(request, **credentials))
        if user is None or not _may_sign_in_by(user, credentials.get("email", "")):
            attempts.count_failure(request, _account(credentials))
            return None
        attempts.remember_success(request, _account(credentials))
        return user

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse:
        """Whoever has not chosen the language of their mails gets them in the one in which they sign in. Whoever has
        requested the deletion of the account is asked whether to keep it.
        """
        mails.remember_language(user.pk, get_language() or settings.LANGUAGE_CODE)
        remember_sign_in(request)
        response = cast("HttpResponse", super().post_login(request, user, **options))
        asked = leaving.pending(request, cast("User", user))
        return response if asked is None else redirect("account-delete")

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Tell somebody with the right password that the account is banned, and why."""
        current = Ban.objects.filter(user=user.pk, lifted_at__isnull=True).first()
        return render(request, "account/banned.html", {"ban": current}, status=HTTPStatus.FORBIDDEN)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links lead to the site's own address, whatever Host header the request had."""
        request = context.get("request") or self.request
        if settings.SALON_SITE_URL and request is not None:
            asked = request.build_absolute_uri("/").rstrip("/")
            context = {name: _at_own_address(value, asked) for name, value in context.items()}
            context["current_site"] = _Site(_own_name(), _own_name())
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors. A new account stays; signing in mails again.
            log.error("the mail %s was not sent: %s", template_prefix, error)
            if request is not None:
                request.session[MAIL_FAILED] = True
                messages.error(request, _NOT_SENT)
        else:
            if request is not None:
                request.session.pop(MAIL_FAILED, None)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Add a message, unless it says that a mail was sent which was not."""
        if message_template != _SENT or not request.session.get(MAIL_FAILED):
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Signing up with a known address takes as long as with a new one, whose password is hashed."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def format_email_subject(self, subject: str) -> str:
        return f"[{_own_name()}] {subject}" if settings.SALON_SITE_URL else str(super().format_email_subject(subject))


def _own_name() -> str:
    return urlsplit(settings.SALON_SITE_URL).netloc


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "")


def _may_sign_in_by(user: AbstractBaseUser, address: str) -> bool:
    """Whether the address is the user's: confirmed, or none of theirs is (then signing in asks for that)."""
    if not address or app_settings.EMAIL_VERIFICATION != app_settings.EmailVerificationMethod.MANDATORY:
        return True
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    return not confirmed.exists() or confirmed.filter(email__iexact=address).exists()


def _at_own_address(value: Any, asked: str) -> Any:
    if isinstance(value, str) and (value == asked or value.startswith(f"{asked}/")):
        return settings.SALON_SITE_URL + value.removeprefix(asked)
    return value
