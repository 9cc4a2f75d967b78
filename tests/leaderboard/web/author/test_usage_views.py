"""What an account has used, and the tabs of its pages."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import Settings

from leaderboard.models import QuotaEntry
from tests.factories import running_submission
from tests.leaderboard.web.people import generator_of, person, signed_in

pytestmark = pytest.mark.django_db


def test_the_page_counts_what_is_used(settings: Settings) -> None:
    settings.SALON_QUOTA_SUBMISSIONS = 1
    owner = person()
    client = signed_in(owner)
    assert "1 of 1 left, counted over 7 days." in client.get("/account/usage/").content.decode()
    submission = running_submission(generator=generator_of(owner))
    QuotaEntry.objects.create(user=owner, submission=submission, debited_at=timezone.now())
    page = client.get("/account/usage/").content.decode()
    assert "0 of 1 left" in page
    assert "The next one is possible on <time" in page
    assert "1 of 200" in page


@pytest.mark.parametrize("page", ["email", "password/change", "tokens", "usage", "logout"])
def test_every_account_page_has_the_same_tabs_and_marks_its_own(page: str) -> None:
    text = signed_in(person()).get(f"/account/{page}/").content.decode()
    tabs = text[text.index('<nav class="segmented"') :].partition("</nav>")[0]
    for other in ("email", "password/change", "tokens", "usage", "logout"):
        assert f'href="/account/{other}/"' in tabs
    assert f'href="/account/{page}/" aria-current="page"' in tabs
