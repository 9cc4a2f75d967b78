"""Local servers that do what hostile ones may."""

from tests.workers.conftest import serve, serve_raw

__all__ = ["serve", "serve_raw"]
