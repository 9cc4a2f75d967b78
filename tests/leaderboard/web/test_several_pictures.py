"""Several pictures per prompt on pages, in the API and in files: one stands for all, with the prompt's score."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.domain.statistics.arrays import known
from leaderboard.models import Judgement, Release, Submission
from leaderboard.pipeline.scoring.matrices import score_array
from leaderboard.queries.boards import release_head
from leaderboard.queries.verdicts import verdicts_by_facet
from leaderboard.web.author.strata import LENGTH, strata
from leaderboard.web.facet.rows import facet_examples, facet_failures, facet_scores
from leaderboard.web.words.numbers import score as score_text
from tests.factories import publish
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import give_picture
from tests.leaderboard.several import several_submission

pytestmark = pytest.mark.django_db

NOISE = FacetPath("Quality", "Detail", "Noise")


@pytest.fixture
def three() -> Submission:
    return several_submission(3, seed=3)


@pytest.fixture
def release(three: Submission) -> Release:
    return publish(three, several_submission(1, seed=5))


def overall_of_first_prompt(release: Release, submission: Submission) -> str:
    return score_text(known(score_array(release.board, [submission])[0, 0, 0]))


def test_a_picture_page_names_its_sample_and_links_to_the_others(
    client: Client, release: Release, three: Submission
) -> None:
    first, second, third = three.images.order_by("id")[:3]
    page = client.get(f"/images/{second.pk}/").content.decode()
    assert "Sample 2 of 3" in page
    assert f'href="/images/{first.pk}/" aria-label="Sample 1 of 3"' in page
    assert f'href="/images/{third.pk}/" aria-label="Sample 3 of 3"' in page
    assert '<strong aria-current="page">2</strong>' in page


def test_prompt_wall_model_and_board_show_the_prompts_score_and_the_number(
    client: Client, release: Release, three: Submission
) -> None:
    slug, key = release.board.slug, three.images.order_by("id")[0].prompt.key
    score = overall_of_first_prompt(release, three)
    wall = client.get(f"/boards/{slug}/prompts/").content.decode()
    prompt = client.get(f"/boards/{slug}/prompts/{key}/").content.decode()
    for page in (wall, prompt):
        assert f"<span>{score}</span>" in page
        assert "3 pictures per prompt" in page
    assert prompt.count('aria-label="Sample ') == 3
    model = client.get(f"/boards/{slug}/models/{three.generator_id}/").content.decode()
    assert model.count("3 pictures per prompt") == 2
    board = client.get(f"/boards/{slug}/").content.decode()
    assert board.count("3 pictures per prompt") == 1


def test_a_comparison_shows_means_where_pictures_of_a_prompt_differ(
    client: Client, release: Release, three: Submission
) -> None:
    generators = [row.submission.generator_id for row in release.rows.select_related("submission")]
    page = client.get(f"/boards/{release.board.slug}/compare/?models={','.join(map(str, generators))}")
    text = page.content.decode()
    assert "Of several pictures per prompt the first is shown" in text
    assert text.count("3 pictures per prompt") > 5


def test_facets_show_pictures_with_the_verdict_that_they_are_to_show(release: Release, three: Submission) -> None:
    head = release_head(release.board.slug)
    assert head is not None
    examples = facet_examples(head, NOISE)
    shown = [(one.image.pk, 2) for one in examples.excelled] + [(one.image.pk, 0) for one in examples.failed]
    shown += [
        (failures.image_id, 0)
        for failures in facet_failures(head, NOISE, list(facet_scores(head, NOISE))).values()
        if failures.image_id is not None
    ]
    assert len(shown) > 2
    for image_id, verdict in shown:
        judgement = Judgement.objects.get(judging__image=image_id, dimension=NOISE.dimension)
        assert verdicts_by_facet(judgement)[NOISE] == verdict


def test_strata_count_prompts(three: Submission) -> None:
    by_length = strata(three, "en", Scope.JUDGED)[LENGTH]
    total = sum(stratum.overall.images for stratum in by_length)
    assert total == 24
    mean = sum(stratum.overall.value * stratum.overall.images for stratum in by_length) / total
    assert mean == pytest.approx(three.scores.get(language="en", scope="judged", dimension="").mean)


def test_the_api_numbers_samples_from_one(client: Client, release: Release, three: Submission) -> None:
    images = client.get(f"/api/v1/submissions/{three.pk}/images").json()["items"]
    assert [image["sample"] for image in images[:4]] == [1, 2, 3, 1]
    rows = client.get(f"/api/v1/boards/{release.board.slug}/releases/1/rows").json()["items"]
    assert {row["submission"]: row["pictures_per_prompt"] for row in rows}[three.pk] == 3
    scores = client.get(f"/api/v1/submissions/{three.pk}/scores").json()
    assert max(score["images"] for score in scores) == 24


def test_a_gate_shows_the_picture_closest_to_the_prompts_score(
    client: Client, release: Release, three: Submission
) -> None:
    single = next(row.submission_id for row in release.rows.all() if row.submission_id != three.pk)
    gate = client.get(f"/api/v1/gates?baseline={single}&candidate={three.pk}").json()
    assert gate["candidate"]["pictures_per_prompt"] == 3
    assert gate["changed_level"] == "overall"
    for change in gate["changed"]:
        samples = three.images.filter(prompt__key=change["prompt"]).order_by("sample")
        own = {image.sample + 1: image.judgings.get().scores.get(scope="judged").overall for image in samples}
        shown = change["candidate"]
        distances = {sample: abs((overall or 0.0) - shown["score"]) for sample, overall in own.items()}
        assert distances[shown["sample"]] == min(distances.values())


def verdict_samples(client: Client, address: str) -> set[str]:
    reply = client.get(address)
    assert isinstance(reply, StreamingHttpResponse)
    return {row["sample"] for row in csv.DictReader(io.StringIO(reply.getvalue().decode("utf-8-sig")))}


def test_files_have_the_sample_and_pictures_are_named_by_it(
    client: Client, release: Release, three: Submission
) -> None:
    model = f"/boards/{release.board.slug}/releases/1/models/{three.generator_id}"
    assert verdict_samples(client, f"{model}/verdicts.csv") == {"1", "2", "3"}
    assert verdict_samples(client, f"/submissions/{three.pk}/verdicts.csv") == {"1", "2", "3"}
    for number, image in enumerate(three.images.order_by("id")):
        give_picture(image, png(number))
    reply = client.get(f"{model}/images.zip")
    assert isinstance(reply, StreamingHttpResponse)
    with zipfile.ZipFile(io.BytesIO(reply.getvalue())) as archive:
        key = three.images.order_by("id")[0].prompt.key
        assert {f"{key}.en.png", f"{key}.en.2.png", f"{key}.en.3.png"} < set(archive.namelist())
        assert "of 3 pictures per\nprompt the second is p001.en.2.png" in archive.read("README.txt").decode()
