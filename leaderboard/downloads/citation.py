"""Under which licence a release's data may be used, and how it is cited."""

from __future__ import annotations

from django.conf import settings

from leaderboard.downloads.release_table import release_facts
from leaderboard.queries.boards import ReleaseHead


def licence_url(licence: str) -> str:
    """Where the text of a suite's licence stands, by its SPDX identifier."""
    return f"https://spdx.org/licenses/{licence}.html"


def release_address(head: ReleaseHead) -> str:
    """The release's page on the site's public address; "" where the operators have not said what that is."""
    if not settings.SALON_SITE_URL:
        return ""
    return f"{settings.SALON_SITE_URL}/boards/{head.board.slug}/releases/{head.release.number}/"


def citation(head: ReleaseHead) -> str:
    """The release as a BibTeX entry. It is the same for every reader: it depends on no request."""
    board, release = head.board, head.release
    fields = {
        "title": f"Salon: suite {board.suite}, judge {board.judge_profile}, prompts in {board.language}, "
        f"release {release.number}",
        "author": "{Salon}",
        "year": str(release.published_at.year),
        "month": str(release.published_at.month),
        "url": release_address(head),
        "note": f"SHA-256 {release.sha256}. Licence: {settings.SALON_DATA_LICENCE}",
    }
    lines = [f"  {name:6} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{salon-{board.slug}-{release.number},\n" + ",\n".join(lines) + "\n}\n"


def table_facts(head: ReleaseHead) -> dict[str, str | int]:
    """What stands inside of every file: which release it is of, its seal, licence and citation."""
    return release_facts(head) | {
        "licence": settings.SALON_DATA_LICENCE,
        "prompts_licence": head.board.suite.licence,
        "citation": citation(head),
    }
