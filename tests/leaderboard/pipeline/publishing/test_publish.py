"""Publishing: numbered, immutable releases that keep what they were computed with, and tombstones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.utils import timezone

from leaderboard.domain.canonical import seal
from leaderboard.domain.retry import RetryPolicy
from leaderboard.models import Board, Evidence, Release, ReleaseScore, Submission
from leaderboard.pipeline.publishing import content, ranking
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.publishing.content import NewRelease, new_release
from leaderboard.pipeline.publishing.evidence import ensure_evidence
from leaderboard.pipeline.submission.visibility import make_public, withdraw
from tests.factories import GeneratorFactory, publish, running_submission, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission
from tests.leaderboard.pipeline.runs import pass_time
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db


def test_the_release_ranks_by_the_score_and_keeps_both_scopes() -> None:
    weak, strong = scored_submission(verdict=1), scored_submission(verdict=2)
    release = publish(weak, strong)
    rows = list(release.rows.prefetch_related("scores"))
    assert [row.submission_id for row in rows] == [strong.pk, weak.pk]
    overall = [next(s for s in row.scores.all() if s.dimension == "") for row in rows]
    assert [(s.mean, s.target_mean, s.rank) for s in overall] == [(100.0, 100.0, 1), (60.0, 60.0, 2)]


def test_publishing_again_without_a_change_makes_no_new_release() -> None:
    release = publish(scored_submission())
    Board.objects.update(publish_requested_at=release.published_at)
    assert publishing.publish_board(release.board_id) is None
    assert release.board.releases.count() == 1
    assert not publishing.due_boards()


def test_a_later_submission_gives_the_next_number_and_leaves_the_first_release_alone() -> None:
    first = publish(scored_submission())
    second = publish(scored_submission(verdict=2))
    assert (first.number, second.number) == (1, 2)
    assert (first.rows.count(), second.rows.count()) == (1, 2)


def test_a_generator_stands_once_with_its_newest_public_submission() -> None:
    older = scored_submission(verdict=2)
    newer = scored_submission(verdict=0, generator=older.generator)
    publish(older)
    release = publish(newer)
    assert [row.submission_id for row in release.rows.all()] == [newer.pk]


def test_a_release_keeps_seed_code_and_what_it_is_sealed_over() -> None:
    submissions = [scored_submission(verdict=1), mixed_submission()]
    release = publish(*submissions)
    assert release.sha256 == seal(release.content)
    assert release.seed == ranking.seed_of(release.board, [s.pk for s in submissions])
    assert release.content["statistics"]["seed"] == release.seed
    assert release.code_version


def test_the_sealed_content_has_these_names_and_no_others() -> None:
    content = publish(scored_submission(verdict=1), scored_submission(verdict=2)).content
    best, last = content["rows"]
    assert sorted(content) == ["board", "code_version", "levels", "rows", "statistics"]
    assert sorted(content["statistics"]) == ["level", "noise_floor", "resamples", "seed"]
    assert sorted(content["levels"]["field"][0]) == ["best", "median", "models", "path"]
    assert sorted(best) == [
        *("ahead_of_next", "attempts", "evidence_sha256", "generator", "judged_judgements", "kind"),
        *("planned_judgements", "public_at", "scores", "submission", "unranked_reason", "withdrawn_at"),
    ]
    assert sorted(best["ahead_of_next"]) == ["difference", "high", "low", "shared", "superiority"]
    assert last["ahead_of_next"] is None
    assert sorted(best["scores"][0]) == [
        *("dimension", "images", "mean", "mean_high", "mean_low"),
        *("rank", "rank_high", "rank_low", "standard_error", "target_mean"),
    ]


def test_a_release_keeps_every_level_with_ranks_and_how_it_stands_against_the_field() -> None:
    weak, strong = scored_submission(verdict=1), scored_submission(verdict=2)
    release = publish(weak, strong)
    facets = ReleaseScore.objects.filter(row__release=release).exclude(facet="").order_by("row__position", "id")
    assert {(score.row.submission_id, score.mean, score.rank, score.field_difference) for score in facets} == {
        (strong.pk, 100.0, 1, 40.0),
        (weak.pk, 60.0, 2, -40.0),
    }
    levels = weak.judge_profile.frozen.protocol.rubric.levels
    assert ReleaseScore.objects.filter(row__release=release).count() == 2 * len(levels)
    field = {tuple(level["path"]): (level["median"], level["best"]) for level in release.content["levels"]["field"]}
    assert set(field) == {path.names for path in levels}
    assert set(field.values()) == {(80.0, 100.0)}


def test_a_mean_stands_with_its_error_interval_and_rank_interval() -> None:
    release = publish(mixed_submission(), scored_submission(verdict=2))
    score = release.rows.get(position=2).scores.get(dimension="")
    assert score.images == 24
    error, low, mean, high = score.standard_error, score.mean_low, score.mean, score.mean_high
    assert None not in {error, low, mean, high}
    assert [low, mean, high] == sorted([low or 0, mean or 0, high or 0])
    assert (error or 0) > 0
    assert (score.rank, score.rank_low, score.rank_high) == (2, 2, 2)


def test_two_models_with_equal_pictures_are_not_told_apart() -> None:
    release = publish(scored_submission(verdict=1), scored_submission(verdict=1))
    for row in release.rows.all():
        score = row.scores.get(dimension="")
        assert (score.rank, score.rank_low, score.rank_high) == (1, 1, 2)


def test_every_row_names_its_evidence_and_how_often_its_author_tried() -> None:
    generator = GeneratorFactory.create()
    shown = scored_submission(generator=generator)
    running_submission(generator=GeneratorFactory.create(owner=generator.owner))
    row = publish(shown).rows.get()
    assert row.attempts == 2
    assert row.evidence_sha256 == Evidence.objects.get(submission=shown).sha256


def test_a_withdrawn_submission_stays_as_a_tombstone_and_untouched_in_earlier_releases() -> None:
    gone, other = scored_submission(verdict=2), scored_submission(verdict=1)
    first = publish(gone, other)
    before = list(first.rows.values()), list(first.content["rows"])
    withdraw(gone)
    publishing.publish_board(first.board_id)
    second = Release.objects.get(number=2)
    tombstone = second.rows.get(submission=gone)
    assert (tombstone.unranked_reason, tombstone.scores.count()) == ("withdrawn by its author", 0)
    assert tombstone.withdrawn_at is not None
    assert second.rows.get(submission=other).scores.get(dimension="").rank == 1
    assert [change["kind"] for change in second.changes] == ["withdrawn", "moved"]
    first.refresh_from_db()
    assert (list(first.rows.values()), list(first.content["rows"])) == before


@pytest.mark.django_db(transaction=True)
def test_two_publishings_at_once_are_two_releases_in_order_or_one_never_a_mixture() -> None:
    submissions = [scored_submission(verdict=verdict) for verdict in (0, 1, 2, 2)]
    for submission in submissions:
        make_public(submission)
    board = Board.objects.get()
    together([lambda: publishing.publish_board(board.pk) for _ in range(2)])
    newcomer = scored_submission(verdict=1)

    def join() -> None:
        make_public(Submission.objects.get(pk=newcomer.pk))
        publishing.publish_board(board.pk)

    together([join, lambda: publishing.publish_board(board.pk), lambda: publishing.publish_board(board.pk)])
    releases = list(board.releases.order_by("number"))
    assert [release.number for release in releases] == [1, 2]
    for release in releases:
        assert release.sha256 == seal(release.content)
        assert [row["submission"] for row in release.content["rows"]] == [r.submission_id for r in release.rows.all()]


# --- publishing as leased work ----------------------------------------------------------------------------------------
@pytest.fixture
def board() -> Board:
    """A board whose first release is due."""
    make_public(scored_submission())
    return Board.objects.get()


def during_publishing(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have something happen while a board is computed, before its release is stored."""

    def computed(board: Board) -> NewRelease:
        made = new_release(board)
        act()
        return made

    monkeypatch.setattr(publishing, "new_release", computed)


def fails(_: Board) -> NewRelease:
    raise RuntimeError("no space left\x00")


@pytest.mark.django_db(transaction=True)
def test_of_two_publishers_at_once_one_writes_the_evidence(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    written = Counter[int]()

    def counted(submission: Submission) -> Evidence:
        written[submission.pk] += 1
        return ensure_evidence(submission)

    monkeypatch.setattr(content, "ensure_evidence", counted)
    releases = together([lambda: publishing.publish_board(board.pk) for _ in range(3)])
    assert sum(release is not None for release in releases) == 1
    assert list(written.values()) == [1]


@pytest.mark.django_db(transaction=True)
def test_everything_is_computed_outside_of_a_transaction(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    states: list[bool] = []
    during_publishing(monkeypatch, lambda: states.append(connection.in_atomic_block))
    assert publishing.publish_board(board.pk) is not None
    assert states == [False]


def test_a_message_for_a_board_that_is_being_published_costs_one_statement(
    board: Board, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    assert publishing.claim_board(board.pk) is not None
    with django_assert_num_queries(1):
        assert publishing.publish_board(board.pk) is None


def test_a_request_during_publishing_leads_to_the_next_release(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    newcomer = scored_submission(verdict=2)
    with monkeypatch.context() as patch:
        during_publishing(patch, lambda: make_public(newcomer))
        first = publishing.publish_board(board.pk)
    assert first is not None
    assert first.rows.count() == 1
    board.refresh_from_db()
    assert board.publish_requested_at is not None
    assert board.deadline_at is not None
    assert board.queued_at is not None
    second = publishing.publish_board(board.pk)
    assert second is not None
    assert (second.number, second.rows.count()) == (2, 2)
    board.refresh_from_db()
    assert not any([board.publish_requested_at, board.deadline_at, board.lease_token, board.attempt])


def test_what_fails_is_recorded_and_follows_after_a_pause(
    board: Board, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(publishing, "RETRIES", RetryPolicy(max_attempts=1, base_s=1000.0, cap_s=1000.0))
    monkeypatch.setattr("random.random", lambda: 0.5)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "new_release", fails)
        with pytest.raises(RuntimeError):
            publishing.publish_board(board.pk)
    board.refresh_from_db()
    assert (board.cause, board.attempt, board.lease_token) == ("RuntimeError: no space left", 1, None)
    assert f"board {board}: attempt 1 to publish failed, the next follows in 500 s: RuntimeError" in caplog.text
    assert publishing.publish_board(board.pk) is None, "it is not due yet"
    pass_time(board, 500)
    assert publishing.publish_board(board.pk) is not None
    board.refresh_from_db()
    assert (board.cause, board.attempt) == ("", 0)


def test_a_board_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    make_public(scored_submission(languages=("en", "zh")))
    broken, sound = Board.objects.order_by("slug")
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "new_release", fails)
        with pytest.raises(RuntimeError):
            publishing.publish_board(broken.pk)
    assert publishing.publish_board(sound.pk) is not None


def test_a_publisher_that_lost_its_claim_stores_nothing(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_over() -> None:
        Board.objects.update(lease_expires_at=timezone.now())
        assert publishing.claim_board(board.pk) is not None

    during_publishing(monkeypatch, take_over)
    with pytest.raises(publishing.ClaimLost):
        publishing.publish_board(board.pk)
    assert not Release.objects.exists()
    board.refresh_from_db()
    assert (board.attempt, board.lease_token is None) == (2, False)
    assert "ended without a result" in board.cause


def test_the_deadline_counts_from_the_first_request(board: Board) -> None:
    deadline = board.deadline_at
    assert deadline is not None
    make_public(scored_submission(verdict=2))
    board.refresh_from_db()
    assert board.deadline_at == deadline
    assert board.publish_requested_at is not None
    assert board.publish_requested_at + publishing.TIME_ALLOWED > deadline
