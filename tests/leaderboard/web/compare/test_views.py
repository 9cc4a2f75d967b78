"""The page that compares models: choosing, who scores higher, prompt by prompt, and addresses that ask for nonsense."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from leaderboard.models import Kind, PromptSuite, Release, Submission
from leaderboard.pipeline.submission.visibility import withdraw
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db
BOARD = "/boards/demo-1-pixel-baseline-3-en/"
PAGE = f"{BOARD}compare/"

CountQueries = Callable[[int], AbstractContextManager[object]]


def text_of(client: Client, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status
    return reply.content.decode()


@pytest.fixture
def models() -> list[Submission]:
    """Aurora excels at everything, Boreal passes, <Cirrus> & Co's verdicts take turns."""
    return [
        scored_submission(verdict=2, generator=GeneratorFactory.create(name="Aurora")),
        scored_submission(verdict=1, generator=GeneratorFactory.create(name="Boreal")),
        mixed_submission(2, 0, 1, generator=GeneratorFactory.create(name="<Cirrus> & Co")),
    ]


@pytest.fixture
def ids(models: list[Submission]) -> list[int]:
    """The generators of a published board."""
    publish(*models)
    return [one.generator_id for one in models]


def test_choosing_models_needs_nothing_but_links_and_a_form(client: Client, ids: list[int]) -> None:
    start = text_of(client, PAGE)
    assert "Choose 2 to 4 models" in start
    assert f'href="?models={ids[0]}"' in start
    found = text_of(client, f"{PAGE}?find=bor&models={ids[0]}")
    assert f'href="?models={ids[0]},{ids[1]}"' in found
    assert "Cirrus" not in found.split('id="found"')[1]
    both = text_of(client, f"{PAGE}?models={ids[0]},{ids[1]}")
    assert f'href="?models={ids[1]},{ids[0]}"' in both  # the other one as reference
    assert f'href="?models={ids[1]}"' in both  # without the first
    assert "No model of this release has these words" in text_of(client, f"{PAGE}?find=nobody")


def test_it_says_in_words_and_numbers_which_scores_higher(client: Client, ids: list[int]) -> None:
    text = text_of(client, f"{PAGE}?models={ids[0]},{ids[1]},{ids[2]}")
    higher = "<bdi>Aurora</bdi> scores reliably higher than <bdi>Boreal</bdi> overall: +40.00 points (95% interval "
    assert higher in text
    assert (
        "<bdi>Aurora</bdi> scores reliably higher in Quality (+40.00), Aesthetics (+40.00), Alignment (+40.00)" in text
    )
    assert "No reliable difference" not in text.split("&lt;Cirrus&gt;")[0].split("</article>")[0]
    assert "12 comparisons in this table, with joint 95% confidence" in text
    assert "Bonferroni" in text
    assert "+40.00" in text
    assert "&lt;Cirrus&gt; &amp; Co" in text
    assert "<Cirrus>" not in text
    assert text.count('data-chart="differences"') == 2
    turned = text_of(client, f"{PAGE}?models={ids[1]},{ids[0]}")
    assert higher in turned
    assert "<bdi>Aurora</bdi> scores reliably higher in Quality (+40.00)" in turned
    assert "−40.00" in turned


def test_prompts_stand_side_by_side_and_by_how_far_models_are_apart(
    client: Client, ids: list[int], models: list[Submission]
) -> None:
    address = f"{PAGE}?models={ids[1]},{ids[2]}"
    text = text_of(client, address)
    keys = re.findall(rf'<h3><a href="{BOARD}prompts/(p\d+)/">', text)
    assert keys == [f"p{number:03}" for number in range(1, 13)]
    assert text.count("/thumb.webp") == 24
    first = models[1].images.order_by("id")[0]
    assert f'href="/images/{first.pk}/"' in text
    assert "Page 1 of 2" in text
    assert f"?models={ids[1]},{ids[2]}&amp;page=2" in text
    by_quality = text_of(client, f"{address}&order=differ&of=quality")
    assert re.findall(rf'<h3><a href="{BOARD}prompts/(p\d+)/">', by_quality) != keys
    assert '<option value="quality" selected>' in by_quality
    assert "of=quality&amp;page=2" in by_quality


def test_an_address_that_asks_for_nonsense_gets_a_page_that_helps(client: Client, ids: list[int]) -> None:
    for query in ("?models=", "?models=x", "?models=0", "?models=999999999999999999", "?models=1,,,", "?page=x&of=y"):
        assert "Find a model" in text_of(client, PAGE + query) or "Add a model" in text_of(client, PAGE + query)
    text = text_of(client, f"{PAGE}?models={ids[0]},zebra,{ids[1]},424242&page=77&order=differ&of=none")
    assert "“zebra” is not a model" in text
    assert "This release does not list model 424242." in text
    assert "Aurora</bdi> scores reliably higher" in text
    text_of(client, "/boards/nothing/compare/", status=404)
    text_of(client, f"{BOARD}releases/9/compare/", status=404)


def test_two_lists_begin_with_the_top_two_and_keep_the_chosen(client: Client, ids: list[int]) -> None:
    def chosen(query: str) -> list[str]:
        return re.findall(r'<option value="(\d+)" dir="auto" selected>', text_of(client, PAGE + query))

    assert chosen("") == [str(ids[0]), str(ids[2])] or chosen("") == [str(ids[0]), str(ids[1])]
    assert chosen(f"?models={ids[1]}&models={ids[2]}") == [str(ids[1]), str(ids[2])]
    assert chosen(f"?models={ids[1]}")[0] == str(ids[1])
    assert chosen(f"?models={ids[0]},{ids[1]},{ids[2]}") == []


def test_other_sites_see_what_is_compared(client: Client, ids: list[int]) -> None:
    text = text_of(client, f"{PAGE}?models={ids[0]},{ids[1]}&page=2")
    assert '<meta property="og:title" content="Aurora and Boreal compared">' in text
    assert f'<meta property="og:url" content="http://testserver{PAGE}?models={ids[0]},{ids[1]}">' in text


def test_at_most_four_models_are_compared(client: Client) -> None:
    five = [scored_submission(verdict=1) for _ in range(5)]
    publish(*five)
    text = text_of(client, f"{PAGE}?models={','.join(str(one.generator_id) for one in five)}")
    assert "At most 4 models can be compared" in text
    assert "Add a model" not in text
    assert text.count('data-chart="differences"') == 3


def test_a_withdrawn_model_has_no_scores_later_and_keeps_those_of_earlier_releases(
    client: Client, ids: list[int], models: list[Submission]
) -> None:
    withdraw(models[0])
    publish(scored_submission(verdict=0))
    later = text_of(client, f"{PAGE}?models={ids[0]},{ids[1]}")
    assert "<bdi>Aurora</bdi> was withdrawn by its author" in later
    assert "scores reliably higher" not in later
    earlier = text_of(client, f"{BOARD}releases/1/compare/?models={ids[0]},{ids[1]}")
    assert "Aurora</bdi> scores reliably higher" in earlier
    assert f'href="{BOARD}releases/1/prompts/p001/"' in earlier


def test_of_a_hidden_suite_there_are_differences_only(client: Client, ids: list[int]) -> None:
    PromptSuite.objects.update(hidden=True)
    text = text_of(client, f"{PAGE}?models={ids[0]},{ids[1]}")
    assert "+40.00" in text
    assert "The prompts of this suite are hidden" in text
    assert "p001" not in text
    assert "/images/" not in text


def test_an_import_has_scores_and_no_pictures(client: Client) -> None:
    imported = scored_submission(verdict=2, kind=Kind.IMPORT)
    imported.images.update(status="imported", stored=None)
    own = scored_submission(verdict=1)
    publish(imported, own)
    text = text_of(client, f"{PAGE}?models={imported.generator_id},{own.generator_id}")
    assert text.count("judged elsewhere, not stored here") == 12
    assert text.count("/thumb.webp") == 12


def test_the_queries_do_not_depend_on_the_number_of_models(
    client: Client, django_assert_num_queries: CountQueries
) -> None:
    four = [scored_submission(verdict=1) for _ in range(4)]
    publish(*four)
    ids = [str(one.generator_id) for one in four]
    client.get(PAGE)  # reads the rubric, once per process
    for count in (2, 3):
        # release, models with ranks (2), candidates with ranks (2), matrices, prompts (2), pictures, for two the lists
        with django_assert_num_queries(12 - count if count == 2 else 9):
            client.get(f"{PAGE}?models={','.join(ids[:count])}")


def test_the_page_is_the_same_for_everyone(client: Client, ids: list[int]) -> None:
    reply = client.get(f"{PAGE}?models={ids[0]},{ids[1]}")
    assert reply["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in reply.get("Vary", "")
    assert Release.objects.count() == 1
