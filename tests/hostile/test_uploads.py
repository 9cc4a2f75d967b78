"""Uploads that nobody wants: they are refused before they are on the disk, and each account's are few."""

from __future__ import annotations

import os
import socket
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from leaderboard.demo.visitor import Account, Visitor
from leaderboard.embedded.processes import free_port, port_is_open
from leaderboard.embedded.stack import Stack
from leaderboard.models import Kind, QuotaEntry, Submission, User, clock
from leaderboard.pipeline import accounts
from leaderboard.pipeline.submission.submit import submit_bundle
from leaderboard.pipeline.work.quota import ChecksExhausted
from leaderboard.programs import web_server
from leaderboard.web.http.upload_gate import ADMISSION, Admission
from tests.factories import GeneratorFactory, UserFactory, load_demo_suite, load_pixel_profile, running_submission
from tests.hostile.servers import connect, running_site, seconds_to_answer, server_memory, status_line
from tests.leaderboard.web.people import signed_in

MIB = 2**20
BUNDLES = "/api/v1/submissions/bundle"
LARGE = 150 * MIB


# --- asked before the body is read --------------------------------------------------------------------------------


@pytest.fixture
def author(db: None) -> User:
    load_pixel_profile()
    load_demo_suite()
    return UserFactory.create()


def head(generator: int, **further: str) -> bytes:
    """The beginning of a bundle's body."""
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    fields = part.format("generator", generator) + part.format("suite", "demo/1") + part.format("languages", "en")
    fields += "".join(part.format(name, value) for name, value in further.items())
    return f'{fields}--x\r\nContent-Disposition: form-data; name="bundle"; filename="a.zip"\r\n\r\nPK'.encode()


def ask(author: User | None, path: str = BUNDLES, *, size: int = LARGE, begin: bytes = b"") -> tuple[int, int | None]:
    """What the front is told about a body: the status, and the account that may send it."""
    generator = author.generators.first() if author else None
    admission = Admission(begin or head(generator.pk if generator else 0))
    extra = {ADMISSION: admission, "CONTENT_LENGTH": str(size), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    client = Client()
    if author is not None and path == BUNDLES:
        _, token = accounts.create_token(author, "upload")
        extra["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    elif author is not None:
        client = signed_in(author)
    reply = client.generic("POST", path, b"", content_type="multipart/form-data; boundary=x", **extra)  # type: ignore[arg-type]
    return reply.status_code, admission.account


def test_an_author_may_send_a_bundle_by_call_and_by_form(author: User) -> None:
    GeneratorFactory.create(owner=author)
    for path in (BUNDLES, "/submissions/new/bundle/", "/zh-hans/submissions/new/bundle/"):
        assert ask(author, path) == (204, author.pk), path


@pytest.mark.parametrize("path", ["/about/", "/nothing/", "/account/login/", "/api/v1/generators", "/api/v1/nothing"])
def test_no_other_address_takes_a_large_body(author: User, path: str) -> None:
    GeneratorFactory.create(owner=author)
    assert ask(author, path) == (413, None)


def test_a_stranger_s_is_refused(author: User) -> None:
    assert ask(None) == (401, None)
    assert ask(None, "/submissions/new/bundle/") == (401, None)


def test_one_for_a_generator_of_somebody_else_is_refused(author: User) -> None:
    GeneratorFactory.create(owner=author)
    assert ask(author, begin=head(GeneratorFactory.create().pk)) == (403, None)


def test_one_that_does_not_begin_with_its_fields_is_refused(author: User) -> None:
    GeneratorFactory.create(owner=author)
    for begin in (b"PK", b"--x\r\n" * 10_000, head(1).replace(b"generator", b"generato")):
        assert ask(author, begin=begin) == (400, None)


def test_one_larger_than_any_bundle_is_refused(author: User) -> None:
    GeneratorFactory.create(owner=author)
    assert ask(author, size=17 * 2**30) == (413, None)
    assert ask(author, size=10**30) == (413, None)


def test_one_without_quota_is_refused(author: User, settings: Settings) -> None:
    generator = GeneratorFactory.create(owner=author)
    settings.SALON_QUOTA_SUBMISSIONS = 1
    submission = running_submission(generator=generator, kind=Kind.ENDPOINT)
    QuotaEntry.objects.create(user=author, submission=submission, debited_at=clock.read())
    assert ask(author) == (429, None)
    assert ask(author, begin=head(generator.pk, practice="true")) == (204, author.pk)
    settings.SALON_PRACTICE_A_DAY = 1
    practice = running_submission(generator=generator, kind=Kind.ENDPOINT, practice_rule=1)
    QuotaEntry.objects.create(user=author, submission=practice, debited_at=clock.read())
    assert ask(author, begin=head(generator.pk, practice="true")) == (429, None)


def test_one_that_the_disk_has_no_room_for_is_refused(author: User, settings: Settings) -> None:
    GeneratorFactory.create(owner=author)
    settings.SALON_BUNDLE_MAX_BYTES = 2**60
    settings.SALON_ACCOUNT_STORAGE_GIB = 0  # no limit for the account
    assert ask(author, size=2**59) == (507, None)


def test_rejected_bundles_are_free_but_not_unlimited(author: User, settings: Settings) -> None:
    settings.SALON_BUNDLE_CHECKS_A_DAY = 3
    generator = GeneratorFactory.create(owner=author)
    suite = load_demo_suite()
    for _ in range(3):
        submission = submit_bundle(generator, suite, ["en"], SimpleUploadedFile("a.zip", b"zip"))
        QuotaEntry.objects.filter(submission=submission).update(refunded_at=clock.read())
    with pytest.raises(ChecksExhausted, match=r"3 of your bundles were checked in the last 24 hours; the next can be"):
        submit_bundle(generator, suite, ["en"], SimpleUploadedFile("a.zip", b"zip"))
    assert Submission.objects.count() == 3
    assert ask(author) == (429, None)
    form = {"generator": generator.pk, "suite": suite.pk, "languages": ["en"], "file": _zip()}
    page = signed_in(author).post("/submissions/new/bundle/", form)
    assert "of your bundles were checked in the last 24 hours" in page.content.decode()
    _, token = accounts.create_token(author, "program")
    call = {"generator": generator.pk, "suite": "demo/1", "languages": ["en"], "bundle": _zip()}
    reply = Client(headers={"authorization": f"Bearer {token}"}).post(BUNDLES, call)
    assert (reply.status_code, "in the last 24 hours" in reply.json()["detail"]) == (429, True)


def test_another_account_s_checks_do_not_count(author: User, settings: Settings) -> None:
    settings.SALON_BUNDLE_CHECKS_A_DAY = 1
    GeneratorFactory.create(owner=author)
    submit_bundle(GeneratorFactory.create(), load_demo_suite(), ["en"], SimpleUploadedFile("a.zip", b"zip"))
    assert ask(author) == (204, author.pk)


# --- by real sockets ----------------------------------------------------------------------------------------------


class Uploader(Visitor):
    """An author who also sends what a program would not."""

    @property
    def token(self) -> str:
        return str(self._http.headers["Authorization"])

    @property
    def session(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())


@pytest.fixture(scope="module")
def temporary() -> Iterator[Path]:
    """Where the site has its temporary files."""
    with tempfile.TemporaryDirectory(prefix="salon-uploads-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def site(temporary: Path) -> Iterator[Stack]:
    with running_site({"TMPDIR": str(temporary)}) as stack:
        yield stack


@pytest.fixture(scope="module")
def uploader(site: Stack) -> Iterator[Uploader]:
    someone = Uploader(site.site_url, Account("uploader@example.org", "salon-uploader-1"))
    with someone:
        someone.generator({"name": "Uploader", "organisation": "Lab", "licence": "MIT"})
        yield someone


@pytest.mark.processes
@pytest.mark.parametrize("path", ["/about/", "/nothing/", "/account/login/", BUNDLES, "/submissions/new/bundle/"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_150_mb_that_nobody_takes_never_reach_the_disk(
    site: Stack, uploader: Uploader, temporary: Path, path: str, signed_in: bool
) -> None:
    headers = f"Authorization: {uploader.token}\r\nCookie: {uploader.session}\r\n" if signed_in else ""
    foreign = head(10**6)
    before = server_memory(site)
    with connect(site) as client:
        client.sendall(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {LARGE}\r\n{headers}"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode()
            + foreign
        )
        sent = _send_until_refused(client, LARGE)
        status = status_line(client)
    assert int(status.split()[1]) in (401, 403, 413)
    assert sent < 16 * MIB
    assert _bytes_below(temporary) < MIB
    assert server_memory(site) - before < 32 * MIB


@pytest.mark.processes
def test_an_account_has_one_upload_at_a_time_over_all_web_servers(site: Stack, uploader: Uploader) -> None:
    generator = uploader.generator({"name": "Uploader", "organisation": "Lab", "licence": "MIT"})
    begin = (
        f"POST {BUNDLES} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {LARGE}\r\nAuthorization: {uploader.token}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    ).encode() + head(generator)
    elsewhere = replace(site, port=free_port())
    server = site.programs.start("site-2", web_server.MODULE, *web_server.arguments(elsewhere.port))
    site.programs.wait_until(partial(port_is_open, elsewhere.port), "the second web server", within_s=60)
    with connect(site) as first, connect(site) as second, connect(elsewhere) as third:
        first.sendall(begin + b"0" * MIB)
        time.sleep(1)
        for another in (second, third):
            another.sendall(begin + b"0" * MIB)
            assert status_line(another) == "HTTP/1.1 409 Conflict"
        for page in ("/about/", "/account/login/"):
            assert seconds_to_answer(site, page) < 1
    site.programs.stop(server)


@pytest.mark.processes
def test_a_large_bundle_still_arrives(site: Stack, uploader: Uploader, tmp_path: Path) -> None:
    time.sleep(1)  # the upload above has ended
    generator = uploader.generator({"name": "Uploader", "organisation": "Lab", "licence": "MIT"})
    bundle, before = tmp_path / "large.zip", server_memory(site)
    with zipfile.ZipFile(bundle, "w") as file:
        file.writestr("a.png", os.urandom(40 * MIB))
    reply = uploader.submit_bundle(bundle, generator=generator, suite="demo/1", languages=["en"])
    assert reply["outcome"] == "running"
    assert server_memory(site) - before < 32 * MIB
    assert httpx.get(f"{site.site_url}/about/").status_code == 200


def _send_until_refused(client: socket.socket, size: int) -> int:
    """Go on sending until the server answers or closes; returns how many bytes it took."""
    sent = 0
    client.setblocking(False)
    deadline = time.monotonic() + 10
    while sent < size and time.monotonic() < deadline:
        try:
            sent += client.send(b"0" * 65536)
        except BlockingIOError:
            time.sleep(0.01)
        except OSError:
            break
        try:
            if client.recv(1, socket.MSG_PEEK):
                break
        except BlockingIOError:
            continue
    client.settimeout(10)
    return sent


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _zip() -> SimpleUploadedFile:
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a.png", b"png")
        file.seek(0)
        return SimpleUploadedFile("a.zip", file.read())
