"""A pytest plugin: a real object store (SeaweedFS), shared by all tests that need one; each has a prefix of its own.

The store's library is imported by the fixtures: every test process loads this plugin, and few need it (0.3 s).
"""

from __future__ import annotations

import os
import subprocess
import sysconfig
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.conf import LazySettings
from django.core.files.storage import storages

from leaderboard.embedded.processes import free_port
from leaderboard.settings.storage import storage_at

if TYPE_CHECKING:
    from leaderboard.files.bucket import BucketStorage

BUCKET = "salon"
KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests-secret-of-no-value"}
_READY_WITHIN_S = 60


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """Where the store answers."""

    endpoint: str

    def url(self, prefix: str = "") -> str:
        """For STORAGE_URL."""
        return f"s3://{BUCKET}/{prefix}?endpoint={self.endpoint}"


@dataclass
class Requests:
    """The requests that a storage made of the store, such as "GET images/ab/abcd"."""

    made: list[str] = field(default_factory=list)

    def taken(self) -> list[str]:
        """Those since the last call."""
        made, self.made = self.made, []
        return made


@contextmanager
def running_store() -> Iterator[ObjectStore]:
    """A store with an empty bucket, in a folder of its own."""
    names = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc")
    endpoint_port, *others = (free_port() for _ in range(len(names) + 2))
    ports = [f"-{name}={port}" for name, port in zip((*names, "s3.port.grpc"), others, strict=True)]
    with tempfile.TemporaryDirectory(prefix="salon-store-", ignore_cleanup_errors=True) as folder:
        log = Path(folder, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    str(Path(sysconfig.get_path("scripts"), "weed")),
                    *("server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"),
                    *("-volume.max=50", "-master.volumeSizeLimitMB=256", "-s3", f"-s3.port={endpoint_port}", *ports),
                    *("-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.localSocket={folder}/s3.sock"),
                    f"-filer.localSocket={folder}/filer.sock",
                ],
                env={**os.environ, **KEYS},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            endpoint = f"http://127.0.0.1:{endpoint_port}"
            _make_bucket(endpoint, process, log)
            yield ObjectStore(endpoint)
        finally:
            process.kill()
            process.wait()


def allow_uploads_from(store: ObjectStore, origin: str) -> None:
    """Set the bucket's CORS rule of docs/deploying.md."""
    rule = {"AllowedOrigins": [origin], "AllowedMethods": ["PUT"], "AllowedHeaders": ["*"], "MaxAgeSeconds": 3600}
    _client(store.endpoint).put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [rule]})


def _client(endpoint: str) -> Any:
    from leaderboard.files.bucket_client import new_client

    return new_client(
        endpoint=endpoint,
        region="",
        addressing="path",
        access_key=KEYS["AWS_ACCESS_KEY_ID"],
        secret_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        session_token="",
    )


def _make_bucket(endpoint: str, process: subprocess.Popen[bytes], log: Path) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    client = _client(endpoint)
    deadline = time.monotonic() + _READY_WITHIN_S
    while True:
        try:
            client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
        except (BotoCoreError, ClientError):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the object store did not start:\n{log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStore]:
    """The running store."""
    with running_store() as store:
        yield store


@pytest.fixture
def bucket(
    object_store: ObjectStore, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, _own_media_folder: None
) -> BucketStorage:
    """The site's storage is a bucket, empty to begin with."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "default": storage_at(object_store.url(uuid.uuid4().hex))}
    return cast("BucketStorage", storages["default"])


@pytest.fixture
def requests(bucket: BucketStorage) -> Requests:
    """What the site asks of the store."""
    counted = Requests()

    def count(request: Any, **_: object) -> None:
        name = request.url.partition("?")[0].partition(bucket.prefix)[2]
        counted.made.append(f"{request.method} {name}")

    bucket.client().meta.events.register("before-send.s3", count)
    return counted
