"""Where pictures and files are stored: a folder, or a bucket of an object store that speaks the protocol of S3."""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from leaderboard.settings import environment as env
from leaderboard.settings.database import CHECK, ROLE

FOLDER: Final = "leaderboard.files.storage.WholeFileStorage"
BUCKET: Final = "leaderboard.files.bucket.BucketStorage"

_EXPECTED = "s3://bucket/prefix?endpoint=https://host:port&region=name is expected, where only the bucket is required"
_BUCKET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_OPTIONS = frozenset({"endpoint", "region", "browser_endpoint", "addressing"})
_ADDRESSING = ("path", "virtual")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in an object store; "" for what the provider's library finds by itself.

    ``prefix`` stands before the name of every file and ends with "/". ``browser_endpoint`` is the address at which
    browsers reach the store, if it differs from ``endpoint``.
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    browser_endpoint: str = ""
    addressing: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How files get from a bucket to readers.

    ``redirect``: readers fetch them from the store, at signed addresses. ``public_url``: an address, such as a CDN's,
    at which the bucket's public pictures are found without a signature; it ends with "/". ``direct_uploads``: authors
    send their bundles to the store, at signed addresses.
    """

    redirect: bool = False
    public_url: str = ""
    direct_uploads: bool = False


def storage_at(place: str) -> dict[str, Any]:
    """Django's settings for an ``s3://`` address, or for a folder.

    Raises:
        EnvironmentFault: if the address cannot be used.
    """
    if "://" not in place:
        return {"BACKEND": FOLDER, "OPTIONS": {"location": place} if place else {}}
    bucket = bucket_at(place)
    options = {
        **asdict(bucket),
        "region": bucket.region or env.text("AWS_REGION") or env.text("AWS_DEFAULT_REGION"),
        "access_key": env.text("AWS_ACCESS_KEY_ID"),
        "secret_key": env.text("AWS_SECRET_ACCESS_KEY"),
        "session_token": env.text("AWS_SESSION_TOKEN"),
        # A store that is away must not hold the site's threads; a worker has nothing better to do than to wait.
        "patient": os.environ.get(ROLE) not in {"site", CHECK},
    }
    return {"BACKEND": BUCKET, "OPTIONS": options}


def bucket_at(url: str) -> Bucket:
    """The bucket that STORAGE_URL names.

    Raises:
        EnvironmentFault: if it names none.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3":
        raise env.EnvironmentFault(f"STORAGE_URL begins with {parts.scheme}://; {_EXPECTED}")
    if "@" in parts.netloc:
        raise env.EnvironmentFault(
            "STORAGE_URL holds credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead"
        )
    if not _BUCKET_NAME.fullmatch(parts.netloc):
        raise env.EnvironmentFault(f"STORAGE_URL names the bucket {parts.netloc!r}; {_EXPECTED}")
    given = dict(parse_qsl(parts.query))
    unknown = sorted(given.keys() - _OPTIONS)
    if unknown:
        raise env.EnvironmentFault(f"STORAGE_URL has the unknown option {unknown[0]!r}; {_EXPECTED}")
    if given.get("addressing", "path") not in _ADDRESSING:
        raise env.EnvironmentFault(f"STORAGE_URL has addressing={given['addressing']!r}; path or virtual is expected")
    for name in ("endpoint", "browser_endpoint"):
        if name in given:
            given[name] = _web_address(given[name], f"STORAGE_URL has {name}=")
    prefix = parts.path.strip("/")
    return Bucket(parts.netloc, f"{prefix}/" if prefix else "", **given)


def delivery(place: str) -> Delivery:
    """How files are delivered, from STORAGE_REDIRECT, STORAGE_PUBLIC_URL and STORAGE_DIRECT_UPLOADS.

    Raises:
        EnvironmentFault: if one is set and the files are in a folder.
    """
    public_url = env.text("STORAGE_PUBLIC_URL")
    redirect = env.flag("STORAGE_REDIRECT", default=bool(public_url))
    direct_uploads = env.flag("STORAGE_DIRECT_UPLOADS")
    if (public_url or redirect or direct_uploads) and "://" not in place:
        name = "STORAGE_PUBLIC_URL" if public_url else "STORAGE_REDIRECT=1" if redirect else "STORAGE_DIRECT_UPLOADS=1"
        raise env.EnvironmentFault(f"{name} is for files in a bucket: set STORAGE_URL, or leave it out")
    public = _web_address(public_url, "STORAGE_PUBLIC_URL=") + "/" if public_url else ""
    return Delivery(redirect, public, direct_uploads)


def picture_origins(place: str, how: Delivery) -> list[str]:
    """The origins besides the site's own from which its pages load pictures."""
    return [*_store_origins(place), *filter(None, [_origin(how.public_url)])] if how.redirect else []


def upload_origins(place: str, how: Delivery) -> list[str]:
    """The origins besides the site's own to which its pages send bundles."""
    return _store_origins(place) if how.direct_uploads else []


def _store_origins(place: str) -> list[str]:
    bucket = bucket_at(place)
    endpoint = bucket.browser_endpoint or bucket.endpoint
    if not endpoint:
        region = bucket.region or env.text("AWS_REGION") or env.text("AWS_DEFAULT_REGION") or "us-east-1"
        endpoint = f"https://s3.{region}.amazonaws.com"
    origins = [_origin(endpoint)]
    if bucket.addressing == "virtual" or not (bucket.endpoint or bucket.browser_endpoint):
        scheme, _, host = origins[0].partition("://")
        origins.append(f"{scheme}://{bucket.bucket}.{host}")
        # Without a region in its address, which is how AWS answers for its first one.
        origins.append(f"https://{bucket.bucket}.s3.amazonaws.com" if host.endswith("amazonaws.com") else "")
    return [origin for origin in origins if origin]


def _web_address(value: str, named: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise env.EnvironmentFault(f"{named}{value!r}: an address such as https://files.example.org is expected")
    return value.rstrip("/")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if address else ""
