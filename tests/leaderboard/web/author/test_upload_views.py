"""A bundle's direct upload as its form's script sees it."""

from __future__ import annotations

import pytest

from leaderboard.models import UploadSession, clock
from tests.factories import load_demo_suite
from tests.leaderboard.web.people import generator_of, person, signed_in


@pytest.mark.django_db
def test_why_an_upload_ended_is_said_in_the_readers_language() -> None:
    author = person()
    upload = UploadSession.objects.create(
        owner=author,
        generator=generator_of(author),
        suite=load_demo_suite(),
        languages=["en"],
        file_name="bundle.zip",
        byte_size=100,
        part_bytes=100,
        name="bundles/direct/1.zip",
        expires_at=clock.read(),  # from now on it has expired
    )
    for prefix, cause in (
        ("", "the upload was not complete after 24 hours; upload the bundle again"),
        ("/zh-hans", "上传在 24 小时后仍未完成；请重新上传图片包"),
    ):
        reply = signed_in(author).post(f"{prefix}/submissions/new/bundle/uploads/{upload.pk}/part/", {"number": "1"})
        assert (reply.status_code, reply.json()) == (409, {"faults": [cause]})
