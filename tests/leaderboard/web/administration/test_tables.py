"""Every table of the administration: its list, its rows, who may look, and that nothing can be edited or guessed."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from leaderboard.models import ApiToken, GeneratedImage, Generator, Submission, User
from leaderboard.web.administration import paging
from leaderboard.web.administration.urls import administration
from tests.factories import UserFactory, running_submission, stored_image
from tests.leaderboard.models.conftest import rows
from tests.leaderboard.web.people import signed_in

__all__ = ["rows"]

MODELS = sorted(administration._registry, key=lambda model: model.__name__)


def address(model: type[Model] | Model, page: str = "changelist", *args: object) -> str:
    return reverse(f"admin:leaderboard_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def operator(db: None) -> Client:
    return signed_in(UserFactory.create(is_staff=True))


@pytest.fixture
def every_row(rows: SimpleNamespace) -> dict[type[Model], Model]:
    """One row of each table, by its model."""
    return {type(row): row for row in vars(rows).values()}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_list_and_a_row_are_shown_and_cannot_be_edited(
    operator: Client, every_row: dict[type[Model], Model], model: type[Model]
) -> None:
    row = every_row.get(model)
    listed = operator.get(address(model), {"q": "1"} if row is None else {})
    assert listed.status_code == 200
    assert b"Delete selected" not in listed.content
    assert operator.get(address(model, "add")).status_code == 403
    if row is None:
        return
    page = address(model, "change", row.pk)
    shown = operator.get(page)
    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert operator.post(page, {}).status_code == 403
    assert operator.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [User, ApiToken, Submission, GeneratedImage], ids=lambda model: model.__name__)
def test_a_list_takes_the_same_queries_for_one_row_and_for_many(operator: Client, model: type[Model]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert operator.get(address(model)).status_code == 200
        return len(captured)

    def another() -> None:
        submission = running_submission()
        ApiToken.objects.create(user=submission.generator.owner, name="mine", digest=str(submission.pk))
        submission.images.update(status="stored", stored=stored_image(str(submission.pk)))

    another()
    once = queries()
    another()
    another()
    assert queries() == once


def test_a_list_counts_no_further_than_it_is_read(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    running_submission()
    monkeypatch.setattr(paging, "MOST_LISTED", 5)
    with CaptureQueriesContext(connection) as captured:
        assert "5 generated images" in operator.get(address(GeneratedImage)).content.decode()
    counts = [query["sql"] for query in captured if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 5" in sql for sql in counts)


def test_a_list_that_takes_too_long_says_what_to_do(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leaderboard.web.administration.tables._LIST_TIME", "1ms")
    monkeypatch.setattr(
        "leaderboard.web.administration.paging.ShortPaginator.count", property(lambda _: _sleep_in_database())
    )
    page = operator.get(address(GeneratedImage), follow=True)
    assert page.redirect_chain == [(reverse("admin:index"), 302)]
    assert "Search for something more specific, or use fewer filters." in page.content.decode()


def _sleep_in_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")
    return 0


@pytest.fixture(params=["nobody", "author", "former operator"])
def outsider(request: pytest.FixtureRequest, db: None) -> Iterator[Client]:
    if request.param == "nobody":
        yield Client()
        return
    user = UserFactory.create(is_staff=request.param == "former operator")
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=request.param == "author")
    yield client


def test_others_do_not_get_in(outsider: Client) -> None:
    for page in (reverse("admin:index"), address(User), reverse("admin:leaderboard_user_act", args=["quota"])):
        response = outsider.get(page, follow=True)
        assert response.status_code == 403 or response.redirect_chain[-1][0].startswith(reverse("account_login"))
        assert b"Salon administration" not in response.content


def test_who_is_not_signed_in_goes_to_the_one_page_that_signs_in(client: Client, db: None) -> None:
    page = address(Submission)
    response = client.get(page, follow=True)
    assert response.redirect_chain[-1][0] == f"{reverse('account_login')}?{urlencode({'next': page})}"


def test_passwords_are_changed_where_they_are_counted(operator: Client) -> None:
    assert operator.get(reverse("admin:password_change")).headers["Location"] == reverse("account_change_password")


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (User, "password__startswith"),
        (ApiToken, "digest__startswith"),
        (ApiToken, "user__password__startswith"),
        (Generator, "owner__password__startswith"),
        (Submission, "generator__owner__password__startswith"),
        (Submission, "endpoint__sealed_key__isnull"),
    ],
)
def test_no_list_can_be_filtered_by_a_secret(operator: Client, model: type[Model], lookup: str) -> None:
    assert operator.get(address(model), {lookup: "a"}).status_code == 400


def test_no_page_holds_a_secret(operator: Client, every_row: dict[type[Model], Model]) -> None:
    user, token = every_row[User], every_row[ApiToken]
    assert isinstance(user, User)
    assert isinstance(token, ApiToken)
    pages = [address(row, "change", row.pk) for row in (user, token)] + [address(User), address(ApiToken)]
    for page in pages:
        content = operator.get(page).content.decode()
        assert user.password not in content
        assert token.digest not in content


@pytest.mark.parametrize("term", ["17", "9" * 40, "x", "%", "submission 17", "\u0660\u0661", "²"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_any_search_term_is_answered(operator: Client, model: type[Model], term: str) -> None:
    assert operator.get(address(model), {"q": term}).status_code == 200


def test_a_search_finds_what_it_says(operator: Client) -> None:
    submission = running_submission()
    other = running_submission()
    Generator.objects.filter(pk=submission.generator_id).update(name="Fox painter")
    for term in (str(submission.pk), "ox pa", submission.generator.owner.email):
        content = operator.get(address(Submission), {"q": term}).content.decode()
        assert address(Submission, "change", submission.pk) in content
        assert address(Submission, "change", other.pk) not in content


def test_the_first_page_groups_all_tables_by_subject(operator: Client) -> None:
    content = operator.get(reverse("admin:index")).content.decode()
    for model in MODELS:
        assert f'href="{address(model)}"' in content
    assert content.index(">Submissions<") < content.index(">People<") < content.index(">Audit<")
    assert "Quota entrys" not in content
