"""The mails about copies of data and deletions, in the reader's language."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import Mail, User
from leaderboard.pipeline.leaving import deletion, exports
from leaderboard.pipeline.notifying import mails
from tests.leaderboard.pipeline.leaving import leavers
from workers.tasks.leaving import export_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(settings: LazySettings) -> User:
    settings.EMAIL_HOST, settings.SALON_SITE_URL = "smtp.example.org", "https://salon.example.org"
    return leavers.leaver()


def sent(event: str) -> tuple[str, str]:
    """Subject and text of the mail about an event."""
    claimed = mails.claim(Mail.objects.get(event=event).pk)
    assert claimed
    return str(claimed[0].subject), str(claimed[0].body)


def test_the_mail_about_a_deletion_keeps_the_account(user: User) -> None:
    deletion.request(user, remove_name=False)
    subject, body = sent("account.deletion_requested")
    assert subject == "[salon.example.org] Your account will be deleted"
    assert re.search(r"deleted on \d+ \w+ \d{4}, \d\d:\d\d UTC, as you requested", body)
    (link,) = re.findall(r"https://salon.example.org(/account/delete/keep/\S+)", body)
    assert "keep" not in str(Mail.objects.get().data), "the link is not in the database"
    assert Client().post(link).status_code == 302
    assert deletion.pending(user) is None
    assert "API tokens work again" in sent("account.deletion_cancelled")[1]


def test_an_operators_request_is_named_as_such_in_chinese(user: User) -> None:
    mails.choose(user, mails.Wanted([], "zh-hans"))
    deletion.request(user, remove_name=False, by_operator=True)
    subject, body = sent("account.deletion_requested")
    assert "您的账户将被删除" in subject
    assert re.search(r"运营人员已请求删除您的账户。账户将于 \d{4} 年", body)


def test_the_mail_about_a_copy_leads_to_the_page_and_has_no_link_to_the_file(user: User) -> None:
    export_data(key=exports.request(user).pk)
    _subject, body = sent("account.export_ready")
    assert "https://salon.example.org/account/data/\n" in body
    assert ".zip" not in body
