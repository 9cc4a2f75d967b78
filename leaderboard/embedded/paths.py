"""The folder of the embedded services and all local state: ``.salon/`` in the checkout, or ``SALON_HOME``."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

_SOCKET_NAME_LIMIT = 100
CHECKOUT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The folder of all local state."""
    return Path(os.environ.get("SALON_HOME") or CHECKOUT / ".salon")


def postgres_url() -> str:
    """The address of the embedded PostgreSQL, whose socket lies in its data folder."""
    return f"postgresql://postgres@/salon?host={home() / 'postgres'}"


def redis_url() -> str:
    """The address of the embedded Redis."""
    return f"unix://{redis_socket()}"


def redis_socket() -> Path:
    """Beside Redis' other files, or in the temporary folder if that path is too long for a socket."""
    socket = home().resolve() / "redis" / "redis.socket"
    if len(str(socket)) < _SOCKET_NAME_LIMIT:
        return socket
    digest = hashlib.sha256(str(socket).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"salon-redis-{digest}.socket"


def local_secret(name: str) -> str:
    """A secret that is generated once and stored in the local state, so that a site runs without configuration."""
    path = home() / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process was faster, and its secret is used
    return path.read_text(encoding="ascii")


def known_secret(name: str) -> str:
    """A secret of the local state if it was generated here before, otherwise ""."""
    path = home() / "secrets" / name
    return path.read_text(encoding="ascii") if path.exists() else ""
