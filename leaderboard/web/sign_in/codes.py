"""The second factor: how often codes may be tried, and operators who must have one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Field
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard.pipeline.submission.keys import KeyUnreadable
from leaderboard.queries.visibility import is_operator
from leaderboard.web.sign_in import attempts

log = logging.getLogger(__name__)

_UNREADABLE = gettext_lazy(
    "Our copy of this secret cannot be read, because the site's KEY_SECRET was changed. Ask an operator of this site."
)


_LABEL = gettext_lazy("Code from the app, or recovery code")
_LABEL_OF_APP = gettext_lazy("Code from the app")


class _LimitedCodes:
    """Codes may be tried as often as passwords, and are counted apart from them: six digits can be guessed."""

    user: Any
    fields: dict[str, Field]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _name_field(self.fields["code"], _LABEL)

    def clean_code(self) -> str:
        """The code, if it is right.

        Raises:
            ValidationError: if it is wrong, if too many were tried, or if its secret cannot be read.
        """
        request, account = context.request, f"code of {self.user.email}"
        try:
            attempts.count_attempt(request, account)
        except attempts.TooManyAttempts:
            raise get_adapter().validation_error("too_many_login_attempts") from None
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth's form comes next
        except KeyUnreadable as error:
            log.error("second factor of account %s: %s", self.user.pk, error)
            raise ValidationError(_UNREADABLE) from error
        except ValidationError:
            attempts.count_failure(request, account)
            raise
        attempts.remember_success(request, account)
        return code


def _name_field(field: Field, label: Any) -> None:  # lazy texts have no type outside of the stubs
    field.label = label
    field.widget.attrs.pop("placeholder", None)


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]  # django-allauth is not typed
    """The first code of an app that is being set up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _name_field(self.fields["code"], _LABEL_OF_APP)


class SignInCodeForm(_LimitedCodes, forms.AuthenticateForm):  # type: ignore[misc]  # django-allauth is not typed
    """The code after the password."""


class ReauthenticateCodeForm(_LimitedCodes, forms.ReauthenticateForm):  # type: ignore[misc]  # the same
    """The code before a change of the account."""


def operators_need_codes(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: with REQUIRE_MFA_FOR_OPERATORS, an operator without a second factor sees only the account's pages."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not settings.SALON_REQUIRE_MFA_FOR_OPERATORS or not is_operator(request.user) or _is_of_account(request):
            return get_response(request)
        if Authenticator.objects.filter(user=request.user.pk, type=Authenticator.Type.TOTP).exists():
            return get_response(request)
        messages.warning(request, _("Operators of this site need a second factor. Set it up to continue."))
        return redirect("mfa_index")

    return answer


def _is_of_account(request: HttpRequest) -> bool:
    return request.path_info.startswith((reverse("account_logout").removesuffix("logout/"), settings.STATIC_URL))
