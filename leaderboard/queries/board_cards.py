"""Reads of all boards for the home page: three queries, whatever the number of boards and models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from leaderboard.domain.ranking import OVERALL
from leaderboard.models import Board, GeneratedImage, Release, ReleaseScore
from leaderboard.queries.boards import latest_releases

PODIUM, STRIP = 3, 4


@dataclass(frozen=True, slots=True)
class TopEntry:
    """One line of a board's card."""

    submission_id: int
    name: str
    rank: int
    mean: float


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A board as the home page shows it: its latest release in a few facts.

    ``pictures`` are keys of the leader's pictures for the suite's first prompts.
    """

    board: Board
    release: Release
    ranked: int
    unranked: int
    top: tuple[TopEntry, ...]
    pictures: tuple[int, ...]


def board_cards() -> list[BoardCard]:
    """All boards that have a release; those with a comparable judge first."""
    releases = list(
        latest_releases()
        .annotate(ranked=Count("rows", filter=Q(rows__unranked_reason="")), listed=Count("rows"))
        .order_by("-board__judge_profile__comparable", "board__slug")
    )
    top = _top_entries(releases)
    pictures = _first_pictures(entries[0].submission_id for entries in top.values())
    return [
        BoardCard(
            board=release.board,
            release=release,
            ranked=release.ranked,
            unranked=release.listed - release.ranked,
            top=tuple(entries := top.get(release.pk, [])),
            pictures=tuple(pictures[entries[0].submission_id, release.board.language]) if entries else (),
        )
        for release in releases
    ]


def _top_entries(releases: Iterable[Release]) -> defaultdict[int, list[TopEntry]]:
    # Ties can put more than PODIUM entries at these ranks: only the first of them stand on the card.
    scores = (
        ReleaseScore.objects.filter(row__release__in=releases, dimension=OVERALL, row__position__lte=PODIUM)
        .order_by("row__position")
        .values_list("row__release_id", "row__submission_id", "row__generator_name", "rank", "mean")
    )
    top: defaultdict[int, list[TopEntry]] = defaultdict(list)
    for release, submission, name, rank, mean in scores:
        if rank is not None and mean is not None:
            top[release].append(TopEntry(submission, name, rank, mean))
    return top


def _first_pictures(submissions: Iterable[int]) -> defaultdict[tuple[int, str], list[int]]:
    """The pictures of the suite's first prompts, by submission and language."""
    images = (
        GeneratedImage.objects.filter(
            submission__in=set(submissions),
            submission__suite__hidden=False,
            prompt__position__lte=STRIP,
            stored__isnull=False,
        )
        .order_by("prompt__position")
        .values_list("pk", "submission_id", "language")
    )
    pictures: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for key, submission, language in images:
        pictures[submission, language].append(key)
    return pictures
