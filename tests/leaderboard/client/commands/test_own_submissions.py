"""One's own submissions from the command line: stated, listed, compared, downloaded and shared."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import httpx
import pytest
from pytest_django.live_server_helper import LiveServer

from leaderboard.models import Prompt, Submission, User
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile, scored_submission
from tests.leaderboard.client.conftest import Run
from tests.leaderboard.domain.pictures import png

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _suites() -> None:
    load_demo_suite()
    load_pixel_profile()


def test_what_is_stated_with_a_submission_is_stored_and_a_wrong_setting_is_named(
    signed_in: Run, author: User, tmp_path: Path
) -> None:
    GeneratorFactory.create(owner=author, name="Maple")
    for number, key in enumerate(Prompt.objects.values_list("key", flat=True)):
        (tmp_path / f"{key}.en.png").write_bytes(png(number))
    submit = ("submit", "folder", tmp_path, "--generator", "Maple", "--suite", "demo/1", "--lang", "en")
    for wrong, said in (("stepz=30", "There is no setting"), ("steps=0", "whole number from 1"), ("steps", "no value")):
        refused = signed_in(*submit, "--setting", wrong)
        assert (refused.code, said in refused.err) == (3, True)
    assert not Submission.objects.exists()
    stated = ("--label", "step 12000", "--commit", "abc123", "--notes", "cold", "--setting", "steps=30", "--setting")
    assert signed_in(*submit, *stated, "guidance=4.5").code == 0
    submission = Submission.objects.get()
    assert (submission.label, submission.commit, submission.notes) == ("step 12000", "abc123", "cold")
    assert submission.stated_settings.given() == {"steps": 30, "guidance": 4.5}


def test_private_submissions_are_listed_compared_and_downloaded(signed_in: Run, author: User, tmp_path: Path) -> None:
    generator = GeneratorFactory.create(owner=author, name="Maple")
    first, second = (scored_submission(v, generator=generator, label=f"try {v}") for v in (2, 1))
    assert [one["id"] for one in signed_in("submissions", "--json").json] == [second.pk, first.pk]
    assert [one["overall"]["en"] for one in signed_in("submissions", "--json").json] == [60.0, 100.0]
    assert "100.00" in signed_in("submissions", "--label", "try 2").out
    assert "try 2" in signed_in("submissions", "--label", "try 2", "--generator", "Maple", "--outcome", "scored").out
    assert "no such submission" in signed_in("submissions", "--outcome", "failed").err
    compared = signed_in("compare", first.pk, second.pk)
    assert compared.code == 0
    assert f"Submission {first.pk} scores reliably higher than submission {second.pk} overall" in compared.out
    assert "+40.00" in compared.out
    assert len(signed_in("compare", first.pk, second.pk, "--json").json["groups"]) == 3
    files = [tmp_path / "reports" / f"compare.{ending}" for ending in ("txt", "md", "html", "json")]
    outputs = [part for file in files for part in ("-o", file)]
    assert signed_in("compare", first.pk, second.pk, "--report", "markdown", *outputs).out == files[1].read_text()
    text, _markdown, html, as_json = (file.read_text(encoding="utf-8") for file in files)
    assert text == compared.out
    assert f"/submissions/compare/?runs={first.pk},{second.pk}" in unescape(html)
    assert json.loads(as_json)["groups"][0]["levels"][0]["differences"][0]["settled"] == 1
    assert "no known ending" in signed_in("compare", first.pk, second.pk, "-o", tmp_path / "compare.xml").err
    assert "no form junit" in signed_in("compare", first.pk, second.pk, "--report", "junit").err
    assert "two to four different submissions are expected; 1 named" in signed_in("compare", first.pk).err
    file = tmp_path / "evidence"
    assert signed_in("download", "submission", first.pk, "--to", file).code == 0
    assert file.read_bytes()[:4] == b"\x28\xb5\x2f\xfd"  # the first bytes of Zstandard
    assert signed_in("download", "submission", scored_submission(1).pk).code == 3


def test_a_link_is_created_listed_and_revoked(signed_in: Run, author: User, live_server: LiveServer) -> None:
    mine = scored_submission(2, generator=GeneratorFactory.create(owner=author))
    created = signed_in("share", "create", mine.pk, "--days", "7")
    link = created.out.strip()
    assert link.startswith(f"{live_server.url}/shared/")
    page = httpx.get(link, follow_redirects=True)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    (listed,) = json.loads(signed_in("share", "list", "--json").out)
    assert listed["submissions"] == [mine.pk]
    assert str(mine.pk) in signed_in("share", "list").out
    assert signed_in("share", "revoke", listed["id"]).code == 0
    assert httpx.get(link).status_code == 410
