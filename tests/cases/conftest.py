"""Local servers that answer as real endpoints do."""

from tests.workers.conftest import serve, serve_raw

__all__ = ["serve", "serve_raw"]
