"""Options that several commands take: a suite and a board, by name."""

from __future__ import annotations

from django.core.management.base import CommandError

from leaderboard.models import Board, PromptSuite


def suite_named(name: str, *, advice: str) -> PromptSuite:
    """The suite KEY (its newest version) or KEY/VERSION.

    Raises:
        CommandError: when it is not loaded, with the suites that are and with ``advice``.
    """
    suite_key, _, version = name.partition("/")
    versions = PromptSuite.objects.filter(key=suite_key, **({"version": version} if version else {}))
    suite = versions.order_by("-id").first()
    if suite is None:
        suites = PromptSuite.objects.order_by("key", "id")
        loaded = ", ".join(f"{loaded.key}/{loaded.version}" for loaded in suites) or "none"
        raise CommandError(f"there is no suite {name} (loaded: {loaded}); {advice}")
    return suite


def board_named(slug: str, *, consequence: str = "") -> Board:
    """The board with this slug.

    Raises:
        CommandError: when there is none, with the boards that there are and with ``consequence``.
    """
    board = Board.objects.filter(slug=slug).first()
    if board is None:
        boards = ", ".join(Board.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"there is no board {slug}; the boards are: {boards}{consequence}")
    return board
