"""Submissions that a fault is injected into, and what has to hold when they have ended."""

from __future__ import annotations

import base64
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.faults.site import Site, wait_until

SUITE, HIDDEN, SINGLE = "faults/1", "faults-hidden/1", "faults-single/1"
PICTURES, CALLS = 4, 12
"""Of one submission in one language of SUITE."""

ENDS_WITHIN_S = 60
_FACTS = {"organisation": "Tests", "licence": "MIT"}


@dataclass(frozen=True)
class Results:
    """Everything that a run gives, to the bit. Equal for two runs of the same pictures."""

    pictures: list[tuple[Any, ...]]
    judgements: list[tuple[Any, ...]]
    image_scores: list[tuple[Any, ...]]
    scores: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Run:
    """One submission at the site; ``tag`` names it to the endpoint."""

    site: Site
    id: int
    tag: str

    def state(self) -> dict[str, Any]:
        """What its author sees."""
        return self.site.author.submission(self.id)

    @property
    def outcome(self) -> str:
        return str(self.site.value("SELECT outcome FROM leaderboard_submission WHERE id = %s", self.id))

    @property
    def cause(self) -> str:
        return str(self.site.value("SELECT cause FROM leaderboard_submission WHERE id = %s", self.id))

    @property
    def stored(self) -> int:
        """Pictures that are stored."""
        return self._count("leaderboard_generatedimage WHERE submission_id = %s AND status = 'stored'")

    @property
    def judged(self) -> int:
        """Judge calls that are recorded."""
        return self._count(
            "leaderboard_judgement j JOIN leaderboard_judgedimage d ON d.id = j.judging_id WHERE d.submission_id = %s"
        )

    @property
    def refunded(self) -> bool:
        return bool(self._count("leaderboard_quotaentry WHERE submission_id = %s AND refunded_at IS NOT NULL"))

    def calls(self) -> dict[str, int]:
        """How often its endpoint was asked for each prompt."""
        return self.site.endpoint_calls(self.tag)

    def wait_for_end(self, within_s: float = ENDS_WITHIN_S) -> str:
        """Wait until it has ended; returns the outcome."""
        wait_until(lambda: self.outcome != "running", f"the end of {self.tag}", within_s=within_s)
        return self.outcome

    def wait_until_stored(self, pictures: int = 1) -> None:
        wait_until(lambda: self.stored >= pictures, f"{pictures} stored pictures", within_s=30, every_s=0.02)

    def wait_until_judged(self, calls: int = 1) -> None:
        wait_until(lambda: self.judged >= calls, f"{calls} recorded calls", within_s=30, every_s=0.02)

    def wait_until_called(self, calls: int = 1) -> None:
        wait_until(lambda: sum(self.calls().values()) >= calls, f"{calls} calls to the endpoint", within_s=30)

    def publish(self) -> None:
        """Make it public; the board's release follows."""
        self.site.author.publish(self.id)

    def releases(self) -> list[tuple[Any, ...]]:
        """Board, number and seal of all releases that hold it, in order."""
        return self.site.rows(
            "SELECT r.board_id, r.number, r.sha256 FROM leaderboard_release r JOIN leaderboard_releaserow w"
            " ON w.release_id = r.id WHERE w.submission_id = %s ORDER BY 1, 2",
            self.id,
        )

    def wait_until_published(self, within_s: float = ENDS_WITHIN_S) -> None:
        wait_until(lambda: bool(self.releases()), f"a release with {self.tag}", within_s=within_s)

    def evidence(self) -> Path:
        """The file from which its published scores can be computed again."""
        sha256 = self.site.value("SELECT sha256 FROM leaderboard_evidence WHERE submission_id = %s", self.id)
        return Path(self.site.storage.folder, "evidence", sha256[:2]) / f"{sha256}.jsonl.zst"

    def results(self) -> Results:
        """Everything it gave."""
        of_image = (
            "FROM leaderboard_generatedimage i JOIN leaderboard_prompt p ON p.id = i.prompt_id"
            " JOIN leaderboard_judgedimage d ON d.image_id = i.id"
        )
        where = "WHERE i.submission_id = %s ORDER BY 1, 2, 3"
        return Results(
            pictures=self.site.rows(
                "SELECT p.key, i.language, i.status, i.stored_id FROM leaderboard_generatedimage i"  # noqa: S608  # constant
                f" JOIN leaderboard_prompt p ON p.id = i.prompt_id {where}",
                self.id,
            ),
            judgements=self.site.rows(
                "SELECT p.key, i.language, j.dimension, j.status, j.verdicts, j.content, j.first_reply"
                f" {of_image} JOIN leaderboard_judgement j ON j.judging_id = d.id {where}",
                self.id,
            ),
            image_scores=self.site.rows(
                "SELECT p.key, i.language, s.scope, s.overall, s.levels"
                f" {of_image} JOIN leaderboard_imagescore s ON s.judging_id = d.id {where}",
                self.id,
            ),
            scores=self.site.rows(
                "SELECT language, scope, dimension, sub_capability, facet, mean, images, standard_error,"
                " not_applicable, missing FROM leaderboard_submissionscore WHERE submission_id = %s"
                " ORDER BY 1, 2, 3, 4, 5",
                self.id,
            ),
        )

    def check(self, expected: Results) -> None:
        """It was scored, to the bit like the undisturbed run; nothing is there twice, and nothing is left over."""
        assert self.outcome == "scored", self.cause
        results = self.results()
        assert results.pictures == expected.pictures
        assert results.judgements == expected.judgements
        assert results.image_scores == expected.image_scores
        assert results.scores == expected.scores
        self.check_ended()

    def check_ended(self) -> None:
        """Every state has reached its end, nobody holds a lease, and nothing is there twice."""
        work = "WHERE submission_id = %s AND (status = 'planned' OR lease_token IS NOT NULL)"
        assert self._count(f"leaderboard_generatedimage {work}") == 0
        if self.outcome == "scored":
            assert self._count(f"leaderboard_judgedimage {work}") == 0
        assert self._count("leaderboard_submission WHERE id = %s AND lease_token IS NOT NULL") == 0
        check_nothing_twice(self.site)

    def wait_and_check(self, expected: Results, within_s: float = ENDS_WITHIN_S) -> None:
        self.wait_for_end(within_s)
        self.check(expected)

    def _count(self, of: str) -> int:
        return int(self.site.value(f"SELECT count(*) FROM {of}", self.id))  # noqa: S608  # only texts from above


def check_nothing_twice(site: Site) -> None:
    """No picture, call, score, release or evidence is there twice, whatever constraints say."""
    for what, columns, table in (
        ("picture", "submission_id, prompt_id, language", "leaderboard_generatedimage"),
        ("judging", "image_id, judge_profile_id", "leaderboard_judgedimage"),
        ("judgement", "judging_id, dimension", "leaderboard_judgement"),
        ("score", "submission_id, language, scope, dimension, sub_capability, facet", "leaderboard_submissionscore"),
        ("release", "board_id, number", "leaderboard_release"),
        ("evidence", "submission_id", "leaderboard_evidence"),
        ("debit", "submission_id", "leaderboard_quotaentry"),
    ):
        twice = site.rows(
            f"SELECT {columns}, count(*) FROM {table} GROUP BY {columns} HAVING count(*) > 1"  # noqa: S608  # constants
        )
        assert twice == [], f"a {what} is there twice"
    numbered = (
        "SELECT board_id, number, sha256, lag(sha256) OVER w, row_number() OVER w FROM leaderboard_release"
        " WINDOW w AS (PARTITION BY board_id ORDER BY number)"
    )
    for board, number, seal, before, expected in site.rows(numbered):
        assert number == expected, f"board {board} has a gap before release {number}"
        assert seal != before, f"board {board} has the same release twice: {number}"


def submit_endpoint(
    site: Site,
    name: str,
    *,
    suite: str = SUITE,
    misbehave: str | None = None,
    base_url: str | None = None,
    **body: Any,
) -> Run:
    """Submit the suite's endpoint.

    Args:
        name: names the generator, and the run in messages; each test has its own.
        misbehave: see tests/faults/standins/endpoint.py.
        body: further fields of every call's body.
    """
    extra = {"tag": name, "response_format": "b64_json", **body}
    if misbehave:
        extra["misbehave"] = misbehave
    submission = site.author.submit_endpoint(
        generator=site.author.generator({"name": name, **_FACTS}),
        suite=suite,
        languages=["en"],
        base_url=base_url or f"{site.endpoint_url}/v1",
        model="sample-plain",
        size="256x256",
        extra=extra,
    )
    return Run(site, int(submission["id"]), name)


def submit_bundle(site: Site, name: str, file: Path) -> Run:
    """Submit a zip."""
    generator = site.author.generator({"name": name, **_FACTS})
    submission = site.author.submit_bundle(file, generator=generator, suite=SUITE, languages=["en"])
    return Run(site, int(submission["id"]), name)


def write_bundle(site: Site, file: Path) -> Path:
    """A zip with the pictures that the endpoint gives."""
    with zipfile.ZipFile(file, "w") as bundle:
        for prompt in site.author.prompts(SUITE):
            body = {
                "prompt": prompt["texts"]["en"],
                "model": "sample-plain",
                "size": "256x256",
                "response_format": "b64_json",
                "tag": "bundle",
            }
            reply = httpx.post(f"{site.endpoint_url}/v1/images/generations", json=body).raise_for_status().json()
            bundle.writestr(f"{prompt['key']}.en.png", base64.b64decode(reply["data"][0]["b64_json"]))
    return file


@contextmanager
def hurried(site: Site) -> Iterator[None]:
    """Make work due at once that waits for its next try, so that minutes of waiting pass in seconds."""
    ended = threading.Event()
    statements = (
        "UPDATE leaderboard_judgedimage SET due_at = now() WHERE status = 'planned' AND due_at > now()",
        "UPDATE leaderboard_generatedimage SET due_at = now() WHERE status = 'planned' AND due_at > now()",
        "UPDATE leaderboard_endpointrun SET paused_until = now() WHERE paused_until > now()",
        (
            "UPDATE leaderboard_submission SET due_at = now()"
            " WHERE outcome = 'running' AND stage = 'submission' AND due_at > now()"
        ),
    )

    def hurry() -> None:
        while not ended.wait(0.5):
            with psycopg.connect(site.postgres.url, autocommit=True) as connection:
                for statement in statements:
                    connection.execute(statement)

    thread = threading.Thread(target=hurry, name="hurry", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
