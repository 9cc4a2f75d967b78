"""The commands against a real site without workers: what they print, and their exit codes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from leaderboard.client.calls import Call
from leaderboard.client.salon import Salon
from leaderboard.models import ApiToken, Prompt, PromptSuite, SentPicture, Submission, User
from leaderboard.models import suites as suites_of_models
from leaderboard.pipeline.accounts import create_token
from leaderboard.pipeline.leaving import deletion
from leaderboard.pipeline.submission.submit import submit_endpoint
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile
from tests.leaderboard.client.conftest import Run
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import SPEC

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _suites() -> None:
    load_demo_suite()
    load_pixel_profile()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A picture for every prompt in English."""
    source = tmp_path / "pictures"
    source.mkdir()
    for number, key in enumerate(Prompt.objects.values_list("key", flat=True)):
        (source / f"{key}.en.png").write_bytes(png(number))
    return source


def test_login_checks_and_remembers_the_token(
    run: Run, live_server: LiveServer, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("salon_wrong\n"))
    refused = run("login", live_server.url, "--token-stdin", "--json")
    assert (refused.code, json.loads(refused.err)["error"]["problem"]["status"]) == (3, 401)
    assert "salon login" in run("generators", "list").err
    monkeypatch.setattr("sys.stdin", io.StringIO(create_token(author, "client")[1] + "\n"))
    assert run("login", live_server.url, "--token-stdin").code == 0
    GeneratorFactory.create(owner=author, name="Maple")
    assert [generator["name"] for generator in run("generators", "list", "--json").json] == ["Maple"]
    assert run("logout").code == 0
    assert run("suites").code == 3


def test_suites_and_prompts(signed_in: Run, tmp_path: Path) -> None:
    (suite,) = signed_in("suites", "--json").json
    assert (suite["key"], suite["version"]) == ("demo", "1")
    assert "demo/1" in signed_in("suites").out
    lines = [json.loads(line) for line in signed_in("prompts", "demo", "--lang", "zh").out.splitlines()]
    texts = list(Prompt.objects.order_by("position").values_list("key", "texts"))
    assert [(line["key"], line["prompt"], line["file"]) for line in lines] == [
        (key, text["zh"], f"{key}.zh.png") for key, text in texts
    ]
    file = tmp_path / "prompts.csv"
    assert signed_in("prompts", "demo/1", "--format", "csv", "-o", file).code == 0
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert {(row["key"], row["language"], row["prompt"]) for row in rows} == {
        (key, language, text) for key, by_language in texts for language, text in by_language.items()
    }


def test_a_folder_is_checked_and_submitted(signed_in: Run, author: User, folder: Path) -> None:
    assert signed_in("generators", "add", "Maple", "--organisation", "O", "--licence", "MIT").code == 0
    of_maple = ("--generator", "Maple", "--suite", "demo/1", "--lang", "en")
    (folder / "surplus.png").write_bytes(png(1))
    faulty = signed_in("check", folder, "--suite", "demo/1", "--lang", "en", "--json")
    assert (faulty.code, faulty.json["report"]["counts"]) == (1, {"surplus": 1})
    assert "surplus.png" in signed_in("check", folder, "--suite", "demo/1", "--lang", "en").out
    assert "Nothing was sent" in signed_in("submit", "folder", folder, *of_maple).err
    assert Submission.objects.count() == 0
    (folder / "surplus.png").unlink()
    sent = signed_in("submit", "folder", folder, *of_maple, "--json")
    submission = Submission.objects.get()
    assert (sent.code, sent.json["id"], submission.generator.owner) == (0, submission.pk, author)
    assert SentPicture.objects.count() == len(list(folder.iterdir())) == 24
    assert signed_in("results", submission.pk).code == 2
    watched = signed_in("watch", submission.pk, "--timeout", "0", "--json")
    assert (watched.code, json.loads(watched.out)["outcome"]) == (2, "running")


def test_a_folder_may_have_several_pictures_per_prompt(signed_in: Run, author: User, folder: Path) -> None:
    GeneratorFactory.create(owner=author, name="Maple")
    two = ("--suite", "demo/1", "--lang", "en", "--pictures-per-prompt", "2")
    names = [json.loads(line) for line in signed_in("prompts", "demo", *two[2:]).out.splitlines()]
    assert len(names) == 48
    assert [(line["file"], line["sample"]) for line in names[:2]] == [("p001.en.png", 1), ("p001.en.2.png", 2)]
    for number, line in enumerate(names):
        (folder / line["file"]).write_bytes(png(number))
    undeclared = signed_in("check", folder, *two[:4], "--json")
    assert (undeclared.code, undeclared.json["report"]["counts"]) == (1, {"surplus": 24})
    assert signed_in("check", folder, *two).code == 0
    sent = signed_in("submit", "folder", folder, "--generator", "Maple", *two, "--json")
    assert (sent.code, sent.json["pictures_per_prompt"], sent.json["progress"]["images_planned"]) == (0, 2, 48)
    (folder / "p003.en.2.png").unlink()
    lacking = signed_in("check", folder, *two, "--json").json["report"]["faults"]
    assert [(fault["sample"], "add p003.en.2.png" in fault["message"]) for fault in lacking] == [(2, True)]


def test_a_generator_is_named_in_any_case_and_a_missing_one_comes_with_the_command(
    signed_in: Run, author: User
) -> None:
    missing = signed_in("submissions", "--generator", "My Model")
    assert "salon generators add 'My Model' --organisation ORGANISATION --licence LICENCE" in missing.err
    maple = GeneratorFactory.create(owner=author, name="Maple")
    assert f"The generator is Maple ({maple.pk})." in signed_in("submissions", "--generator", "maple").err


def test_faults_of_names_come_with_the_option_that_helps(signed_in: Run, folder: Path) -> None:
    (folder / "p001.en.png").rename(folder / "p001_seed1.png")
    (folder / "p002.en.png").rename(folder / "p002_seed1.png")
    both = signed_in("check", folder, "--suite", "demo/1")
    assert "Add --lang, such as --lang en." in both.err
    english = signed_in("check", folder, "--suite", "demo/1", "--lang", "en")
    assert ("p002_seed1.png" in english.out, "p003.en.png" in english.out) == (True, False)
    assert "p003.en.png" in signed_in("check", folder, "--suite", "demo/1", "--lang", "en", "--table").out
    (folder / "p002_seed2.png").write_bytes(png(99))
    assert "--pictures-per-prompt 2" in signed_in("check", folder, "--suite", "demo/1", "--lang", "en").err


def test_other_names_are_confirmed_with_a_table(signed_in: Run, author: User, folder: Path) -> None:
    GeneratorFactory.create(owner=author, name="Maple")
    for number, file in enumerate(sorted(folder.iterdir())):
        file.rename(folder / f"{number:04d}.png")
    of_demo = ("--suite", "demo/1", "--lang", "en")
    plain = signed_in("check", folder, *of_demo)
    assert (plain.code, "ask for the order" in " ".join(plain.out.split())) == (1, True)
    ordered = signed_in("check", folder, *of_demo, "--order", "prompts")
    assert (ordered.code, "0023.png" in ordered.out, "The site would accept them" in ordered.err) == (0, True, True)
    about = ("--generator", "Maple", *of_demo, "--order", "prompts")
    refused = signed_in("submit", "folder", folder, *about)
    assert (refused.code, "repeat this with --yes" in refused.err) == (3, True)
    assert signed_in("submit", "folder", folder, *about, "--yes").code == 0


def test_an_interrupted_folder_is_continued_with_what_is_missing(
    signed_in: Run, author: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    GeneratorFactory.create(owner=author, name="Maple")
    sent: list[str] = []

    def interrupted(call: Call[Any]) -> None:
        if call.file is not None:
            sent.append(call.file.name)
            if len(sent) == 10:
                raise KeyboardInterrupt

    _listen(monkeypatch, interrupted)
    about = ("--generator", "Maple", "--suite", "demo/1", "--lang", "en")
    ended = signed_in("submit", "folder", folder, *about)
    assert (ended.code, "repeat the command to send the rest" in ended.err) == (130, True)
    before = set(SentPicture.objects.values_list("sha256", flat=True))
    assert 0 < len(before) < 24
    again: list[str] = []
    _listen(monkeypatch, lambda call: again.append(call.file.name) if call.file else None)
    assert signed_in("submit", "folder", folder, *about).code == 0
    assert len(again) == 24 - len(before)


def test_a_token_that_is_refused_is_told_why(signed_in: Run, author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "submission 77 was not found, or the account of this token cannot see it" in signed_in("results", "77").err
    row, token = create_token(author, "old")
    monkeypatch.setenv("SALON_TOKEN", token)
    ApiToken.objects.filter(pk=row.pk).update(expires_at="2020-01-02T00:00:00Z")
    assert "this API token expired on 2020-01-02" in signed_in("generators", "list").err
    ApiToken.objects.filter(pk=row.pk).update(expires_at=None)
    User.objects.filter(pk=author.pk).update(is_active=False)
    assert "the account of this API token is deactivated" in signed_in("generators", "list").err
    User.objects.filter(pk=author.pk).update(is_active=True)
    deletion.request(author, remove_name=False)
    assert "the account of this API token is being deleted" in signed_in("generators", "list").err
    ApiToken.objects.all().delete()
    assert "this API token is unknown: it was deleted" in signed_in("generators", "list").err


def _listen(monkeypatch: pytest.MonkeyPatch, heard: Callable[[Call[Any]], object]) -> None:
    """Hear every call before it is made."""
    carry_out = Salon.call

    def call(salon: Salon, call: Call[Any]) -> Any:
        heard(call)
        return carry_out(salon, call)

    monkeypatch.setattr(Salon, "call", call)


def test_an_endpoint_is_submitted_with_its_key_from_the_environment(
    signed_in: Run, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    GeneratorFactory.create(owner=author, name="Maple")
    monkeypatch.setenv("SALON_ENDPOINT_KEY", "sk-1234567890")
    about = ("--generator", "Maple", "--suite", "demo/1", "--model", "m", "--extra", '{"steps": 30}')
    refused = signed_in("submit", "endpoint", "not an address", *about)
    assert (refused.code, "base_url" in refused.err) == (3, True)
    assert signed_in("submit", "endpoint", "https://images.example.org/v1", *about).code == 0
    endpoint = Submission.objects.get().endpoint
    assert (endpoint.model, endpoint.extra, bool(endpoint.sealed_key)) == ("m", {"steps": 30}, True)


def test_an_incomplete_command_shows_its_help(run: Run) -> None:
    shown = run("submit")
    assert (shown.code, "Usage: salon submit" in shown.out, shown.err) == (3, True, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("suites", "--nothing"), "--nothing"),
        (("prompts", "other/1"), "demo/1"),
        (("prompts", "demo", "--lang", "fr"), "en, zh"),
        (("check", "/nowhere", "--suite", "demo"), "does not exist"),
        (("submit", "endpoint", "https://a.example", "--generator", "X", "--suite", "demo", "--model", "m"), "add"),
        (("results", "77"), "not found"),
        (("download", "submission", "77"), "neither public nor yours"),
        (("publish", "77", "--yes"), "o"),
    ],
)
def test_an_error_says_what_to_do_and_exits_with_3(signed_in: Run, arguments: tuple[str, ...], said: str) -> None:
    ended = signed_in(*arguments)
    assert (ended.code, ended.out) == (3, "")
    assert said in ended.err


def test_cancelling_asks_and_says_what_becomes_of_the_quota(
    signed_in: Run, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = submit_endpoint(GeneratorFactory.create(owner=author), PromptSuite.objects.get(), ["en"], SPEC)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    refused = signed_in("cancel", submission.pk)
    assert (refused.code, "Its quota is refunded" in refused.err) == (3, True)
    done = signed_in("cancel", submission.pk, "--yes", "--json")
    assert (done.code, done.json["cancelled_by"], done.json["progress"]["quota_refunded"]) == (0, "author", True)
    assert "already ended" in signed_in("cancel", submission.pk, "--yes").err


def test_practice_limits_prompts_check_and_submission(
    signed_in: Run, author: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leaderboard.domain.suite.practice.PRACTICE_PROMPTS", 6)
    suites_of_models._practice.cache_clear()
    GeneratorFactory.create(owner=author, name="Maple")
    keys = {json.loads(line)["key"] for line in signed_in("prompts", "demo", "--practice").out.splitlines()}
    assert len(keys) == 6
    on_demo = ("--suite", "demo/1", "--lang", "en", "--practice")
    checked = signed_in("check", folder, *on_demo, "--json").json
    assert (checked["accepted"], checked["report"]["pictures"], checked["left_out"]) == (True, 6, 18)
    sent = signed_in("submit", "folder", folder, "--generator", "Maple", *on_demo, "--json")
    assert "that are left out: 18." in sent.err
    assert (sent.code, sent.json["practice"], sent.json["progress"]["images_planned"]) == (0, True, 6)
    numbered = folder.with_name("numbered")
    numbered.mkdir()
    for number in range(1, 7):
        (numbered / f"{number}.png").write_bytes(png(number))
    in_subset = signed_in("check", numbered, *on_demo, "--order", "prompts", "--json").json
    assert (in_subset["accepted"], in_subset["left_out"]) == (True, 0)
    suites_of_models._practice.cache_clear()
