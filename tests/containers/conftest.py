"""A site on one machine and a node that joins it, built from this checkout and started once for all tests.

The node has the judge and its worker. The two share nothing but PostgreSQL, Valkey and a bucket, over this machine's
address, as two machines would.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from leaderboard.demo.visitor import wait_for
from leaderboard.embedded.processes import free_port
from leaderboard.programs import workers
from tests.containers.engine import Engine, find_engine, retry

SERVICE, STANDINS = "localhost/salon-service:test", "localhost/salon-standins:test"
PROGRAMS = ("web", "beat", *workers.THREADS)
_ON_NODE = "judging"
_PRIVATE = ("docker/compose.yaml", "docker/compose.nodes.yaml")
_NODE = ("docker/compose.gpu-node.yaml", "tests/containers/node.yaml")
_SECRETS = ("SECRET_KEY", "KEY_SECRET", "AWS_SECRET_ACCESS_KEY", "JUDGE_API_KEY")
_SHARED = {name: secrets.token_urlsafe(32) for name in _SECRETS} | {
    "AWS_ACCESS_KEY_ID": "salon",
    "HTTPS": "0",
    "SALON_IMAGE": SERVICE,
    "SALON_STANDINS_IMAGE": STANDINS,
    "JUDGE_PROFILE": "pixel-baseline",
}


@dataclass(frozen=True)
class Composition:
    """The running containers; ``url`` is the proxy's address, ``files`` the host name of the bucket behind it."""

    site: Engine
    node: Engine
    url: str
    files: str

    def engine(self, program: str) -> Engine:
        """The machine on which a program runs."""
        return self.node if program == _ON_NODE else self.site


@pytest.fixture(scope="session")
def composition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composition]:
    folder, port, address = tmp_path_factory.mktemp("composition"), free_port(), _own_address()
    files = f"files.localhost:{port}"
    own = {name: secrets.token_urlsafe(32) for name in ("POSTGRES_PASSWORD", "VALKEY_PASSWORD")}
    site_values = {
        **_SHARED,
        **own,
        "ALLOWED_HOSTS": "127.0.0.1,web",
        "CSRF_TRUSTED_ORIGINS": f"http://127.0.0.1:{port}",
        "PROXY_CONF": "http.conf",
        "HTTP_PORT": str(port),
        "HTTPS_PORT": str(free_port()),
        "PRIVATE_ADDRESS": address,
        "STORAGE_URL": f"s3://salon?endpoint=http://bucket:8333&browser_endpoint=http://{files}",
        "STORAGE_REDIRECT": "1",
        "API_RATE": "100000/minute",  # all requests of the tests come from one address
        "ENDPOINT_ALLOWED_RANGES": "10.0.0.0/8,172.16.0.0/12",  # the sample generator is on the containers' network
    }
    node_values = {
        **_SHARED,
        "PRIVATE_ADDRESS": address,
        "DATABASE_URL": f"postgresql://salon:{own['POSTGRES_PASSWORD']}@{address}:5432/salon",
        "REDIS_URL": f"redis://:{own['VALKEY_PASSWORD']}@{address}:6379/0",
        "STORAGE_URL": f"s3://salon?endpoint=http://{address}:8333",
    }
    engine = find_engine()
    podman = ("tests/containers/podman.yaml",) if engine.run == "podman" else ()
    profiles = ("bucket", "standins")
    site = engine.of("salon", _environment(folder / "site.env", site_values), *_PRIVATE, *podman, profiles=profiles)
    node = engine.of("salon-gpu-node", _environment(folder / "node.env", node_values), *_NODE)
    engine.build_image("service", SERVICE)
    engine.build_image("standins", STANDINS)
    with ExitStack() as stack:
        for started in (site, node):
            stack.callback(started.call, *started.compose, "down", "--volumes")
            stack.callback(started.save_logs, folder / f"{started.project}.log")
        _start(site)
        node.call(*node.compose, "up", "--detach", "--no-build", "judge", "judging")
        url = f"http://127.0.0.1:{port}"
        wait_for(lambda: _answers(url), "an answer of the site through its proxy", within_s=60)
        yield Composition(site, node, url, files)


def _environment(file: Path, values: dict[str, str]) -> Path:
    values = {**values, "SALON_ENV_FILE": str(file)}
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    return file


def _own_address() -> str:
    """This machine's address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("198.51.100.1", 9))
        address: str = probe.getsockname()[0]
    return address


def _start(site: Engine) -> None:
    """Start the containers in their order, which Podman's composition does not keep by itself."""
    up = (*site.compose, "up", "--detach", "--no-build", "--no-deps")
    site.call(*up, "postgres", "valkey", "bucket", "sample-generator")
    ready = ("exec", site.container("postgres"), "pg_isready", "-h", "127.0.0.1", "-U", "salon")
    retry(site, site.run, *ready, within_s=60)
    retry(site, site.run, "exec", site.container("bucket"), *_BUCKET_IS_READY, within_s=60)
    for once in ("make-bucket", "prepare"):
        site.call(*site.compose, "run", "--rm", "--no-deps", once)
    site.call(*up, *(program for program in PROGRAMS if program != _ON_NODE))
    site.call(*up, "proxy")


_BUCKET_IS_READY = ("curl", "-fsS", "http://127.0.0.1:8333/healthz")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
