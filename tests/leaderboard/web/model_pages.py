"""A board of two models of one author, and the address of every kind of page that shows a model's name."""

from __future__ import annotations

from django.test import Client

from leaderboard.models import ApiToken, Generator, Release, ReleaseRow, Submission, personal_team
from tests.factories import publish, scored_submission
from tests.leaderboard.web.people import person, signed_in


def published(name: str) -> Release:
    """Two models of one author; the first one leads."""
    author = person()
    first, second = scored_submission(verdict=2), scored_submission(verdict=1)
    Generator.objects.update(owner=author, team=personal_team(author))
    ApiToken.objects.create(user=author, name="t", digest="d")
    release = publish(first, second)
    rename(name)
    return release


def leader(release: Release) -> Submission:
    """The submission that leads a release."""
    return ReleaseRow.objects.select_related("submission__generator").get(release=release, position=1).submission


def rename(text: str, position: int = 1) -> None:
    """Write the text past all checks, wherever a model (the leader by default) and its author have texts."""
    row = ReleaseRow.objects.get(position=position)
    ReleaseRow.objects.filter(pk=row.pk).update(generator_name=text, organisation=text, licence=text)
    Generator.objects.filter(submissions=row.submission_id).update(
        name=text, organisation=text, licence=text, description=text, homepage="https://a.example/" + text[:40]
    )
    if position == 1:
        ApiToken.objects.update(name=text)


def pages(release: Release) -> list[tuple[Client, str]]:
    """Every kind of page that shows a model's or token's name, with who sees it."""
    first = leader(release)
    board, generator = f"/boards/{release.board.slug}/", first.generator_id
    models = ",".join(map(str, Generator.objects.order_by("pk").values_list("pk", flat=True)))
    image, prompt = first.images.order_by("pk")[0], first.suite.prompts.order_by("position")[0]
    public = [
        *(
            "/",
            board,
            f"{board}releases/",
            f"{board}downloads/",
            f"{board}models/{generator}/",
            f"/models/{generator}/",
        ),
        *(f"{board}compare/?models={models}", f"{board}compare/", f"{board}facets/quality-detail-noise/"),
        *(f"{board}prompts/{prompt.key}/", f"{board}?columns=organisation,licence", "/agreement/"),
        *(f"/submissions/{first.pk}/images/", f"/images/{image.pk}/", f"/submissions/{first.pk}/breakdown/"),
        *(f"/zh-hans{board}compare/?models={models}", f"/zh-hans{board}models/{generator}/"),
    ]
    own = [
        *("/generators/", f"/generators/{generator}/edit/", "/submissions/", f"/submissions/{first.pk}/"),
        *("/submissions/new/endpoint/", "/account/tokens/"),
    ]
    author = signed_in(first.generator.owner)
    return [(Client(), address) for address in public] + [(author, address) for address in own]


def body(client: Client, address: str) -> str:
    """A page's text; it has to be there."""
    reply = client.get(address)
    assert reply.status_code == 200, (address, reply.status_code)
    return reply.content.decode()
