"""An author's generators: own ones only, clear errors, and back to where one was needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from leaderboard.models import Generator, clock
from leaderboard.web.author.forms.fields import format_parameter_count, parse_parameter_count
from tests.factories import publish, scored_submission
from tests.leaderboard.web.people import generator_of, person, signed_in

FACTS = {"name": "Aquarell", "organisation": "Example Lab", "licence": "Apache-2.0"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("20B", 20_000_000_000),
        ("1.5B", 1_500_000_000),
        ("800M", 800_000_000),
        ("800 m", 800_000_000),
        ("860k", 860_000),
        ("20000000000", 20_000_000_000),
        ("20,000,000,000", 20_000_000_000),
        ("1T", 10**12),
        ("129 亿", 12_900_000_000),
        ("8600万", 86_000_000),
    ],
)
def test_a_parameter_count_is_read_as_people_write_it(text: str, count: int) -> None:
    assert parse_parameter_count(text) == count
    assert parse_parameter_count(format_parameter_count(count)) == count


@pytest.mark.parametrize("text", ["many", "-3B", "0", "0.5", "1,5B", "1.5.5B", "20 GB", "9999T", "１０B x", "1e9"])
def test_any_other_parameter_count_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_parameter_count(text)
    assert text in caught.value.messages[0]
    assert "expected" in caught.value.messages[0]


@pytest.mark.django_db
def test_a_new_generator_is_stored_and_listed() -> None:
    owner = person()
    client = signed_in(owner)
    reply = client.post("/generators/new/", FACTS | {"parameter_count": "1.5B", "open_weights": "on"}, follow=True)
    assert reply.redirect_chain == [("/generators/", 302)]
    page = reply.content.decode()
    assert "Aquarell" in page
    assert "1.5 B parameters" in page
    stored = Generator.objects.get()
    assert (stored.owner, stored.parameter_count, stored.open_weights) == (owner, 1_500_000_000, True)


@pytest.mark.django_db
def test_every_error_stands_at_its_field_with_what_is_expected() -> None:
    reply = signed_in(person()).post(
        "/generators/new/", FACTS | {"name": "", "parameter_count": "lots", "homepage": "javascript:alert(1)"}
    )
    errors = reply.context["form"].errors
    assert set(errors) == {"name", "parameter_count", "homepage"}
    assert "20B" in errors["parameter_count"][0]
    assert "https://example.org/model" in errors["homepage"][0]
    page = reply.content.decode()
    assert 'id="id_parameter_count_error"' in page
    assert 'aria-invalid="true"' in page
    assert not Generator.objects.exists()


@pytest.mark.django_db
def test_a_name_can_be_used_once_per_owner() -> None:
    owner = person()
    generator_of(owner, name="Aquarell")
    reply = signed_in(owner).post("/generators/new/", FACTS)
    assert "already have a generator named “Aquarell”" in reply.context["form"].errors["name"][0]
    assert signed_in(person()).post("/generators/new/", FACTS).status_code == 302


@pytest.mark.django_db
def test_editing_shows_the_facts_and_changes_them() -> None:
    owner = person()
    generator = generator_of(owner, parameter_count=20_000_000_000)
    client = signed_in(owner)
    assert 'value="20B"' in client.get(f"/generators/{generator.pk}/edit/").content.decode()
    assert client.post(f"/generators/{generator.pk}/edit/", FACTS | {"open_weights": ""}).status_code == 302
    generator.refresh_from_db()
    assert (generator.name, generator.open_weights, generator.parameter_count) == ("Aquarell", False, None)


@pytest.mark.django_db
def test_a_price_has_the_day_on_which_it_was_declared_until_it_changes() -> None:
    owner = person()
    client = signed_in(owner)
    client.post("/generators/new/", FACTS | {"price_usd": "$0.040"})
    generator = Generator.objects.get()
    assert (generator.price_usd, generator.price_declared_on) == (Decimal("0.04"), clock.read().date())
    assert "$0.04 per picture" in client.get("/generators/").content.decode()
    assert 'value="0.04"' in client.get(f"/generators/{generator.pk}/edit/").content.decode()

    Generator.objects.update(price_declared_on=date(2026, 1, 2))
    client.post(f"/generators/{generator.pk}/edit/", FACTS | {"price_usd": "0.04"})
    generator.refresh_from_db()
    assert generator.price_declared_on == date(2026, 1, 2)
    client.post(f"/generators/{generator.pk}/edit/", FACTS | {"price_usd": "0.05"})
    generator.refresh_from_db()
    assert generator.price_declared_on == clock.read().date()
    client.post(f"/generators/{generator.pk}/edit/", FACTS)
    assert Generator.objects.filter(price_usd=None, price_declared_on=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["0", "-1", "free", "0.0000001", "1001", "NaN", "Infinity"])
def test_any_other_price_is_refused(text: str) -> None:
    reply = signed_in(person()).post("/generators/new/", FACTS | {"price_usd": text})
    assert set(reply.context["form"].errors) == {"price_usd"}
    assert not Generator.objects.exists()


@pytest.mark.django_db
def test_others_generators_do_not_exist() -> None:
    theirs = generator_of(person(), name="Theirs")
    client = signed_in(person())
    assert client.get(f"/generators/{theirs.pk}/edit/").status_code == 404
    assert client.post(f"/generators/{theirs.pk}/edit/", FACTS).status_code == 404
    assert client.get("/generators/99999999999999999999/edit/").status_code == 404
    assert "Theirs" not in client.get("/generators/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "landed"),
    [
        ("/submissions/new/bundle/", "/submissions/new/bundle/"),
        ("https://evil.example/", "/generators/"),
        ("//evil.example", "/generators/"),
        ("javascript:alert(1)", "/generators/"),
    ],
)
def test_next_leads_back_within_this_site_only(wanted: str, landed: str) -> None:
    client = signed_in(person())
    assert client.post("/generators/new/", FACTS | {"next": wanted})["Location"] == landed


@pytest.mark.django_db
def test_a_name_with_markup_is_shown_as_text() -> None:
    owner = person()
    generator_of(owner, name="<script>alert(1)</script>", description="<b>bold</b>")
    page = signed_in(owner).get("/generators/").content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page


@pytest.mark.django_db
def test_the_list_needs_the_same_queries_for_one_and_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    owner = person()
    client = signed_in(owner)
    for _ in range(2):
        generator_of(owner)
        with django_assert_num_queries(5):  # session, user, roles, teams, generators
            client.get("/generators/")
        generator_of(owner)


@pytest.mark.django_db
def test_a_generator_is_deleted_on_confirmation_by_its_owner_alone() -> None:
    submission = scored_submission()
    generator, owner = submission.generator, submission.generator.owner
    address = f"/generators/{generator.pk}/delete/"
    assert signed_in(person()).get(address).status_code == 404
    assert signed_in(person()).post(address).status_code == 404
    client = signed_in(owner)
    assert "Its 1 submission disappears with it" in client.get(address).content.decode()
    assert Generator.objects.get().deleted_at is None
    reply = client.post(address, follow=True)
    assert f"“<bdi>{generator.name}</bdi>” is deleted." in reply.content.decode()
    assert "No generator yet" in reply.content.decode()
    for gone in (address, f"/generators/{generator.pk}/edit/", f"/submissions/{submission.pk}/"):
        assert client.get(gone).status_code == 404, gone
    assert generator.name not in client.get("/submissions/").content.decode()


@pytest.mark.django_db
def test_a_generator_with_public_results_is_not_deleted() -> None:
    submission = scored_submission()
    publish(submission)
    client = signed_in(submission.generator.owner)
    address = f"/generators/{submission.generator_id}/delete/"
    assert "It cannot be deleted" in client.get(address).content.decode()
    assert "releases name it" in client.post(address, follow=True).content.decode()
    assert Generator.objects.get().deleted_at is None
