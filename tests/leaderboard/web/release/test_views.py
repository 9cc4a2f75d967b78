"""A board's list of releases, and the downloads and facts of one of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from django.test import Client

from leaderboard.models import PromptSuite
from leaderboard.pipeline.submission.visibility import withdraw
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission
from tests.leaderboard.web.pages import BOARD, CAVEAT, text_of

pytestmark = pytest.mark.django_db
CountQueries = Callable[[int], AbstractContextManager[object]]


def test_the_releases_tell_what_changed_newest_first(client: Client) -> None:
    first = scored_submission()
    publish(first)
    better = scored_submission(verdict=2)
    publish(better)
    text = " ".join(text_of(client, f"{BOARD}releases/").split())
    assert text.index("Release 2</a>") < text.index("Release 1</a>")
    assert f"<bdi>{better.generator.name}</bdi></a>: new, rank 1" in text
    assert f"{first.generator.name}</bdi></a>: moved: rank 1 → 2" in text
    assert "The board's first release." in text
    assert client.get("/boards/none/releases/").status_code == 404


def test_any_two_releases_are_compared_totals_first(client: Client, django_assert_num_queries: CountQueries) -> None:
    first, second = scored_submission(verdict=1), mixed_submission(2, 1, 0)
    publish(first, second)
    again = scored_submission(verdict=2, generator=first.generator)
    publish(again)
    new = scored_submission(verdict=0)
    publish(new)
    withdraw(second)
    publish(scored_submission(verdict=0))
    with django_assert_num_queries(6):
        client.get(f"{BOARD}releases/changes/?from=1&to=4")
    text = " ".join(text_of(client, f"{BOARD}releases/changes/?from=1&to=4").split())
    totals = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", text)
    names = ("Added", "Submitted again", "Withdrawn", "No longer listed", "Other rank", "Changed reliably")
    assert totals == list(zip(names, "211001", strict=True))
    assert "+40.00 points (60.00 → 100.00)" in text
    assert text.index('<dl class="totals">') < text.index('id="reliable"') < text.index('id="added"')
    for address in ("?from=4&to=1", "?from=1&to=4&page=3"):
        assert "Changes from release 1 to 4" in text_of(client, f"{BOARD}releases/changes/{address}")
    assert "Changes from release 3 to 4" in text_of(client, f"{BOARD}releases/changes/")
    assert "Changes from release 2 to 3" in text_of(client, f"{BOARD}releases/changes/?to=3&from=x")
    for address in ("?from=1&to=1", "?from=1&to=9", "?to=99999999999999999999&from=99"):
        assert client.get(f"{BOARD}releases/changes/{address}").status_code == 404, address


# --- tabs ---------------------------------------------------------------------------------------------------------
def test_every_part_of_a_board_leads_to_the_others_at_the_same_release(client: Client) -> None:
    model = scored_submission()
    publish(model)
    publish(scored_submission(verdict=2))
    for place in (BOARD, f"{BOARD}releases/1/"):
        tabs = [
            *(place, f"{place}facets/", f"{place}prompts/", f"{place}compare/"),
            *(f"{BOARD}releases/", f"{place}downloads/", f"{place}about/"),
        ]
        inside = [
            f"{place}models/{model.generator_id}/",
            f"{place}facets/quality-detail-noise/",
            f"{place}prompts/p001/",
        ]
        for address in [*tabs[:4], *tabs[5:], *inside]:
            nav = text_of(client, address).split('class="board-tabs"')[1].split("</nav>")[0]
            assert re.findall(r'href="([^"]+)"', nav) == tabs, address
            assert nav.count("aria-current") == 1
            assert (f'href="{address}" aria-current="page"' in nav) == (address in tabs), address


# --- downloads ------------------------------------------------------------------------------------------------------
def test_every_link_of_the_downloads_is_a_file(client: Client) -> None:
    publish(mixed_submission(2, 1, 0), scored_submission(verdict=2))
    main = text_of(client, f"{BOARD}downloads/").split("<main")[1].split("</main>")[0]
    links = [link for link in re.findall(r'href="([^"]+)"', main) if "." in link.rpartition("/")[2]]
    assert len(links) >= 3 * 3 + 2 * 4 + 4
    for link in links:
        if not link.endswith("images.zip"):  # the factory's pictures have no bytes
            assert client.get(link).status_code == 200, link


def test_sizes_are_estimated_until_a_file_is_written(client: Client) -> None:
    publish(*(mixed_submission(2, 1, 0) for _ in range(3)))
    estimated = _sizes(client)
    for form in ("csv", "json", "parquet"):
        for name in ("board", "levels", "verdicts"):
            content_of_bytes = len(client.get(f"{BOARD}releases/1/{name}.{form}").getvalue())
            about, exact = estimated[f"{name}.{form}"]
            assert not exact
            assert content_of_bytes / 2.5 < about < content_of_bytes * 2.5, (name, form, about, content_of_bytes)
    assert all(exact for _size, exact in _sizes(client).values())


def _sizes(client: Client) -> dict[str, tuple[float, bool]]:
    """The shown size of each table in bytes, and whether it is exact, by the file's name."""
    text = unescape(text_of(client, f"{BOARD}downloads/"))
    found = re.findall(
        r'releases/1/((?:board|levels|verdicts)\.\w+)">.*?small">(about )?([\d.]+)\s(bytes|KB|MB)<', text, re.DOTALL
    )
    units = {"bytes": 1, "KB": 2**10, "MB": 2**20}
    return {name: (float(size) * units[unit], not about) for name, about, size, unit in found}


def test_a_withdrawn_model_and_a_hidden_suite_have_fewer_files(client: Client) -> None:
    kept, gone = scored_submission(verdict=2), scored_submission()
    publish(kept, gone)
    withdraw(gone)
    text = text_of(client, f"{BOARD}releases/1/downloads/")
    assert f"models/{gone.generator_id}/scores.csv" in text
    assert f"models/{gone.generator_id}/images.zip" not in text
    assert f"/submissions/{gone.pk}/evidence" not in text
    assert f"models/{kept.generator_id}/images.zip" in text
    PromptSuite.objects.update(hidden=True)
    text = text_of(client, f"{BOARD}releases/1/downloads/")
    for name in ("verdicts", "images.zip", "prompts.csv", f"{BOARD}releases/1/prompts/"):
        assert name not in text
    assert client.get(f"{BOARD}prompts/").status_code == 404


@pytest.mark.parametrize("models", [1, 3])
def test_the_downloads_need_eight_queries_however_many_models(
    models: int, django_assert_num_queries: CountQueries
) -> None:
    publish(*(scored_submission() for _ in range(models)))
    with django_assert_num_queries(8):
        Client().get(f"{BOARD}downloads/")


# --- about --------------------------------------------------------------------------------------------------------
def test_what_identifies_a_release_and_how_to_cite_it(client: Client) -> None:
    release = publish(scored_submission(generator=GeneratorFactory.create(name="Aurora")))
    text = unescape(text_of(client, f"{BOARD}about/"))
    for expected in (
        CAVEAT,
        release.sha256,
        release.board.suite.sha256,
        release.board.judge_profile.sha256,
        release.published_at.strftime('<time datetime="%Y-%m-%dT%H:%M:%SZ">'),
        f"url    = {{http://testserver{BOARD}releases/1/}}",
    ):
        assert expected in text
    assert f"http://testserver{BOARD}releases/1/" in text_of(client, f"/zh-hans{BOARD}about/")


def test_a_citation_has_the_sites_public_address(client: Client, settings: object) -> None:
    settings.SALON_SITE_URL = "https://salon.example.org"  # type: ignore[attr-defined]  # pytest-django's fixture
    publish(scored_submission())
    assert f"url    = {{https://salon.example.org{BOARD}releases/1/}}" in unescape(
        text_of(client, f"{BOARD}downloads/")
    )
