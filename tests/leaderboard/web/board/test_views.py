"""A board's page in its states: leading columns, filters, columns, pins and pages, all by links and one GET form."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from leaderboard.models import PromptSuite, ReleaseRow, ReleaseScore
from leaderboard.web.board import views as view
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db
BOARD = "/boards/demo-1-pixel-baseline-3-en/"

CountQueries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def ids() -> dict[str, int]:
    """Three ranked models of one release, Aurora before Birch and Cedar, and one that is not ranked; by name."""
    facts = {
        "Aurora": {"organisation": "North Lab", "licence": "MIT", "open_weights": True, "parameter_count": 2 * 10**9},
        "Birch": {"organisation": "Wood Works", "licence": "MIT", "open_weights": False, "parameter_count": None},
        "Cedar": {"organisation": "Wood & Co", "licence": "RAIL", "open_weights": True, "parameter_count": 20 * 10**9},
    }
    generators = {name: GeneratorFactory.create(name=name, **known) for name, known in facts.items()}
    lossy = GeneratorFactory.create(name="Lossy Birch", organisation="Lost Lab")
    publish(
        *(scored_submission(2 - number, generator=one) for number, one in enumerate(generators.values())),
        mixed_submission(lost=9, generator=lossy),
    )
    for month, name in enumerate(facts, start=1):
        ReleaseRow.objects.filter(generator_name=name).update(public_at=datetime(2026, month, 1, tzinfo=UTC))
    ReleaseRow.objects.filter(generator_name="Cedar").update(kind="import")
    return {name: one.pk for name, one in generators.items()}


def text_of(query: str = "") -> str:
    """The page at an address that is short already."""
    reply = Client().get(BOARD + query)
    assert reply.status_code == 200, reply.get("Location")
    return unescape(reply.content.decode())


def table_of(text: str) -> str:
    return text.split('class="data-table ranking')[1].split("</table>")[0]


def models_of(query: str = "") -> str:
    """The models in the table in their order; pinned ones before a bar."""
    text = text_of(query)
    if "ranking" not in text.split("<main")[1].split("</main>")[0] or 'class="data-table ranking' not in text:
        return ""
    groups = table_of(text).split("<tbody")[1:]
    return " | ".join(
        " ".join(re.findall(r'<th scope="row"[^>]*><a [^>]+><bdi>([^<]*)</bdi>', group)) for group in groups
    )


FILTERS = {
    "?q=birch": "Birch",
    "?q=WOOD": "Birch Cedar",
    "?q=wood+ce": "Cedar",
    "?q=100%25": "",
    "?organisation=Wood+%26+Co": "Cedar",
    "?organisation=nobody": "",
    "?licence=MIT": "Aurora Birch",
    "?weights=open": "Aurora Cedar",
    "?weights=closed": "Birch",
    "?licence=MIT&licence=RAIL": "Aurora Birch Cedar",
    "?size_min=1&size_max=4": "Aurora",
    "?size_max=20": "Aurora",
    "?size_min=20": "Cedar",
    "?size=unknown": "Birch",
    "?kind=import": "Cedar",
    "?since=2026-02-01": "Birch Cedar",
    "?until=2026-02-01": "Aurora Birch",
    "?sort=-model&q=wood&weights=open": "Cedar",
}


def test_every_filter_and_the_ranks_of_the_whole_board(ids: dict[str, int]) -> None:
    assert {query: models_of(query) for query in FILTERS} == FILTERS
    filtered = text_of("?q=wood")
    assert "2 of 3 models" in filtered
    assert "Ranks are those among all models of the board." in filtered
    assert "<td>2" in table_of(filtered)
    assert "<td>1" not in table_of(filtered)
    assert "Ranks are those among all models of the board." not in text_of()


def test_what_is_not_ranked_is_searched_as_well(ids: dict[str, int]) -> None:
    assert "Lossy Birch" in text_of("?q=birch")
    assert "Lossy Birch" not in text_of("?q=cedar")


def test_where_nothing_matches_the_page_says_so_and_leads_back(ids: dict[str, int]) -> None:
    text = text_of("?by=quality&q=nothing-like-it&size_min=1")
    assert "0 of 3 models" in text
    assert "No model matches these filters" in text
    assert '<a class="button" href="?by=quality">Clear the filters</a>' in text


def test_a_tab_leads_with_its_rank_score_and_interval(ids: dict[str, int]) -> None:
    row = ReleaseRow.objects.get(generator_name="Cedar")
    row.scores.filter(dimension="Quality", sub_capability="").update(
        rank=1, rank_low=1, rank_high=2, mean=75, mean_low=70, mean_high=80
    )
    ReleaseScore.objects.exclude(row=row).filter(dimension="Quality", sub_capability="").update(rank=2)
    assert models_of("?by=quality") == "Cedar Aurora Birch"
    text = text_of("?by=quality")
    assert "<title>Quality · " in text
    assert '<a id="tab-quality" href="?by=quality" aria-current="true">Quality</a>' in text
    assert "<td>1 <small>1–2</small></td>" in text
    assert re.search(r'75.00 <small>± 5.00</small><svg aria-hidden="true"><use href="#grid"/><line x1="[0-9.]+%"', text)
    # The other columns follow, the overall among them.
    assert re.findall(r'id="sort-([a-z-]+)"', text)[:5] == ["rank", "model", "quality", "overall", "aesthetics"]


def test_sub_capabilities_on_demand_and_sorted_by(ids: dict[str, int]) -> None:
    text = text_of("?by=quality")
    shown = re.search(r'id="parts" href="([^"]+)">Show the sub-capabilities', text)
    assert shown is not None
    assert shown[1] == "?by=quality&columns=quality-all,organisation,weights"
    parts = text_of(shown[1])
    assert 'id="sort-quality-detail"' in parts
    assert 'href="?by=quality">Hide the sub-capabilities' in parts
    ReleaseScore.objects.filter(row__generator_name="Aurora", sub_capability="Detail", facet="").update(mean=1.5)
    assert models_of("?sort=-quality-detail") == "Birch Aurora Cedar"
    assert "<td>1.50<" in text_of("?columns=quality-detail")
    # Beside another dimension's score its own is named.
    assert "<small>Quality</small>" in text_of("?columns=quality-detail")


def test_a_release_from_before_sub_capabilities_says_so(ids: dict[str, int]) -> None:
    ReleaseScore.objects.exclude(sub_capability="").delete()
    text = text_of("?by=quality")
    assert "made before scores of sub-capabilities were kept" in text
    assert 'id="parts"' not in text
    assert Client().get(BOARD + "?by=quality&sort=-quality-detail").status_code == 302


def test_pinned_models_stand_first_on_every_page_and_lead_to_their_comparison(
    ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "ROWS_PER_PAGE", 1)
    pins = f"{ids['Cedar']},{ids['Birch']}"
    assert models_of(f"?pin={ids['Cedar']}&page=2") == "Cedar | Birch"
    assert models_of(f"?q=aurora&pin={pins}") == "Birch Cedar | Aurora"
    text = text_of(f"?pin={pins}")
    assert f'href="{BOARD}compare/?models={ids["Birch"]},{ids["Cedar"]}"' in text
    assert "Page " not in text  # one row is left
    assert f'id="pin-{ids["Aurora"]}" href="?pin={pins},{ids["Aurora"]}" aria-label="Pin Aurora"' in text
    assert f'href="?pin={ids["Cedar"]}" aria-label="Unpin Birch"' in text
    assert "/compare/?models" not in text_of(f"?pin={ids['Cedar']}&page=2")


def test_pages_keep_the_rest_of_the_state(ids: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "ROWS_PER_PAGE", 2)
    assert models_of("?sort=-model") == "Cedar Birch"
    assert models_of("?sort=-model&page=2") == "Aurora"
    assert models_of("?sort=-model&page=99") == "Aurora"
    assert 'rel="next" href="?sort=-model&page=2"' in text_of("?sort=-model")
    assert 'rel="prev" href="?sort=-model"' in text_of("?sort=-model&page=2")


def test_columns_are_chosen(ids: dict[str, int]) -> None:
    heads = re.findall(r'id="sort-([a-z-]+)"', text_of("?columns=licence,size,public"))
    assert heads == ["rank", "model", "overall", "licence", "size", "public"]
    assert "20 B" in text_of("?columns=size")
    assert "1 Mar 2026" in text_of("?columns=public")
    assert re.findall(r'id="sort-([a-z-]+)"', text_of("?columns=none")) == ["rank", "model", "overall"]


def test_the_form_sent_as_it_is_leads_to_the_short_address(ids: dict[str, int]) -> None:
    """What a browser sends without JavaScript: every field, empty or not."""
    state = f"?by=quality-detail&weights=open&columns=size&prompt=p001&pin={ids['Birch']}"
    form = text_of(state).split("<form class")[1].split("</form>")[0]
    assert 'method="get" action="./"' in form
    sent = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    sent += re.findall(r'<input type="checkbox" name="([^"]+)" value="([^"]*)" checked>', form)
    sent += re.findall(r'<input type="(?:number|text|date)" name="([^"]+)" value="([^"]*)"', form)
    sent += [(name, "") for name in ("q", "organisation", "kind")]
    sent += [
        ("weights", "open"),
        *(("by", value) for value in re.findall(r'value="([^"]+)" selected>\s*Detail<', form)),
    ]
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value)
    assert Client().get(BOARD, fields)["Location"] == BOARD + state
    assert Client().get(f"/zh-hans{BOARD}?page=1&utm=x")["Location"] == f"/zh-hans{BOARD}"


def test_a_facet_leads_and_sorts_like_a_dimension(ids: dict[str, int]) -> None:
    facet = "creative-generation-text-rendering-text-accuracy"
    best = ReleaseScore.objects.filter(row__generator_name="Cedar", facet="Text Accuracy")
    best.update(rank=1, rank_low=1, rank_high=2, mean=99)
    ReleaseScore.objects.filter(facet="Text Accuracy").exclude(row__generator_name="Cedar").update(rank=2, mean=50)
    assert models_of(f"?by={facet}") == "Cedar Aurora Birch"
    assert models_of(f"?sort={facet}").endswith(" Cedar")
    text = text_of(f"?by={facet}")
    assert "<title>Text Accuracy · " in text
    assert re.findall(r'id="sort-([a-z-]+)"', text)[2:5] == [facet, "overall", "creative-generation"]
    # From the sub-capability to its facets it is one click.
    shown = re.search(r'id="parts" href="([^"]+)">Show the facets', text_of("?by=creative-generation-text-rendering"))
    assert shown is not None
    assert f'id="sort-{facet}"' in text_of(shown[1])


def set_scores(**means: dict[str, float]) -> None:
    """Scores of models in dimensions, with 95% intervals of ± 2."""
    for model, by_dimension in means.items():
        for dimension, mean in by_dimension.items():
            ReleaseScore.objects.filter(row__generator_name=model, dimension=dimension, sub_capability="").update(
                mean=mean, mean_low=mean - 2, mean_high=mean + 2
            )


def test_own_weights_give_an_own_order_beside_the_boards_ranks(ids: dict[str, int]) -> None:
    set_scores(
        Aurora={"Quality": 10, "Aesthetics": 40},
        Birch={"Quality": 20, "Aesthetics": 80},
        Cedar={"Quality": 60, "Aesthetics": 20},
    )
    assert models_of("?weighting=3,1,0,0,0") == "Cedar Birch Aurora"
    assert models_of("?weighting=1,1,0,0,0") == "Birch Cedar Aurora"
    assert models_of("?weighting=1,1,0,0,0&sort=-rank") == "Aurora Cedar Birch"
    text = text_of("?weighting=3,1,0,0,0")
    assert "This is not the board's ranking" in text
    assert "(Quality 3 · Aesthetics 1)" in text
    table = table_of(text)
    assert re.search(r"<td>3[ <].*?Cedar.*?<td>50.00 <small>± 2.00</small>", table)
    assert "Board rank" in table
    # What is missing is not zero: the model has no place in the order.
    ReleaseScore.objects.filter(row__generator_name="Cedar", dimension="Aesthetics", sub_capability="").update(
        mean=None, rank=None
    )
    assert models_of("?weighting=3,1,0,0,0") == "Birch Aurora Cedar"


def test_pictures_of_a_prompt_on_demand(ids: dict[str, int]) -> None:
    assert "<img" not in table_of(text_of())
    text = text_of("?prompt=first")
    assert re.findall(r'<img src="/images/\d+/thumb.webp" alt="([^"]+)"', table_of(text)) == [
        f"{name}: picture for prompt p001" for name in ("Aurora", "Birch", "Cedar")
    ]
    assert 'loading="lazy"' in table_of(text)
    assert 'id="prompt-after" href="?prompt=p002"' in text
    assert "<img" not in table_of(text_of("?prompt=no-such-prompt"))
    PromptSuite.objects.update(hidden=True)
    hidden = text_of("?prompt=first")
    assert "<img" not in table_of(hidden)
    assert 'id="chip-pictures"' not in hidden


def rows_of(query: str, form: str = "csv") -> list[dict[str, str]]:
    reply = Client().get(f"{BOARD}releases/1/table.{form}{query}")
    assert reply.status_code == 200
    return list(csv.DictReader(reply.getvalue().decode("utf-8-sig").splitlines()))


def test_the_table_is_downloaded_as_it_is_shown(ids: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "ROWS_PER_PAGE", 1)
    query = "?by=quality-detail&sort=-size&weights=open&columns=quality,size,public&page=2"
    shown = re.search(r'href="([^"]+table.csv[^"]*)"', text_of(query))
    assert shown is not None
    assert shown[1].startswith(f"{BOARD}releases/1/table.csv?by=quality-detail&sort=-size&weights=open")
    rows = rows_of(query)
    assert [row["model"] for row in rows] == ["Cedar", "Aurora"]
    lead = ["quality_detail", "quality_detail_low", "quality_detail_high"]
    assert list(rows[0])[5:11] == [*lead, "quality", "parameters", "public_at"]
    score = ReleaseScore.objects.get(row__generator_name="Cedar", sub_capability="Detail", facet="")
    assert float(rows[0]["quality_detail"]) == score.mean
    assert rows[0]["parameters"] == "20000000000"
    document = json.loads(Client().get(f"{BOARD}releases/1/table.json{query}").getvalue())
    assert document["shown"] == query.removesuffix("&page=2")
    assert len(document["rows"]) == 2
    assert [row["own_weighting"] != "" for row in rows_of("?weighting=1,1,1,1,1")] == [True] * 3
    assert "own_weighting_low" not in rows_of("?weighting=1,1,1,1,1&scope=target")[0]


@pytest.mark.parametrize("models", [1, 3])
def test_pictures_and_own_weights_need_a_constant_number_of_queries(
    models: int, django_assert_num_queries: CountQueries
) -> None:
    publish(*(scored_submission() for _ in range(models)))
    with django_assert_num_queries(12):
        Client().get(f"{BOARD}?weighting=1,1,0,0,0&columns=quality-detail-all&prompt=first")


@pytest.mark.parametrize("models", [1, 3])
def test_no_other_state_needs_more_than_nine_queries(models: int, django_assert_num_queries: CountQueries) -> None:
    submissions = [scored_submission() for _ in range(models)]
    publish(*submissions)
    pins = ",".join(str(one.generator_id) for one in submissions[:2])
    with django_assert_num_queries(9):
        Client().get(f"{BOARD}?by=quality&sort=-quality-detail&q=e&columns=quality-all&pin={pins}")
