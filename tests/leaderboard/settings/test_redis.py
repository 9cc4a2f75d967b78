"""The address of Redis: plain, behind a socket, or over TLS with a certificate that is verified."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from leaderboard.settings.environment import EnvironmentFault
from leaderboard.settings.redis import broker_at, redis_at


@pytest.mark.parametrize("url", ["redis://:p@redis.example.org:6379/3", "unix:///run/redis.socket?db=2"])
def test_an_address_without_tls_stays_as_it_is(url: str) -> None:
    assert redis_at(url) == url


def test_celery_has_its_own_scheme_for_a_socket() -> None:
    assert broker_at("unix:///run/redis.socket") == "redis+socket:///run/redis.socket"
    assert broker_at("rediss://host/0") == "rediss://host/0"


def test_the_certificate_is_verified_unless_the_address_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    options = parse_qs(urlsplit(redis_at("rediss://host:6380/1", str(tmp_path / "ca.pem"))).query)
    assert options == {
        "ssl_cert_reqs": ["required"],
        "ssl_check_hostname": ["true"],
        "ssl_ca_certs": [str(tmp_path / "ca.pem")],
    }
    assert parse_qs(urlsplit(redis_at("rediss://host?ssl_cert_reqs=none")).query)["ssl_cert_reqs"] == ["none"]


@pytest.mark.parametrize(
    ("url", "ca_file", "complaint"),
    [
        ("http://host", "", "REDIS_URL begins with http://; redis://, rediss:// or unix:// is expected"),
        ("redis://host", "ca.pem", "let REDIS_URL begin with rediss://"),
        ("rediss://host", "nowhere.pem", "REDIS_CA_FILE='nowhere.pem' cannot be read: No such file"),
    ],
)
def test_what_cannot_be_used_is_refused(url: str, ca_file: str, complaint: str) -> None:
    with pytest.raises(EnvironmentFault, match=complaint):
        redis_at(url, ca_file)
