"""The home page's prompt of the day: one prompt with pictures by the first models of a board, another one every day.

A page of the cache is made again every minute (``pagecache/pages.py``), so the prompt changes within a minute of
midnight UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from leaderboard.models import Board, GeneratedImage
from leaderboard.queries.pictures import first_samples
from leaderboard.queries.visibility import public_images
from leaderboard.web.home.board_cards import BoardCard, TopEntry

_MOST_PICTURES = 4


@dataclass(frozen=True, slots=True)
class DailyPicture:
    """A picture by one of the first models of the board."""

    image_id: int
    entry: TopEntry


@dataclass(frozen=True, slots=True)
class DailyPrompt:
    """A prompt of a board's suite, its text in the board's language, and pictures in the order of the ranking."""

    board: Board
    key: str
    text: str
    pictures: Sequence[DailyPicture]


def daily_prompt(cards: Sequence[BoardCard], day: date, language: str) -> DailyPrompt | None:
    """The prompt of that day; None while no board has a picture that everybody may see.

    Args:
        language: that of the interface. Boards in this language are preferred, those with a comparable judge even more.
    """
    candidates = _preferred(cards, language.partition("-")[0])
    turn, first = divmod(day.toordinal(), max(len(candidates), 1))
    for card in [*candidates[first:], *candidates[:first]]:
        prompts = _prompts_with_most_pictures(card)
        if prompts:
            return _prompt(card, prompts[turn % len(prompts)])
    return None


def _preferred(cards: Sequence[BoardCard], language: str) -> list[BoardCard]:
    def preference(card: BoardCard) -> tuple[bool, bool]:
        return card.board.judge_profile.comparable, card.board.language == language

    with_models = [card for card in cards if card.top]
    best = max(map(preference, with_models), default=None)
    return [card for card in with_models if preference(card) == best]


def _pictures(card: BoardCard) -> QuerySet[GeneratedImage]:
    submissions = [entry.submission_id for entry in card.top]
    return public_images().filter(
        submission__in=submissions, language=card.board.language, stored__rendered_at__isnull=False
    )


def _prompts_with_most_pictures(card: BoardCard) -> list[int]:
    """The prompts for which most of the first models have a picture, in the suite's order."""
    counts = (
        _pictures(card)
        .order_by("prompt__position")
        .values_list("prompt")
        .annotate(models=Count("submission", distinct=True))
    )
    models_by_prompt: Mapping[int, int] = dict(counts)
    most = max(models_by_prompt.values(), default=0)
    return [prompt for prompt, models in models_by_prompt.items() if models == most]


def _prompt(card: BoardCard, prompt: int) -> DailyPrompt | None:
    images = {image.submission_id: image for image in first_samples(_pictures(card).filter(prompt=prompt))}
    shown = [(images[entry.submission_id], entry) for entry in card.top if entry.submission_id in images]
    if not shown:
        return None  # hidden since the prompt was chosen
    about = shown[0][0].prompt
    pictures = [DailyPicture(image.pk, entry) for image, entry in shown[:_MOST_PICTURES]]
    return DailyPrompt(card.board, about.key, about.texts[card.board.language], pictures)
