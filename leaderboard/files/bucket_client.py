"""The client of the object store, and its errors as those of files."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_PATIENCE = {
    True: {"connect_timeout": 5, "read_timeout": 60, "retries": {"mode": "standard", "total_max_attempts": 5}},
    False: {"connect_timeout": 2, "read_timeout": 10, "retries": {"mode": "standard", "total_max_attempts": 2}},
}
"""Time limits in seconds and tries, for a caller that can wait and for one that others wait for."""

_CONNECTIONS = 64
_MISSING = frozenset({"404", "NoSuchKey", "NotFound", "NoSuchUpload"})


def new_client(
    *,
    endpoint: str,
    region: str,
    addressing: str,
    access_key: str,
    secret_key: str,
    session_token: str,
    patient: bool = True,
) -> Any:
    """A client that all threads of a process share. "" for what the library finds by itself (role, configuration)."""
    config = Config(
        **_PATIENCE[patient],
        max_pool_connections=_CONNECTIONS,
        signature_version="s3v4",
        # Newer checksums are unknown to many stores; the signature covers the content's SHA-256 anyway.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": addressing or ("path" if endpoint else "auto"), "payload_signing_enabled": True},
    )
    # A session of its own: the library's default one is not made for threads.
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=region or ("us-east-1" if endpoint else None),
        aws_access_key_id=access_key or None,
        aws_secret_access_key=secret_key or None,
        aws_session_token=session_token or None,
        config=config,
    )


def error_code(error: ClientError) -> str:
    """What the store calls the error, such as NoSuchKey, or its HTTP status."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def file_errors(name: str) -> Iterator[None]:
    """Turn the library's errors into errors of the file ``name``.

    Raises:
        FileNotFoundError: if the store has no such file, or no such upload in parts.
        OSError: if the store refuses, fails or cannot be reached; ``strerror`` says which.
    """
    try:
        yield
    except ClientError as error:
        code = error_code(error)
        if code in _MISSING:
            raise FileNotFoundError(errno.ENOENT, "the bucket has no such file", name) from error
        message = error.response.get("Error", {}).get("Message", "")
        raise OSError(errno.EIO, f"the object store answers {code}: {message}".rstrip(": "), name) from error
    except BotoCoreError as error:
        raise OSError(errno.EIO, f"the object store cannot be used: {error}", name) from error
