"""Loading panels: matched with the latest release by name and language, once, all or nothing."""

from __future__ import annotations

import pytest

from leaderboard.domain.agreement.human_scores import HumanScoresError
from leaderboard.models import Board, HumanPanel, HumanScore
from leaderboard.pipeline.loading.panels import PanelRefused, load_panel
from leaderboard.pipeline.publishing import publish as publishing
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission
from tests.leaderboard.panels import SLUG, load, table_of

pytestmark = pytest.mark.django_db
TABLE = b"model,language,overall,quality\nAurora,en,8.5,\nBirch,en,7,6.5\n"


def publish_two() -> None:
    publish(*(scored_submission(generator=GeneratorFactory.create(name=name)) for name in ("Aurora", "Birch")))


def board() -> Board:
    return Board.objects.get(slug=SLUG)


def faults_of(content: bytes) -> list[str]:
    with pytest.raises(HumanScoresError) as caught:
        load(content)
    assert not HumanPanel.objects.exists()
    return caught.value.faults


def test_scores_are_kept_beside_the_release_that_was_the_latest() -> None:
    publish_two()
    panel = load(TABLE)
    publish(scored_submission(verdict=2))
    scores = HumanScore.objects.filter(panel=panel).order_by("row__generator_name", "dimension")
    values = scores.values_list("row__release__number", "row__generator_name", "dimension", "score")
    assert list(values) == [(1, "Aurora", "", 8.5), (1, "Birch", "", 7.0), (1, "Birch", "Quality", 6.5)]


def test_the_same_table_again_changes_nothing_even_after_a_release_without_its_models() -> None:
    publish_two()
    first = load(TABLE)
    publish(mixed_submission(generator=GeneratorFactory.create(name="Cedar")))
    again, is_new = load_panel(table_of(b"model,language,quality,overall\nBirch,en,6.50,7\nAurora,en,,8.5\n"), board())
    assert (again, is_new) == (first, False)
    assert HumanScore.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "source", "difference"),
    [
        (TABLE, "somebody", "its source is '40 readers of a magazine' there and 'somebody' here"),
        (TABLE.replace(b"8.5", b"8"), "", "'Aurora' in 'en' has 8.5 for overall there and 8.0 here"),
        (TABLE.replace(b"6.5", b""), "", "'Birch' in 'en' has 6.5 for Quality there and no score here"),
        (TABLE + b"Cedar,en,1,\n", "", "'Cedar' in 'en' has no score for overall there and 1.0 here"),
    ],
)
def test_other_content_under_the_same_title_is_refused(content: bytes, source: str, difference: str) -> None:
    publish_two()
    load(TABLE)
    table = table_of(content, source=source) if source else table_of(content)
    with pytest.raises(PanelRefused) as refused:
        load_panel(table, board())
    assert str(refused.value) == f"the panel 'Readers' is already loaded with other content: {difference}"
    assert HumanScore.objects.count() == 3


def test_another_board_under_the_same_title_is_refused() -> None:
    publish(scored_submission(languages=("en", "zh"), generator=GeneratorFactory.create(name="Aurora")))
    load(b"model,language,overall\nAurora,en,8\n")
    with pytest.raises(PanelRefused, match=f"its board is '{SLUG}' there and '{SLUG[:-2]}zh' here"):
        load(b"model,language,overall\nAurora,en,8\n", slug=f"{SLUG[:-2]}zh")


def test_lines_in_another_language_belong_to_the_board_in_that_language() -> None:
    submission = scored_submission(languages=("en", "zh"), generator=GeneratorFactory.create(name="Aurora"))
    publish(submission)
    zh = Board.objects.get(language="zh")
    content = b"model,language,overall\nAurora,en,8\nAurora,zh,7\n"
    assert faults_of(content) == [f"panel.csv:3: no board like {SLUG} in 'zh' has a release; one of en is expected"]
    publishing.publish_board(zh.pk)
    load(content)
    scores = HumanScore.objects.order_by("score").values_list("row__release__board__language", "score")
    assert list(scores) == [("zh", 7.0), ("en", 8.0)]


def test_a_model_that_is_not_ranked_there_is_told_with_its_line() -> None:
    publish(
        scored_submission(generator=GeneratorFactory.create(name="Aurora")),
        mixed_submission(lost=9, generator=GeneratorFactory.create(name="Lossy")),
    )
    reason = "only 104 of 113 planned judgements exist (99% are needed)"
    assert faults_of(b"model,language,overall\naurora,en,8\nLossy,en,3\nAurora,fr,1\n") == [
        f"panel.csv:2: no model in {SLUG} release 1 is called 'aurora'; one of Aurora is expected",
        f"panel.csv:3: 'Lossy' has no rank in {SLUG} release 1: {reason}; a ranked model is expected",
        f"panel.csv:4: no board like {SLUG} in 'fr' has a release; one of en is expected",
    ]


def test_a_name_that_two_models_bear_is_told() -> None:
    publish(*(scored_submission(generator=GeneratorFactory.create(name="Aurora")) for _ in range(2)))
    assert faults_of(b"model,language,overall\nAurora,en,8\n") == [
        f"panel.csv:2: 2 models in {SLUG} release 1 are called 'Aurora'; one is expected"
    ]
