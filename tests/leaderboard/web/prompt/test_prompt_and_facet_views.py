"""A prompt's pictures by all models, and the models ranked by one facet."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from django.test import Client

from leaderboard.domain.rubric import FacetPath
from leaderboard.models import (
    GeneratedImage,
    ImageScore,
    Judgement,
    Kind,
    PromptSuite,
    Release,
    ReleaseScore,
    Submission,
)
from leaderboard.pipeline.submission.visibility import withdraw
from leaderboard.queries import boards
from leaderboard.queries.rubric import rubric_of
from leaderboard.web.facet.rows import facet_examples, field_by_facet
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db
BOARD = "/boards/demo-1-pixel-baseline-3-en/"
PROMPT = f"{BOARD}prompts/p002/"
FACETS = f"{BOARD}facets/"
FACET = f"{FACETS}quality-detail-noise/"

CountQueries = Callable[[int], AbstractContextManager[object]]


def text_of(client: Client, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status
    return unescape(reply.content.decode())


@pytest.fixture
def models() -> list[Submission]:
    """A published board of three."""
    found = [
        mixed_submission(2, 1, 0, None, 2, generator=GeneratorFactory.create(name="Aurora")),
        scored_submission(verdict=2, generator=GeneratorFactory.create(name="Boreal")),
        scored_submission(verdict=0, generator=GeneratorFactory.create(name="Cirrus")),
    ]
    publish(*found)
    return found


def names_in(text: str) -> list[str]:
    return re.findall(r'class="inline" href="[^"]+/models/\d+/"><bdi>([^<]+)<', text)


# --- a prompt -----------------------------------------------------------------------------------------------------
def test_a_prompts_pictures_stand_by_score_with_their_verdicts(client: Client, models: list[Submission]) -> None:
    text = text_of(client, PROMPT)
    prompt = models[0].suite.prompts.get(key="p002")
    for shown in (
        *prompt.texts.values(),
        f"{BOARD}prompts/p001/",
        f"{BOARD}prompts/p003/",
        "/suites/demo/1/prompts/p002/",
    ):
        assert shown in text
    for target in prompt.target_facets:
        assert f'href="{FACETS}{target.slug}/"' in text
    scores = {
        score.judging.submission.generator.name: score.overall
        for score in ImageScore.objects.filter(judging__image__prompt=prompt, scope="judged").select_related(
            "judging__submission__generator"
        )
    }
    by_score = sorted(scores, key=lambda name: -(scores[name] or 0.0))
    assert names_in(text) == by_score
    assert names_in(text_of(client, f"{PROMPT}?order=worst")) == by_score[::-1]
    assert names_in(text_of(client, f"{PROMPT}?order=rank")) == ["Boreal", "Aurora", "Cirrus"]
    assert names_in(text_of(client, f"{PROMPT}?order=nonsense&page=x")) == by_score
    given = [
        verdict
        for judgement in Judgement.objects.filter(judging__submission=models[0], judging__image__prompt=prompt)
        for *_names, verdict in judgement.verdicts
    ]
    assert f"{given.count(2)}\xa0excellent · {given.count(1)}\xa0pass · {given.count(0)}\xa0fail" in text
    image = GeneratedImage.objects.get(submission=models[1], prompt=prompt)
    assert f'href="/images/{image.pk}/"' in text
    assert BOARD + "prompts/p002/" in text_of(client, "/suites/demo/1/prompts/p002/")


def test_a_fixed_release_shows_whom_it_ranked(client: Client, models: list[Submission]) -> None:
    withdraw(models[1])
    publish(scored_submission(verdict=1, generator=GeneratorFactory.create(name="Drift")))
    assert set(names_in(text_of(client, PROMPT))) == {"Aurora", "Cirrus", "Drift"}
    old = text_of(client, f"{BOARD}releases/1/prompts/p002/")
    assert set(names_in(old)) == {"Aurora", "Boreal", "Cirrus"}
    assert f'href="{BOARD}releases/1/prompts/p003/"' in old


def test_an_import_has_a_score_and_no_picture(client: Client) -> None:
    imported = scored_submission(kind=Kind.IMPORT)
    imported.images.update(status="imported", stored=None)
    publish(imported)
    text = text_of(client, PROMPT)
    assert "judged elsewhere, not stored here" in text
    assert "60.00" in text
    assert "/thumb.webp" not in text


def test_the_prompts_of_a_board_with_the_pictures_of_the_top_models(client: Client, models: list[Submission]) -> None:
    text = text_of(client, f"{BOARD}prompts/")
    assert text.index('prompts/p001/"') < text.index('prompts/p002/"')
    row = text.split('prompts/p002/"')[1].split("</article>")[0]
    pictures = [GeneratedImage.objects.get(submission=models[n], prompt__key="p002").pk for n in (1, 0, 2)]
    assert [int(pk) for pk in re.findall(r'href="/images/(\d+)/"', row)] == pictures
    assert "<bdi>Boreal</bdi></span> <span>100.00<" in row
    prompt = models[0].suite.prompts.get(key="p002")
    found = text_of(client, f"{BOARD}prompts/?q={prompt.texts['en'].split('.')[0]}")
    assert re.findall(r'prompts/(p\d+)/"', found) == ["p002"]
    assert "No prompt matches" in text_of(client, f"{BOARD}prompts/?q=nonsense&dimension=Quality")
    models[1].images.update(hidden_at=models[1].created_at, hidden_reason="x")
    assert f"/images/{pictures[0]}/" not in text_of(client, f"{BOARD}prompts/")


def test_unknown_and_hidden_prompts_are_no_pages(client: Client, models: list[Submission]) -> None:
    text_of(client, f"{BOARD}prompts/p999/", status=404)
    PromptSuite.objects.update(hidden=True)
    text_of(client, PROMPT, status=404)


@pytest.mark.parametrize("models_count", [1, 3])
def test_a_prompt_needs_eight_queries_the_prompts_five_and_a_facet_eleven(
    models_count: int, client: Client, django_assert_num_queries: CountQueries
) -> None:
    publish(*(scored_submission(verdict=2) for _ in range(models_count)))
    client.get(FACET)  # reads the rubric, once per process
    with django_assert_num_queries(8):
        client.get(PROMPT)
    with django_assert_num_queries(5):
        client.get(f"{BOARD}prompts/")
    with django_assert_num_queries(11):
        client.get(FACET)
    with django_assert_num_queries(2):
        client.get(FACETS)


# --- facets -------------------------------------------------------------------------------------------------------
def test_a_facet_ranks_the_models_with_what_the_release_holds(client: Client, models: list[Submission]) -> None:
    text = text_of(client, FACET)
    ranked = re.findall(r'<th scope="row" class="name"><a href="[^"]+/models/\d+/"><bdi>([^<]+)</bdi></a>', text)
    assert ranked == ["Boreal", "Aurora", "Cirrus"]
    for score in ReleaseScore.objects.filter(facet="Noise", sub_capability="Detail"):
        assert f"{score.mean:.2f}" in text
        assert f'<td class="num">{score.images}</td>' in text
    facet = rubric_of(Release.objects.get().board).facets
    noise = next(one for one in facet if one.path.slug == "quality-detail-noise")
    for words in (noise.question, noise.fails, noise.passes, noise.excels):
        assert words in text
    assert "leads" in text
    assert "trails" in text
    assert 'rel="prev"' in text
    assert 'rel="next"' in text
    assert FACET in text_of(client, "/rubric/quality-detail-noise/")
    text_of(client, f"{FACETS}nothing/", status=404)


def test_each_model_leads_to_a_picture_that_failed_at_the_facet(client: Client, models: list[Submission]) -> None:
    text = text_of(client, FACET)
    links = dict(re.findall(r'href="/images/(\d+)/#quality-detail-noise">(\d+)<', text))
    failed = GeneratedImage.objects.filter(pk__in=links, submission=models[2]).get()
    assert links[str(failed.pk)] == str(models[2].images.count())
    assert FacetPath("Quality", "Detail", "Noise") in failed.prompt.target_facets
    assert not GeneratedImage.objects.filter(pk__in=links, submission=models[1]).exists()
    assert '<meta property="og:title" content="Noise (Quality): text-to-image models ranked">' in text
    models[2].images.update(hidden_at=models[2].created_at, hidden_reason="x")
    assert f"/images/{failed.pk}/" not in text_of(client, FACET)
    PromptSuite.objects.update(hidden=True)
    assert "/images/" not in text_of(client, FACET)


def test_examples_failed_and_excelled_in_truth_and_are_of_several_models(models: list[Submission]) -> None:
    head = boards.release_head("demo-1-pixel-baseline-3-en")
    assert head is not None
    shown = 0
    for facet in rubric_of(head.board).facets:
        examples = facet_examples(head, facet.path)
        for verdict, listed in ((2, examples.excelled), (0, examples.failed)):
            assert len({one.name for one in listed}) == len(listed)
            for one in listed:
                judgement = Judgement.objects.get(judging__image=one.image, dimension=facet.path.dimension)
                assert [facet.path.sub_capability, facet.path.facet, verdict] in judgement.verdicts
                assert one.is_target == (facet.path in one.prompt.target_facets)
                shown += 1
    assert shown > 100
    PromptSuite.objects.update(hidden=True)
    hidden = boards.release_head("demo-1-pixel-baseline-3-en")
    assert hidden is not None
    assert facet_examples(hidden, facet.path).excelled == ()


def test_the_index_lists_all_facets_with_the_fields_scores(client: Client, models: list[Submission]) -> None:
    head = boards.release_head("demo-1-pixel-baseline-3-en")
    assert head is not None
    by_facet = field_by_facet(head)
    assert len(by_facet) == 56
    text = text_of(client, FACETS)
    for path, field in by_facet.items():
        assert f'href="{FACETS}{path.slug}/"' in text
        means = [score.mean for score in ReleaseScore.objects.filter(**path._asdict()) if score.mean is not None]
        assert field.best == max(means, default=None)
        assert field.models == len(means)


def test_of_a_hidden_suite_a_facet_shows_scores_and_no_picture(client: Client, models: list[Submission]) -> None:
    PromptSuite.objects.update(hidden=True)
    text = text_of(client, FACET)
    assert "Boreal" in text
    assert "/images/" not in text


def test_releases_made_before_facets_were_kept_say_so(client: Client, models: list[Submission]) -> None:
    ReleaseScore.objects.exclude(sub_capability="").delete()
    release = Release.objects.get()
    del release.content["levels"]
    release.save()
    for address in (FACETS, FACET):
        assert "made before scores below the dimensions were stored" in text_of(client, address)
