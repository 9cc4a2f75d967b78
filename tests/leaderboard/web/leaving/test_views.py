"""The pages of a copy of one's data and of the deletion of one's account, also for strangers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.db.models import F
from django.test import Client

from leaderboard.domain.events import Event
from leaderboard.models import AccountDeletion, ApiToken, DataExport, Generator, Membership, Role, User
from leaderboard.pipeline import accounts
from leaderboard.pipeline.accounts import Grant, Scope, user_for_token
from leaderboard.pipeline.leaving import deletion, erasing, exports
from leaderboard.pipeline.notifying.mails import keeping, unsubscription
from leaderboard.web.sign_in import attempts
from tests.factories import GeneratorFactory, UserFactory, publish, scored_submission
from tests.leaderboard.pipeline.leaving.leavers import team_of
from tests.leaderboard.web.people import person, signed_in
from workers.tasks.leaving import export_data

pytestmark = pytest.mark.django_db

DELETE = "/account/delete/"
PASSWORD = "salon-secret-1"  # the factory's


@pytest.fixture(autouse=True)
def _storage(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def confirmed(user: User, **changes: str) -> dict[str, str]:
    return {"address": user.email, "password": PASSWORD, **changes}


def exported(user: User) -> DataExport:
    export = exports.request(user)
    export_data(key=export.pk)
    export.refresh_from_db()
    return export


# --- copies of data ---------------------------------------------------------------------------------------------------
def test_the_owner_requests_and_downloads_it() -> None:
    user = person()
    client = signed_in(user)
    client.post("/account/data/")
    assert "is being made" in client.get("/account/data/").content.decode()
    export_data(key=DataExport.objects.get().pk)
    address = f"/account/data/{DataExport.objects.get().pk}.zip"
    assert address in client.get("/account/data/").content.decode()
    reply = client.get(address)
    assert (reply.status_code, reply["Content-Type"]) == (200, "application/zip")
    assert "no-store" in reply["Cache-Control"]
    assert b"".join(reply.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]  # of a file


def test_nobody_else_downloads_it() -> None:
    export = exported(person())
    address = f"/account/data/{export.pk}.zip"
    assert signed_in(person()).get(address).status_code == 404
    operator = UserFactory.create(is_staff=True, is_superuser=True)
    assert signed_in(operator).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/account/login/")
    DataExport.objects.update(expires_at=F("expires_at") - timedelta(days=8))
    assert signed_in(export.user).get(address).status_code == 404


def test_a_request_from_another_site_is_refused() -> None:
    user = person()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post("/account/data/").status_code == 403
    assert client.post(DELETE, confirmed(user)).status_code == 403
    deletion.request(user, remove_name=False)
    assert client.post("/account/delete/keep/").status_code in {403, 404}
    assert not DataExport.objects.exists()
    assert AccountDeletion.objects.get().cancelled_at is None


def test_tokens_need_the_scope_and_all_teams() -> None:
    user = person()
    export = exported(user)
    usual, whole, limited = (
        accounts.create_token(user, "t", grant)[1]
        for grant in (Grant(), Grant([Scope.ACCOUNT]), Grant([Scope.ACCOUNT], team=team_of(user)))
    )
    call = "/api/v1/account/export"
    refused = Client(headers={"authorization": f"Bearer {usual}"})
    assert refused.post(call).status_code == 403
    assert refused.get(f"/account/data/{export.pk}.zip").status_code == 403
    one_team = Client(headers={"authorization": f"Bearer {limited}"})
    assert one_team.post(call).status_code == 403
    assert one_team.get(call).json() == []
    assert one_team.get(f"/account/data/{export.pk}.zip").status_code == 404
    client = Client(headers={"authorization": f"Bearer {whole}"})
    (listed,) = client.get(call).json()
    assert client.get(listed["url"].removeprefix("http://testserver")).status_code == 200
    made = client.post(call)
    assert (made.status_code, made.json()["state"]) == (202, "pending")
    assert client.post(call).status_code == 409
    assert client.get(f"{call}/{made.json()['id']}").json()["url"] is None
    stranger = accounts.create_token(person(), "t", Grant([Scope.ACCOUNT]))[1]
    assert Client(headers={"authorization": f"Bearer {stranger}"}).get(f"{call}/{export.pk}").status_code == 404


# --- the deletion -----------------------------------------------------------------------------------------------------
def test_the_page_says_what_will_happen() -> None:
    user = person()
    public = scored_submission(generator=GeneratorFactory.create(owner=user, organisation="Zoe Quux"))
    publish(public)
    page = signed_in(user).get(DELETE).content.decode()
    assert "You have 1 public submission." in page
    assert "Remove my name from published work" in page
    assert "Zoe Quux" in page
    assert "Remove my name" not in signed_in(person()).get(DELETE).content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"address": "x@example.org"}, "not the address of this account"),
        ({"address": ""}, "Type the email address"),
        ({"password": "wrong"}, "The password is not correct"),
        ({"password": ""}, "Enter your password"),
    ],
)
def test_it_has_to_be_confirmed(changes: dict[str, str], says: str) -> None:
    user = person()
    assert says in signed_in(user).post(DELETE, confirmed(user, **changes)).content.decode()
    assert not AccountDeletion.objects.exists()


def test_a_stolen_session_cannot_guess_the_password() -> None:
    user = person()
    client = signed_in(user)
    for _ in range(attempts.PER_NETWORK_AND_ACCOUNT.amount):
        client.post(DELETE, confirmed(user, password="wrong"))
    assert "Too many attempts" in client.post(DELETE, confirmed(user)).content.decode()
    assert not AccountDeletion.objects.exists()


def test_other_sessions_end_tokens_are_refused_and_the_own_session_only_keeps_the_account() -> None:
    user = person()
    _, token = accounts.create_token(user, "ci")
    here, elsewhere = signed_in(user), signed_in(user)
    assert here.post(DELETE, confirmed(user))["Location"] == DELETE
    assert elsewhere.get("/account/usage/").status_code == 302
    assert user_for_token(token) is None
    assert "Your account will be deleted on" in here.get("/account/usage/").content.decode()
    reply = here.post("/generators/new/", {"name": "New", "organisation": "Lab", "licence": "MIT"}, follow=True)
    assert "Nothing was changed" in reply.content.decode()
    assert not Generator.objects.exists()
    assert here.post("/account/data/").status_code == 302
    assert DataExport.objects.exists(), "a copy of the data can still be requested"
    here.post("/account/delete/keep/")
    assert user_for_token(token) == user
    assert "will be deleted" not in here.get("/account/usage/").content.decode()
    assert ApiToken.objects.count() == 1


def test_whoever_signs_in_is_asked() -> None:
    user = person()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    deletion.request(user, remove_name=False)
    client = Client()
    reply = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert reply["Location"] == DELETE
    assert "Keep my account" in client.get(DELETE).content.decode()


def test_the_mails_link_keeps_the_account_without_signing_in() -> None:
    user, other = person(), person()
    asked = deletion.request(user, remove_name=False)
    deletion.request(other, remove_name=False)
    path = f"/account/delete/keep/{keeping(asked.pk)}/"
    client = Client()
    assert user.email in client.get(path).content.decode()
    assert deletion.pending(user), "a link that is only looked at changes nothing"
    assert client.post(path)["Location"] == "/account/login/"
    assert deletion.pending(user) is None
    assert deletion.pending(other)
    assert client.get(path).status_code == 404
    assert client.get(f"/account/delete/keep/{keeping(asked.pk)}x/").status_code == 404
    assert client.get(f"/account/delete/keep/{unsubscription(other.pk, Event.SCORED)}/").status_code == 404
    assert client.get("/account/delete/keep/").status_code == 404


def test_the_last_owner_is_told_which_teams_to_hand_over() -> None:
    user = person()
    team = team_of(user)
    Membership.objects.create(team=team, user=person(), role=Role.MEMBER)
    page = signed_in(user).get(DELETE).content.decode()
    assert f'href="/account/teams/{team.pk}/"' in page
    assert 'name="password"' not in page


def test_without_a_password_one_has_to_have_just_signed_in() -> None:
    user = person()
    user.set_unusable_password()
    user.save()
    client = signed_in(user)
    assert "sign in again" in client.get(DELETE).content.decode()
    client.post(DELETE, {"address": user.email})
    assert deletion.pending(user) is None
    session = client.session
    session["signed_in_at"] = 1e11
    session.save()
    client.post(DELETE, {"address": user.email})
    assert deletion.pending(user)


def test_an_operator_requests_and_cancels_it_with_a_reason() -> None:
    operator, user = UserFactory.create(is_staff=True), person()
    client = signed_in(operator)
    address = f"/admin/leaderboard/user/act/delete/?pk={user.pk}"
    assert "its sessions end at once" in client.get(address).content.decode()
    client.post(address, {"pk": user.pk, "reason": "A letter of 1 December", "remove_name": "on"})
    asked = deletion.pending(user)
    assert asked is not None
    assert (asked.by_operator, asked.remove_name) == (True, True)
    client.post("/admin/leaderboard/user/act/keep/", {"pk": user.pk, "reason": "Withdrawn"})
    assert deletion.pending(user) is None
    client.post("/admin/leaderboard/user/act/delete/", {"pk": operator.pk, "reason": "x"})
    assert deletion.pending(operator) is None, "an operator's rights are removed first"


def test_pages_of_an_erased_accounts_work_still_answer() -> None:
    user = person()
    public = scored_submission(generator=GeneratorFactory.create(owner=user), submitted_by=user)
    publish(public)
    asked = deletion.request(user, remove_name=True)
    AccountDeletion.objects.update(due_at=F("due_at") - timedelta(days=8))
    assert erasing.erase(asked.pk)
    operator = signed_in(UserFactory.create(is_staff=True, is_superuser=True))
    for path in (
        f"/submissions/{public.pk}/",
        f"/models/{public.generator_id}/",
        f"/admin/leaderboard/user/{user.pk}/change/",
        f"/admin/leaderboard/submission/{public.pk}/change/",
        f"/admin/leaderboard/generator/{public.generator_id}/change/",
    ):
        assert operator.get(path).status_code == 200, path
    assert Client().get(f"/submissions/{public.pk}/").status_code == 200
