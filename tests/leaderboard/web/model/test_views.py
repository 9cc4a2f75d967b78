"""A model's pages: its scores, charts and pictures are those of the database, and what may not be shown is not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from django.test import Client

from leaderboard.domain.rubric import FacetPath
from leaderboard.models import (
    GeneratedImage,
    JudgedImage,
    Judgement,
    PromptSuite,
    Release,
    ReleaseRow,
    ReleaseScore,
    ScoreMatrix,
    Submission,
)
from leaderboard.pipeline.submission.visibility import withdraw
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db
BOARD = "/boards/demo-1-pixel-baseline-3-en/"

CountQueries = Callable[[int], AbstractContextManager[object]]


def text_of(address: str, status: int = 200) -> str:
    reply = Client().get(address)
    assert reply.status_code == status
    return reply.content.decode()


def page_of(submission: Submission, query: str = "") -> str:
    return text_of(f"{BOARD}models/{submission.generator_id}/{query}")


def chart(text: str, key: str) -> Any:
    """The data of one chart of a page."""
    block = re.search(rf'<script id="chart-{key}" type="application/json">(.*?)</script>', text)
    assert block is not None, key
    return json.loads(block[1])


def shown_pictures(text: str) -> list[tuple[int, float]]:
    """The gallery's pictures with their scores, in order."""
    found = re.findall(
        r'<a href="/images/(\d+)/(?:#[a-z0-9-]+)?"><img .*?<strong class="num">([0-9.]+)</strong>', text, re.DOTALL
    )
    return [(int(key), float(score)) for key, score in found]


@pytest.fixture
def three() -> list[Submission]:
    """A model that is always better, one in between with verdicts of all kinds, and one that always fails."""
    found = [
        scored_submission(verdict=2, generator=GeneratorFactory.create(name="Zebra")),
        mixed_submission(generator=GeneratorFactory.create(name="Maple", parameter_count=12_000_000_000)),
        scored_submission(verdict=0, generator=GeneratorFactory.create(name="apple")),
    ]
    publish(*found)
    return found


def test_a_model_shows_its_facts_ranks_and_what_identifies_them(three: list[Submission]) -> None:
    text = page_of(three[1])
    line = ReleaseRow.objects.select_related("release__board").get(submission=three[1])
    overall = line.scores.get(dimension="")
    board = line.release.board
    for expected in (
        "<h1><bdi>Maple</bdi></h1>",
        "12 B",
        f">{overall.mean:.2f}<",
        f"{overall.mean_low:.2f} to {overall.mean_high:.2f}",
        "Overall: rank 2 of 3, score ",
        line.release.sha256,
        line.evidence_sha256,
        board.suite.sha256,
        board.judge_profile.sha256,
        "1 submission by its author",
        f"/submissions/{three[1].pk}/evidence/{line.evidence_sha256}.jsonl.zst",
    ):
        assert expected in text, expected


def test_the_charts_hold_the_releases_numbers(three: list[Submission]) -> None:
    text = page_of(three[1])
    line = ReleaseRow.objects.get(submission=three[1])
    scores = {(one.dimension, one.sub_capability, one.facet): one for one in line.scores.all()}

    field = {tuple(one["path"]): one for one in line.release.content["levels"]["field"]}
    for name in ("Quality", "Aesthetics"):
        cells = re.findall(r'<td class="num">([0-9.]+)</td>', text.split(f'<th scope="row">{name}</th>')[1])[:2]
        assert cells == [f"{field[(name,)][which]:.2f}" for which in ("median", "best")]

    bars = chart(text, "sub-capabilities")["bars"]
    assert len(bars) == 23
    for bar in bars:
        score = scores[bar["group"], bar["label"], ""]
        assert score.mean_low is not None
        assert score.mean_high is not None
        assert bar["value"] == score.mean
        assert (bar["low"], bar["high"]) == (max(0.0, score.mean_low), min(100.0, score.mean_high))

    against = chart(text, "against-the-field")["bars"]
    assert [bar["value"] for bar in against] == [
        scores[bar["group"], bar["label"], ""].field_difference for bar in against
    ]


def test_the_map_of_facets_has_one_scale_for_all_models_and_leads_to_the_worst_pictures(
    three: list[Submission],
) -> None:
    for submission, shades in ((three[0], {"20"}), (three[2], {"0"})):
        assert set(re.findall(r'<li class="shade-(\d+)"', page_of(submission))) == shades
    text = page_of(three[1])
    scores = {one.path.slug: one for one in ReleaseScore.objects.filter(row__submission=three[1]).exclude(facet="")}
    cells = re.findall(
        r'<li class="shade-(\d+)"><a href="\?pictures=worst&amp;of=([a-z0-9-]+)#pictures".*?<strong>([0-9.]+) ?([▲▼])?',
        text,
    )
    assert len(cells) == 56
    for shade, slug, mean, mark in cells:
        score = scores[slug]
        assert score.mean is not None
        assert (shade, mean) == (str(round(score.mean / 5)), f"{score.mean:.2f}")
        is_ahead, is_behind = (score.field_low or 0) > 0, (score.field_high or 0) < 0
        assert mark == ("▲" if is_ahead else "▼" if is_behind else "")


def test_the_weakest_facets_show_pictures_that_fail_and_the_judge_s_words(three: list[Submission]) -> None:
    Judgement.objects.filter(judging__submission=three[2]).update(reasoning="Noise: grain all over the sky. Score: 0")
    ReleaseScore.objects.filter(row__submission=three[2], facet="Noise").update(field_difference=-100)
    text = page_of(three[2]).split('id="weaknesses"')[1].split("</ul>")[0]
    found = re.findall(r'<a href="/images/(\d+)/#([a-z0-9-]+)">', text)
    assert len({image for image, _facet in found}) == len(found) == 3
    assert found[0][1] == "quality-detail-noise"
    assert "grain all over the sky." in text
    assert re.search(r"100\.00 points below the other models(&#x27;|') average, reliable \(95% confidence\)", text)
    for image, slug in found:
        judgements = Judgement.objects.filter(judging__image=image)
        failed = [
            FacetPath(one.dimension, *names) for one in judgements for *names, given in one.verdicts if given == 0
        ]
        assert slug in {path.slug for path in failed}
    assert 'id="weaknesses"' not in page_of(three[0])  # it never fails


def test_where_a_model_leads_and_trails_is_told_only_where_it_is_sure(three: list[Submission]) -> None:
    best, _, worst = (page_of(one) for one in three)
    assert "Not reliably below average" in best
    assert "Not reliably above average" not in best
    assert "Not reliably above average" in worst
    alike = [scored_submission() for _ in range(2)]
    # Two that are equal stand alone on the board.
    Submission.objects.filter(pk__in=[one.pk for one in three]).update(public_at=None)
    publish(*alike)
    text = page_of(alike[0])
    assert "Not reliably above average" in text
    assert "Not reliably below average" in text


def test_history_goes_up_to_the_release_that_is_shown(three: list[Submission]) -> None:
    assert "no history yet" in page_of(three[1])
    publish(scored_submission(verdict=1))
    data = chart(page_of(three[1]), "history")
    means = list(
        ReleaseScore.objects.filter(row__submission=three[1], dimension="")
        .order_by("row__release__number")
        .values_list("mean", flat=True)
    )
    assert data["lines"][0]["values"] == means
    assert len(means) == 2
    old = text_of(f"{BOARD}releases/1/models/{three[1].generator_id}/")
    assert "no history yet" in old
    assert "This is release 1, an older one." in old


@pytest.mark.parametrize("models", [1, 3])
def test_a_model_needs_the_same_queries_however_many_stand_beside_it(
    models: int, django_assert_num_queries: CountQueries
) -> None:
    found = [scored_submission() for _ in range(models)]
    publish(*found)
    page_of(found[0])  # the profile's files are read once per process
    with django_assert_num_queries(14):
        page_of(found[0])
    with django_assert_num_queries(3):
        text_of(f"/models/{found[0].generator_id}/")


# --- pictures -------------------------------------------------------------------------------------------------------
def exact_scores(submission: Submission, path: tuple[str, ...]) -> dict[int, float]:
    """By picture, from the stored verdicts and image scores."""
    found: dict[int, float] = {}
    points = {0: 0.0, 1: 60.0, 2: 100.0}
    for judging in JudgedImage.objects.filter(submission=submission).prefetch_related("scores", "judgements"):
        score = next(one for one in judging.scores.all() if one.scope == "judged")
        levels = {tuple(names): value for names, value in score.levels} | {(): score.overall}
        for judgement in judging.judgements.all():
            for sub_capability, facet, verdict in judgement.verdicts:
                if verdict is not None:
                    levels[judgement.dimension, sub_capability, facet] = points[verdict]
        if levels.get(path) is not None:
            found[judging.image_id] = levels[path]
    return found


LEVELS: dict[str, tuple[str, ...]] = {
    "": (),
    "alignment": ("Alignment",),
    "quality-detail": ("Quality", "Detail"),
    "quality-detail-noise": ("Quality", "Detail", "Noise"),
}


def test_the_gallery_shows_the_best_or_worst_first_at_any_level(three: list[Submission]) -> None:
    for slug, path in LEVELS.items():
        exact = exact_scores(three[1], path)
        for pictures in ("best", "worst"):
            query = f"?pictures={pictures}&of={slug}"
            shown = [one for page in (1, 2) for one in shown_pictures(page_of(three[1], f"{query}&page={page}"))]
            shown = shown[: len(exact)]  # a page beyond the last is the last
            assert sorted(key for key, _ in shown) == sorted(exact)
            assert [score for _, score in shown] == sorted((score for _, score in shown), reverse=pictures == "best")
            assert all(abs(score - exact[key]) < 0.00501 for key, score in shown)


def test_an_address_that_asks_for_what_is_not_there_gets_the_best_by_overall(three: list[Submission]) -> None:
    assert shown_pictures(page_of(three[1], "?pictures=nicest&of=smell&page=x")) == shown_pictures(page_of(three[1]))


def test_pictures_whose_scores_were_not_kept_stand_in_the_prompts_order(three: list[Submission]) -> None:
    ScoreMatrix.objects.all().delete()
    text = page_of(three[1])
    assert "the pictures are in the order of the prompts" in text
    in_order = GeneratedImage.objects.filter(submission=three[1]).order_by("prompt__position")
    assert [int(key) for key in re.findall(r'<a href="/images/(\d+)/">', text)] == [one.pk for one in in_order[:12]]


def test_of_a_hidden_suite_no_picture_and_no_prompt_is_shown(three: list[Submission]) -> None:
    PromptSuite.objects.update(hidden=True)
    text = page_of(three[1])
    assert "The prompts of this suite are hidden" in text
    assert "/images/" not in text
    assert "p001" not in text
    assert text.count('<li class="shade-') == 56


def test_an_imported_model_has_no_pictures_and_no_attempts(three: list[Submission]) -> None:
    ReleaseRow.objects.filter(submission=three[1]).update(kind="import", attempts=None)
    text = page_of(three[1])
    assert "This model was judged elsewhere" in text
    assert "/images/" not in text
    assert "none: the judgements were imported" in text


# --- what is not as usual -------------------------------------------------------------------------------------------
def test_a_withdrawn_model_shows_no_scores_and_where_it_had_them(three: list[Submission]) -> None:
    withdraw(three[1])
    publish(scored_submission())
    text = page_of(three[1])
    assert "Its author withdrew this model" in text
    assert f"{BOARD}releases/1/models/{three[1].generator_id}/" in text
    mean = ReleaseScore.objects.get(row__submission=three[1], row__release__number=1, dimension="").mean
    assert f"{mean:.2f}" not in text
    assert "chart" not in text
    assert "/images/" not in text
    assert "withdrawn by its author" in text_of(f"/models/{three[1].generator_id}/")
    assert f"{mean:.2f}" in text_of(f"{BOARD}releases/1/models/{three[1].generator_id}/")


def test_an_unranked_model_says_why_and_is_not_compared() -> None:
    lossy = mixed_submission(lost=9)
    publish(scored_submission(), lossy)
    text = page_of(lossy)
    assert "only 104 of 113 planned judgements exist" in text
    assert "not ranked" in text
    assert 'id="leads"' not in text
    assert 'id="chart-against-the-field"' not in text
    assert "not ranked" in text_of(f"/models/{lossy.generator_id}/")


def test_a_release_without_the_levels_says_so(three: list[Submission]) -> None:
    ReleaseScore.objects.exclude(sub_capability="").delete()
    ReleaseScore.objects.update(field_difference=None, field_low=None, field_high=None)
    release = Release.objects.get()
    del release.content["levels"]
    release.save()
    text = page_of(three[1])
    assert "before sub-capabilities and facets were stored" in text
    assert 'id="facets"' not in text
    assert 'id="weaknesses"' not in text


def test_a_models_boards_and_what_does_not_exist(three: list[Submission]) -> None:
    text = text_of(f"/models/{three[0].generator_id}/")
    assert f'href="{BOARD}models/{three[0].generator_id}/"' in text
    assert "rank 1 of 3" in text
    for address in ("/models/999999/", f"/models/{10**30}/", f"{BOARD}models/999999/", f"{BOARD}releases/9/models/1/"):
        assert "This page does not exist" in text_of(address, status=404)
    nameless = GeneratorFactory.create()
    assert Client().get(f"/models/{nameless.pk}/").status_code == 404


def test_what_an_author_wrote_is_shown_as_text(three: list[Submission]) -> None:
    three[1].generator.description = "<b>bold</b>"
    three[1].generator.save()
    text = page_of(three[1])
    assert "<b>bold</b>" not in text
    assert "<b>bold</b>" in unescape(text)
