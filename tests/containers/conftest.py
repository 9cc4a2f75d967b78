"""The composition of docker/compose.yaml, built from this checkout and started once for all tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from leaderboard.demo.visitor import wait_for
from leaderboard.embedded.processes import free_port
from leaderboard.programs import workers
from tests.containers.engine import Engine, find_engine, retry

SERVICE, STANDINS = "localhost/salon-service:test", "localhost/salon-standins:test"
PROGRAMS = ("web", "beat", *workers.THREADS)


@dataclass(frozen=True)
class Composition:
    """The running containers; ``url`` is the proxy's address."""

    engine: Engine
    url: str


@pytest.fixture(scope="session")
def composition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composition]:
    port = free_port()
    file = tmp_path_factory.mktemp("composition") / "env"
    values = {
        **{name: secrets.token_urlsafe(32) for name in ("POSTGRES_PASSWORD", "SECRET_KEY", "KEY_SECRET")},
        "HTTPS": "0",
        "ALLOWED_HOSTS": "127.0.0.1,web",
        "CSRF_TRUSTED_ORIGINS": f"http://127.0.0.1:{port}",
        "PROXY_CONF": "http.conf",
        "HTTP_PORT": str(port),
        "HTTPS_PORT": str(free_port()),
        "API_RATE": "100000/minute",  # all requests of the tests come from one address
        "SALON_IMAGE": SERVICE,
        "SALON_STANDINS_IMAGE": STANDINS,
        "ENDPOINT_ALLOWED_RANGES": "10.0.0.0/8,172.16.0.0/12",  # the sample generator is on the containers' network
        "SALON_ENV_FILE": str(file),
    }
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    engine = find_engine(file)
    engine.build_image("service", SERVICE)
    engine.build_image("standins", STANDINS)
    try:
        _start(engine)
        url = f"http://127.0.0.1:{port}"
        wait_for(lambda: _answers(url), "an answer of the site through its proxy", within_s=60)
        yield Composition(engine, url)
    finally:
        engine.call(*engine.compose, "down", "--volumes")


def _start(engine: Engine) -> None:
    """Start the containers in their order, which Podman's composition does not keep by itself."""
    up = (*engine.compose, "up", "--detach", "--no-build", "--no-deps")
    engine.call(*up, "postgres", "valkey", "pixel-judge", "sample-generator")
    ready = ("exec", engine.container("postgres"), "pg_isready", "-h", "127.0.0.1", "-U", "salon")
    retry(engine, engine.run, *ready, within_s=60)
    engine.call(*engine.compose, "run", "--rm", "--no-deps", "prepare")
    engine.call(*up, *PROGRAMS)
    engine.call(*up, "proxy")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
