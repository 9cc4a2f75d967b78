"""Share links: they show what is shared, nothing else, and nothing at all once they have ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from leaderboard.models import GeneratedImage, Membership, PromptSuite, Role, ShareLink, Submission, User
from leaderboard.pagecache.marking import page_address
from leaderboard.pipeline import teams
from leaderboard.pipeline.accounts import Grant, Scope, create_token
from leaderboard.pipeline.submission.share_links import create_link
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.api.calls import client_of
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Submission:
    return scored_submission(2, label="fast", notes="a secret note", commit="abc123")


def shared(submissions: Sequence[Submission], days: int = 30) -> str:
    """The prefix of a new link."""
    _link, secret = create_link(submissions[0].generator.owner, submissions, days)
    return f"/shared/{secret}"


def get(address: str, client: Client | None = None) -> HttpResponseBase:
    reply: HttpResponseBase = (client or Client()).get(address)
    assert reply["X-Robots-Tag"] == "noindex, nofollow"
    assert reply["Referrer-Policy"] == "no-referrer"
    assert reply["Cache-Control"] == "private, no-cache"
    return reply


def text(reply: HttpResponseBase) -> str:
    return " ".join(reply.content.decode().split())  # type: ignore[attr-defined]  # no stream


def test_a_link_leads_to_the_results_whose_links_keep_it_and_an_account_is_not_needed(mine: Submission) -> None:
    link = shared([mine])
    first = get(f"{link}/")
    assert (first.status_code, first["Location"]) == (302, f"{link}/submissions/{mine.pk}/")
    for client in (Client(), signed_in(person())):
        page = text(get(first["Location"], client))
        assert "shared by a secret link" in page
        assert f'href="{link}/submissions/{mine.pk}/breakdown/"' in page
        assert "fast" in page
        assert "a secret note" not in page
        assert "abc123" not in page
        assert "Make public" not in page
        header = page.partition("</header>")[0]
        assert "My submissions</a>" in header
        assert "Sign in" not in header
        assert "aria-current" not in header
    for path in (f"submissions/{mine.pk}/breakdown/", f"submissions/{mine.pk}/images/"):
        assert get(f"{link}/{path}").status_code == 200
    image = GeneratedImage.objects.filter(submission=mine).order_by("pk")[0]
    assert f'src="{link}/images/{image.pk}/display.webp"' in text(get(f"{link}/images/{image.pk}/"))
    assert get(f"{link}/submissions/{mine.pk}/verdicts.csv").status_code == 200
    assert get(f"{link}/zh-hans/submissions/{mine.pk}/").status_code == 200
    assert Client().get(f"/submissions/{mine.pk}/").status_code == 404
    assert Client().get(f"/images/{image.pk}/").status_code == 404


def test_the_files_of_pictures_are_sent_and_hidden_ones_are_not(mine: Submission) -> None:
    link = shared([mine])
    image = GeneratedImage.objects.filter(submission=mine).select_related("stored").order_by("pk")[0]
    assert image.stored is not None
    default_storage.save(image.stored.path, ContentFile(b"the picture"))
    reply = get(f"{link}/images/{image.pk}/original")
    assert b"".join(reply.streaming_content) == b"the picture"  # type: ignore[attr-defined]  # a stream
    GeneratedImage.objects.filter(pk=image.pk).update(hidden_at=timezone.now(), hidden_reason="a person")
    assert get(f"{link}/images/{image.pk}/original").status_code == 404
    assert get(f"{link}/images/{image.pk}/").status_code == 404
    assert f"/images/{image.pk}/" not in text(get(f"{link}/submissions/{mine.pk}/images/"))
    PromptSuite.objects.update(hidden=True)
    assert get(f"{link}/submissions/{mine.pk}/").status_code == 200
    for path in (f"submissions/{mine.pk}/images/", f"submissions/{mine.pk}/verdicts.csv"):
        assert get(f"{link}/{path}").status_code == 404


def test_nothing_else_of_its_author_is_behind_it_and_nothing_can_be_done(mine: Submission) -> None:
    link = shared([mine])
    other = scored_submission(1, generator=mine.generator)
    assert get(f"{link}/submissions/{other.pk}/").status_code == 404
    assert f"Submission {other.pk} does not exist" in text(
        get(f"{link}/submissions/compare/?runs={mine.pk},{other.pk}")
    )
    away = get(f"{link}/submissions/{mine.pk}/label/")
    assert (away.status_code, away["Location"]) == (302, f"/submissions/{mine.pk}/label/")
    assert get(f"{link}/boards/nowhere/?x=1")["Location"] == "/boards/nowhere/?x=1"
    assert get(f"{link}/api/v1/submissions?mine=true").status_code == 302
    owner = signed_in(mine.generator.owner)
    assert owner.post(f"{link}/submissions/{mine.pk}/withdraw/").status_code == 405
    assert get(f"/shared/{'x' * 43}/").status_code == 404


def test_the_page_cache_keeps_nothing_below_a_link_not_even_a_public_picture(mine: Submission) -> None:
    link = shared([mine])
    publish(mine)
    image = GeneratedImage.objects.filter(submission=mine).order_by("pk")[0]
    assert get(f"{link}/images/{image.pk}/").status_code == 200
    assert page_address(f"/images/{image.pk}/") is not None
    assert page_address(f"{link}/images/{image.pk}/") is None


def test_a_comparison_is_shared_as_a_whole(mine: Submission) -> None:
    second = scored_submission(1, generator=mine.generator, label="slow")
    link = shared([second, mine])
    first = get(f"{link}/")
    assert first["Location"] == f"{link}/submissions/compare/?runs={second.pk},{mine.pk}"
    page = text(get(first["Location"]))
    assert "scores reliably higher than" in page
    assert f"#{mine.pk} · fast" in page


@pytest.mark.parametrize("how", ["revoked", "expired", "banned", "deleted"])
def test_a_link_that_ended_says_so_everywhere(mine: Submission, how: str) -> None:
    link = shared([mine])
    author = mine.generator.owner
    if how == "revoked":
        signed_in(author).post(f"/submissions/share-links/{ShareLink.objects.get().pk}/revoke/")
    elif how == "expired":
        past = timezone.now() - timedelta(days=31)
        ShareLink.objects.update(created_at=past, expires_at=past + timedelta(days=30))
    elif how == "banned":
        User.objects.filter(pk=author.pk).update(is_active=False)
    else:
        mine.generator.deleted_at = timezone.now()
        mine.generator.save()
    reply = get(f"{link}/")
    assert reply.status_code == 410
    assert "It was revoked, or has expired." in text(reply)
    assert link not in text(reply)
    inner = get(f"{link}/submissions/{mine.pk}/")
    assert inner.status_code == (404 if how == "deleted" else 410)


def test_the_link_is_shown_once_listed_with_its_times_and_only_to_its_author(mine: Submission) -> None:
    author = signed_in(mine.generator.owner)
    page = text(author.post("/submissions/share-links/", {"runs": [mine.pk], "days": "7"}))
    secret = page.split("/shared/")[1].split("/")[0]
    assert ShareLink.objects.get().expires_at - ShareLink.objects.get().created_at < timedelta(days=7, minutes=1)
    assert secret not in text(author.get("/submissions/share-links/"))
    get(f"/shared/{secret}/")
    assert ShareLink.objects.get().last_used_at is not None
    other = signed_in(person())
    assert other.post(f"/submissions/share-links/{ShareLink.objects.get().pk}/revoke/").status_code == 404
    refused = other.post("/submissions/share-links/", {"runs": [mine.pk], "days": "7"})
    assert "Choose one of your scored submissions" in text(refused)
    assert ShareLink.objects.count() == 1


def test_links_by_the_api(mine: Submission) -> None:
    api = client_of(mine.generator.owner)
    created = api.post("/api/v1/share-links", {"submissions": [mine.pk]}, content_type="application/json")
    assert created.status_code == 201
    assert get(created.json()["url"].removeprefix("http://testserver")).status_code == 302
    (listed,) = api.get("/api/v1/share-links").json()
    assert (listed["submissions"], listed["url"]) == ([mine.pk], None)
    theirs = client_of(GeneratorFactory.create().owner)
    assert theirs.delete(f"/api/v1/share-links/{listed['id']}").status_code == 404
    body = {"submissions": [mine.pk]}
    assert theirs.post("/api/v1/share-links", body, content_type="application/json").status_code == 409
    assert api.delete(f"/api/v1/share-links/{listed['id']}").status_code == 204
    assert get(created.json()["url"].removeprefix("http://testserver")).status_code == 410


def test_owners_see_and_revoke_the_links_to_results_of_their_team_and_a_link_ends_with_the_membership() -> None:
    owner, member, elsewhere = person(), person(), scored_submission(2)
    team = teams.create("Lab", owner)
    Membership.objects.create(team=team, user=member, role=Role.MEMBER)
    teams_own = scored_submission(2, generator=GeneratorFactory.create(owner=member, team=team))
    other = scored_submission(1, generator=GeneratorFactory.create(owner=member))
    link, secret = create_link(member, [other, teams_own])
    alone, _secret = create_link(member, [other])
    (listed,) = client_of(owner).get("/api/v1/share-links").json()
    assert (listed["id"], listed["submissions"], listed["created_by"]) == (link.pk, [teams_own.pk], member.email)
    page = text(signed_in(owner).get("/submissions/share-links/"))
    assert (member.email in page, f"#{teams_own.pk}" in page, f"#{other.pk}" in page) == (True, True, False)
    assert client_of(elsewhere.generator.owner).get("/api/v1/share-links").json() == []
    assert client_of(owner).delete(f"/api/v1/share-links/{alone.pk}").status_code == 404
    assert client_of(owner).delete(f"/api/v1/share-links/{link.pk}").status_code == 204
    assert get(f"/shared/{secret}/").status_code == 410
    _again, second = create_link(member, [teams_own])
    teams.remove(team, member.pk, owner)
    assert get(f"/shared/{second}/").status_code == 410
    Membership.objects.create(team=team, user=member, role=Role.MEMBER)
    assert get(f"/shared/{second}/").status_code == 410, "it is not revived"
    assert ShareLink.objects.get(pk=alone.pk).revoked_at is None


def test_creating_a_link_needs_the_scope_publish_and_revoking_does_not(mine: Submission) -> None:
    owner = mine.generator.owner
    _row, token = create_token(owner, "ci", Grant((Scope.READ, Scope.SUBMIT)))
    ci = Client(headers={"authorization": f"Bearer {token}"})
    body = {"submissions": [mine.pk]}
    assert ci.post("/api/v1/share-links", body, content_type="application/json").status_code == 403
    link, _secret = create_link(owner, [mine])
    assert ci.delete(f"/api/v1/share-links/{link.pk}").status_code == 204
