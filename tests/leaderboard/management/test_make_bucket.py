"""The bucket of a new site is made by a command, and what is missing for it is said."""

from __future__ import annotations

import uuid
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from leaderboard.settings.storage import storage_at
from tests.object_store import KEYS, ObjectStore


def make_bucket() -> str:
    out = StringIO()
    call_command("make_bucket", stdout=out)
    return out.getvalue()


@pytest.fixture
def new_bucket(object_store: ObjectStore, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a bucket that is not there yet."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    name = f"new-{uuid.uuid4().hex}"
    storage = storage_at(f"s3://{name}/site?endpoint={object_store.endpoint}")
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return name


def test_a_missing_bucket_is_made_and_one_that_is_there_is_left_alone(new_bucket: str) -> None:
    assert make_bucket() == f"the bucket {new_bucket} was created, and files can be written to it\n"
    assert make_bucket() == f"the bucket {new_bucket} exists, and files can be written to it\n"


def test_a_store_that_refuses_is_quoted(
    new_bucket: str, object_store: ObjectStore, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    storage = storage_at(f"s3://{new_bucket}?endpoint={object_store.endpoint}")
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with pytest.raises(CommandError, match=f"the bucket {new_bucket} cannot be created: the object store answers 40"):
        make_bucket()


def test_files_in_a_folder_need_no_bucket() -> None:
    with pytest.raises(CommandError, match="set STORAGE_URL"):
        make_bucket()
