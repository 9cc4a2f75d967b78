"""What the demo does: four submissions through the site's public pages and API, followed to the published boards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.demo.bundles import broken_bundle, good_bundle
from leaderboard.demo.visitor import VisitFault, Visitor, wait_for

SUITE = "demo/1"
LANGUAGES = ["en", "zh"]
FINISHED_WITHIN_S = 600

_FINE = {
    "name": "Sample Fine",
    "organisation": "Salon samples",
    "licence": "Apache-2.0",
    "open_weights": True,
    "homepage": "https://example.org/fine",
    "description": "The sample generator at its best: sharp, clean, in the colours that the prompt names.",
}
_COARSE = {
    **_FINE,
    "name": "Sample Coarse",
    "homepage": "https://example.org/coarse",
    "description": "The sample generator at its worst: small, noisy, blurred, in muddy colours.",
}
_BUNDLE = {
    **_FINE,
    "name": "Sample Plain",
    "homepage": "https://example.org/plain",
    "description": "Pictures drawn beforehand at middling quality and submitted as a bundle.",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """The ids of the demo's submissions: three to be judged (by generator name), one to be rejected."""

    accepted: dict[str, int]
    broken: int


def submit_all(visitor: Visitor, generator_url: str, folder: Path) -> Visit:
    """Register three generators, and submit two endpoints, a good bundle and a broken one."""
    prompts = visitor.prompts(SUITE)
    folder.mkdir(parents=True, exist_ok=True)
    bundle = good_bundle(folder / "plain.zip", prompts, LANGUAGES)
    broken = broken_bundle(folder / "broken.zip", prompts, "en")
    accepted = {}
    for facts, model in ((_FINE, "sample-fine"), (_COARSE, "sample-coarse")):
        submission = visitor.submit_endpoint(
            generator=visitor.generator(facts),
            suite=SUITE,
            languages=LANGUAGES,
            base_url=generator_url,
            model=model,
            size="512x512",
        )
        accepted[str(facts["name"])] = int(submission["id"])
    generator = visitor.generator(_BUNDLE)
    accepted["Sample Plain"] = int(
        visitor.submit_bundle(bundle, generator=generator, suite=SUITE, languages=LANGUAGES)["id"]
    )
    rejected = visitor.submit_bundle(broken, generator=generator, suite=SUITE, languages=["en"])
    return Visit(accepted, int(rejected["id"]))


def follow(visitor: Visitor, visit: Visit, show: Callable[[list[dict[str, Any]]], None]) -> dict[str, Any]:
    """Wait until all submissions have ended as expected; returns the state of the rejected bundle.

    Raises:
        VisitFault: naming the submission that ended differently, with its cause.
    """
    states: dict[int, dict[str, Any]] = {}

    def ended() -> bool:
        submission_ids = [*visit.accepted.values(), visit.broken]
        states.update({submission_id: visitor.submission(submission_id) for submission_id in submission_ids})
        show([states[submission_id] for submission_id in submission_ids])
        return all(state["outcome"] != "running" for state in states.values())

    wait_for(ended, "the end of all submissions", within_s=FINISHED_WITHIN_S)
    for name, submission_id in visit.accepted.items():
        state = states[submission_id]
        if state["outcome"] != "scored":
            raise VisitFault(f"submission {submission_id} ({name}) ended as {state['outcome']}: {state['cause']}")
    if states[visit.broken]["outcome"] != "rejected":
        raise VisitFault("the bundle that is broken on purpose was not rejected")
    return states[visit.broken]


def publish_all(visitor: Visitor, visit: Visit) -> list[dict[str, Any]]:
    """Make the three submissions public, and wait for releases that contain them; returns these releases."""
    for submission_id in visit.accepted.values():
        visitor.publish(submission_id)
    expected = set(visit.accepted.values())
    slugs = [board["slug"] for board in visitor.boards() if board["suite"] == SUITE]
    releases: list[dict[str, Any]] = []

    def published() -> bool:
        releases[:] = [visitor.release(slug) for slug in slugs if _has_release(visitor, slug)]
        return len(releases) >= len(LANGUAGES) and all(expected <= _submissions(release) for release in releases)

    wait_for(published, "the publishing of the boards", within_s=60)
    return releases


def _has_release(visitor: Visitor, slug: str) -> bool:
    return any(board["slug"] == slug and board["release"] for board in visitor.boards())


def _submissions(release: dict[str, Any]) -> set[int]:
    return {int(row["submission"]) for row in release["content"]["rows"]}
