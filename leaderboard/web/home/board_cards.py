"""Reads of all boards for the home page: three queries, whatever the number of boards and models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.models import Board, Release, ReleaseScore
from leaderboard.queries.boards import RANKED_ROWS, latest_releases
from leaderboard.queries.visibility import public_images

PODIUM = 3
_PROMPTS_TRIED = 4


@dataclass(frozen=True, slots=True)
class TopEntry:
    """One line of a board's card. ``picture`` is the id of its picture for the card's prompt, if there is one."""

    submission_id: int
    generator_id: int
    name: str
    rank: int
    rank_low: int | None
    rank_high: int | None
    mean: float
    picture: int | None


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A board as the home page shows it: its latest release in a few facts.

    The pictures of ``top`` are all of one prompt: the suite's first for which each of these models has a picture.
    """

    board: Board
    release: Release
    ranked: int
    unranked: int
    top: tuple[TopEntry, ...]


def board_cards() -> list[BoardCard]:
    """All boards that have a release; those with a comparable judge first."""
    releases = list(
        latest_releases()
        .annotate(ranked=RANKED_ROWS, listed=Count("rows"))
        .order_by("-board__judge_profile__comparable", "board__slug")
    )
    top = _top_entries(releases)
    pictures = _pictures(entry.submission_id for entries in top.values() for entry in entries)
    return [
        BoardCard(
            board=release.board,
            release=release,
            ranked=release.ranked,
            unranked=release.listed - release.ranked,
            top=tuple(_with_pictures(top[release.pk], pictures, release.board.language)),
        )
        for release in releases
    ]


def _top_entries(releases: Iterable[Release]) -> defaultdict[int, list[TopEntry]]:
    # By position and not by rank: ties can put more than PODIUM models at the first ranks.
    scores = (
        ReleaseScore.objects.filter(row__release__in=releases, dimension=OVERALL_COLUMN, row__position__lte=PODIUM)
        .order_by("row__position")
        .values_list(
            *("row__release_id", "row__submission_id", "row__submission__generator_id", "row__generator_name"),
            *("rank", "rank_low", "rank_high", "mean"),
        )
    )
    top: defaultdict[int, list[TopEntry]] = defaultdict(list)
    for release, submission, generator, name, rank, low, high, mean in scores:
        if rank is not None and mean is not None:
            top[release].append(TopEntry(submission, generator, name, rank, low, high, mean, None))
    return top


def _pictures(submissions: Iterable[int]) -> dict[tuple[int, str], dict[int, int]]:
    """Ids of pictures of the suites' first prompts, by submission and language, then by the prompt's position."""
    images = (
        public_images()
        .filter(
            submission__in=set(submissions),
            prompt__position__lte=_PROMPTS_TRIED,
            stored__isnull=False,
        )
        .values_list("pk", "submission_id", "language", "prompt__position")
    )
    pictures: defaultdict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for image_id, submission, language, position in images:
        pictures[submission, language][position] = image_id
    return pictures


def _with_pictures(
    entries: Sequence[TopEntry], pictures: Mapping[tuple[int, str], Mapping[int, int]], language: str
) -> Iterator[TopEntry]:
    by_position = [pictures.get((entry.submission_id, language), {}) for entry in entries]
    shared = set.intersection(*map(set, by_position)) if by_position else set()
    for entry, images in zip(entries, by_position, strict=True):
        yield replace(entry, picture=images[min(shared)]) if shared else entry
