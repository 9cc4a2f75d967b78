"""What identifies a release, the licence of its data, and how to cite it."""

from __future__ import annotations

from django.conf import settings

from leaderboard.downloads.tables import moment
from leaderboard.queries.boards import ReleaseHead


def licence_url(licence: str) -> str:
    """The address of a licence's text, by its SPDX identifier."""
    return f"https://spdx.org/licenses/{licence}.html"


def release_address(head: ReleaseHead) -> str:
    """The release's page on the site's public address; "" if the operators have not set one."""
    if not settings.SALON_SITE_URL:
        return ""
    return f"{settings.SALON_SITE_URL}{release_path(head)}"


def release_path(head: ReleaseHead) -> str:
    """The path of the release's page, the same in every language of the interface."""
    return f"/boards/{head.board.slug}/releases/{head.release.number}/"


def citation(head: ReleaseHead, address: str | None = None) -> str:
    """The release as a BibTeX entry.

    Args:
        address: of the release's page; without it ``release_address``, so that files do not depend on the request.
    """
    board, release = head.board, head.release
    fields = {
        "title": f"Salon: suite {board.suite}, judge {board.judge_profile}, prompts in {board.language}, "
        f"release {release.number}",
        "author": "{Salon}",
        "year": str(release.published_at.year),
        "month": str(release.published_at.month),
        "url": release_address(head) if address is None else address,
        "note": f"SHA-256 {release.sha256}. Licence: {settings.SALON_DATA_LICENCE}",
    }
    lines = [f"  {name:6} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{salon-{board.slug}-{release.number},\n" + ",\n".join(lines) + "\n}\n"


def citation_line(head: ReleaseHead, address: str) -> str:
    """The release in one line of text, in English as the BibTeX entry is."""
    board, day = head.board, head.release.published_at
    return (
        f"Salon: {board.suite.title} ({board.suite}), prompts in {board.language}, judged by {board.judge_profile}, "
        f"release {head.release.number}, {day.day} {day:%b %Y}. {address}"
    )


def release_facts(head: ReleaseHead) -> dict[str, str | int]:
    """What identifies a release, and what it was measured with."""
    board, profile, suite = head.board, head.board.judge_profile, head.board.suite
    return {
        "board": board.slug,
        "release": head.release.number,
        "published_at": moment(head.release.published_at),
        "sha256": head.release.sha256,
        "suite": suite.key,
        "suite_version": suite.version,
        "suite_sha256": suite.sha256,
        "judge_profile": profile.key,
        "judge_profile_version": profile.version,
        "judge_profile_sha256": profile.sha256,
        "language": board.language,
        "caveat": profile.caveat,
    }


def table_facts(head: ReleaseHead) -> dict[str, str | int]:
    """``release_facts`` with licences and citation: what every table says about itself."""
    return release_facts(head) | {
        "licence": settings.SALON_DATA_LICENCE,
        "prompts_licence": head.board.suite.licence,
        "citation": citation(head),
    }
