"""The chain of seals of a release: its content, the scores of all levels, and the evidence of every model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from leaderboard.client import calls
from leaderboard.client.errors import NotFound
from leaderboard.client.models import Release
from leaderboard.client.salon import Salon
from leaderboard.domain.canonical import seal
from leaderboard.domain.publishing.evidence import EvidenceDiffers, EvidenceOfAnotherParser
from leaderboard.offline import verify


@dataclass(frozen=True, slots=True)
class Link:
    """One part of a chain. ``state`` is "matches", "differs", "unchecked" or "absent"; ``words`` say why.

    ``judged_sha256``: the seal of what was judged, of evidence that matches; it is equal for a local run and the site.
    """

    name: str
    state: str
    words: str
    judged_sha256: str = ""

    @property
    def is_broken(self) -> bool:
        """Whether something differs."""
        return self.state == "differs"


def release_named(salon: Salon, slug: str, number: str) -> Release:
    """A release by its number, or the latest."""
    call = calls.latest_release(slug) if number == "latest" else calls.show_release(slug, int(number))
    return salon.call(call)


def release_links(salon: Salon, release: Release) -> Iterator[Link]:
    """Check a release part by part; each comes as soon as it is checked."""
    yield _compared("content", seal(release.content), release.sha256)
    with TemporaryDirectory(prefix="salon-") as folder:
        if "levels" in release.content:
            yield _levels(salon, release, Path(folder) / "levels.json")
        for row in release.content["rows"]:
            yield _row(salon, release, row, Path(folder) / "evidence.jsonl.zst")


def _levels(salon: Salon, release: Release, file: Path) -> Link:
    salon.download(f"/boards/{release.board}/releases/{release.number}/levels.json", file)
    found = seal(json.loads(file.read_text(encoding="utf-8"))["levels"])
    return _compared("levels", found, release.content["levels"]["sha256"])


def _row(salon: Salon, release: Release, row: Mapping[str, Any], file: Path) -> Link:
    name = f"submission {row['submission']} ({row['generator']['name']})"
    claimed = row["evidence_sha256"]
    if not claimed:
        return Link(name, "absent", "withdrawn: the release names no evidence")
    try:
        salon.download(f"/submissions/{row['submission']}/evidence/{claimed}.jsonl.zst", file)
    except NotFound:
        return Link(name, "absent", "its evidence is not public any more")
    return checked(name, file, claimed, lambda head: means_of(head, row, release.content["board"]["language"]))


def checked(
    name: str, file: Path, claimed_sha256: str = "", compare: Callable[[Mapping[str, Any]], str] = lambda head: ""
) -> Link:
    """Check an evidence file: its SHA-256 if one is claimed, everything in it, and its claims against others.

    Args:
        compare: gets the file's head, and returns the first difference from other claims, "" without one.
    """
    found = verify.sha256_of(file)
    if claimed_sha256 and found != claimed_sha256:
        return Link(name, "differs", f"the file's SHA-256 is {found}, {claimed_sha256} is claimed")
    try:
        verified = verify.verify_file(file)
    except EvidenceDiffers as difference:
        return Link(name, "differs", str(difference))
    except EvidenceOfAnotherParser as reason:
        return Link(name, "unchecked", f"{reason}\n{verify.OTHER_VERSION}")
    difference_found = compare(verify.head_of(file))
    if difference_found:
        return Link(name, "differs", difference_found)
    words = f"{verified.judgements} judgements and {verified.scores} scores computed again"
    return Link(name, "matches", f"{words}; what was judged: {verified.judged_sha256}", verified.judged_sha256)


def same_judged(local: Link, published: Link) -> Link:
    """Whether a local run's evidence has what the site judged, by the seals; their files differ in any case."""
    name = f"{local.name} and {published.name}"
    if not (local.judged_sha256 and published.judged_sha256):
        return Link(name, "unchecked", "the seals of what was judged cannot be compared, because of the lines above")
    if local.judged_sha256 == published.judged_sha256:
        return Link(name, "matches", f"what was judged is the same: {local.judged_sha256}")
    return Link(
        name, "differs", f"what was judged differs: {local.judged_sha256} here, {published.judged_sha256} on the site"
    )


def means_of(head: Mapping[str, Any], row: Mapping[str, Any], language: str) -> str:
    """The first difference between the means of a release's row and those of its evidence; "" without one."""
    means = {
        tuple(path): (mean, images)
        for of_language, scope, path, mean, images, _ in head["scores"]
        if (of_language, scope) == (language, "judged")
    }
    for score in row["scores"]:
        path = (score["dimension"],) if score["dimension"] else ()
        mean, images = means.get(path, (None, 0))
        if score["mean"] != mean or (score["images"] or 0) != images:
            level = score["dimension"] or "overall"
            return f"{level}: the release has {score['mean']!r}, the evidence {mean!r}"
    return ""


def _compared(name: str, found: str, claimed: str) -> Link:
    if found == claimed:
        return Link(name, "matches", f"seal {claimed}")
    return Link(name, "differs", f"its seal is {found}, {claimed} is claimed")
