"""Where Redis is, and how its certificate is verified."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from leaderboard.settings import environment as env

_SCHEMES = frozenset({"redis", "rediss", "unix"})


def redis_at(url: str, ca_file: str = "") -> str:
    """The address with what redis-py, Celery and the rate limits read from its query.

    Over TLS (``rediss://``) the server's certificate and name are verified, unless the address itself says otherwise.

    Args:
        ca_file: certificates to trust instead of the system's; "" for the system's.

    Raises:
        EnvironmentFault: if the address or the file cannot be used.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise env.EnvironmentFault(
            f"REDIS_URL begins with {parts.scheme}://; redis://, rediss:// or unix:// is expected"
        )
    if ca_file and parts.scheme != "rediss":
        raise env.EnvironmentFault("REDIS_CA_FILE is for a Redis behind TLS: let REDIS_URL begin with rediss://")
    if parts.scheme != "rediss":
        return url
    options = {"ssl_cert_reqs": "required", "ssl_check_hostname": "true"}
    if ca_file:
        options["ssl_ca_certs"] = env.readable_file("REDIS_CA_FILE", ca_file)
    return parts._replace(query=urlencode(options | dict(parse_qsl(parts.query)))).geturl()


def broker_at(url: str) -> str:
    """The same address as Celery spells it: it has another scheme for a Redis behind a Unix socket."""
    return url.replace("unix://", "redis+socket://", 1)
