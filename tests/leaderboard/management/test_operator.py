"""``manage.py operator``: the first operator of a site."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from leaderboard.models import AuditEntry, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def operator(*options: str) -> str:
    out = StringIO()
    call_command("operator", *options, stdout=out)
    return out.getvalue()


def test_an_account_becomes_an_operators_and_an_authors_again() -> None:
    user = UserFactory.create(email="anna@example.org")
    assert (
        operator("Anna@example.org", "--reason", "she runs the site")
        == "anna@example.org: it has an operator's rights\n"
    )
    assert User.objects.get(pk=user.pk).is_staff
    with pytest.raises(CommandError, match="already"):
        operator("anna@example.org")
    operator("anna@example.org", "--end")
    assert not User.objects.get(pk=user.pk).is_staff
    entries = AuditEntry.objects.order_by("id").values_list("actor", "action", "reason")
    assert list(entries) == [
        ("manage.py operator", "user.operator", "she runs the site"),
        ("manage.py operator", "user.no_operator", ""),
    ]


def test_an_unknown_account_is_refused() -> None:
    with pytest.raises(CommandError, match="sign up on the site first"):
        operator("nobody@example.org")
