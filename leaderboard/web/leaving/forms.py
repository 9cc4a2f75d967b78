"""The form that requests the deletion of an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard.models import User


class DeletionForm(forms.Form):
    """The choice about the name, and the confirmation: the account's address, and its password if it has one."""

    remove_name = forms.BooleanField(
        label=gettext_lazy("Remove my name from published work"),
        required=False,
        help_text=gettext_lazy(
            "From the next releases on, boards show “A former author” instead, and the homepage and description of "
            "your models are removed. Earlier releases are sealed: they keep the name, and so does their evidence."
        ),
    )
    address = forms.CharField(
        label=gettext_lazy("Your email address"),
        help_text=gettext_lazy("Type it to confirm."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the email address of this account to confirm.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Enter your password to confirm.")},
    )

    def __init__(self, *args: Any, user: User, has_public: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self._user = user
        if not has_public:
            del self.fields["remove_name"]
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_address(self) -> str:
        """The typed address.

        Raises:
            ValidationError: if it is not the account's.
        """
        address: str = self.cleaned_data["address"]
        if address.strip().casefold() != self._user.email.casefold():
            raise forms.ValidationError(
                _("This is not the address of this account. You are signed in as %(email)s.")
                % {"email": self._user.email}
            )
        return address
