"""A request as WSGI describes it (PEP 3333), from ASGI's description."""

from __future__ import annotations

import sys
from collections.abc import Iterable, MutableMapping
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Scope = MutableMapping[str, Any]


def environ_of(scope: Scope, body: IO[bytes], size: int) -> WSGIEnvironment:
    """The environment of a request whose body of ``size`` bytes is in a file."""
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    host, port = scope.get("server") or ("localhost", 80)
    environ |= {"SERVER_NAME": str(host), "SERVER_PORT": str(port)}
    environ |= _headers(scope["headers"])
    # Of the body as it has arrived, also if it came in chunks without a length.
    environ["CONTENT_LENGTH"] = str(size) if size else ""
    return environ


def header(scope: Scope, name: bytes) -> str:
    """A request header, "" if it is not there; the last one if it is there twice."""
    return next((value.decode("latin-1") for key, value in reversed(scope["headers"]) if key == name), "")


def _path(scope: Scope) -> str:
    raw: bytes | None = scope.get("raw_path")
    path = unquote_to_bytes(raw.partition(b"?")[0]) if raw else str(scope["path"]).encode()
    return path.decode("latin-1")


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    environ: dict[str, str] = {}
    for raw_name, raw_value in headers:
        # "X_Forwarded_For" would become the same variable as the header that the proxy sets.
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        separator = "; " if name == "HTTP_COOKIE" else ","
        environ[name] = f"{environ[name]}{separator}{value}" if name in environ else value
    return environ
