"""A visitor of the site who uses what everybody can use: the sign-up form, an API token, the API."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

_POLL_S = 0.5
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TOKEN = re.compile(r"salon_[A-Za-z0-9_-]{43}")


class VisitFault(RuntimeError):
    """The site did not do what a visitor expects; the message contains its reply."""


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials of the demo's author."""

    email: str
    password: str


class Visitor:
    """Signs up, or in if the account exists, then works with an API token."""

    def __init__(self, site_url: str, account: Account) -> None:
        self._http = httpx.Client(base_url=site_url, timeout=120, follow_redirects=True)
        self._http.headers["Referer"] = site_url
        self._account = account
        self.api_token = ""
        """The API token, once signed in."""

    def __enter__(self) -> Visitor:
        self._enter_site()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def _enter_site(self) -> None:
        account = self._account
        self._post_form("/account/signup/", {"email": account.email, "password1": account.password})
        if not self._http.cookies.get("sessionid"):
            self._post_form("/account/login/", {"login": account.email, "password": account.password})
        if not self._http.cookies.get("sessionid"):
            raise VisitFault(f"neither sign-up nor sign-in worked for {account.email}")
        page = self._post_form("/account/tokens/", {"name": "demo", "scopes": ["read", "submit", "publish"]})
        token = _TOKEN.search(page.text)
        if token is None:
            raise VisitFault("the page that makes an API token did not show one")
        self.api_token = token[0]
        self._http.headers["Authorization"] = f"Bearer {self.api_token}"

    def _post_form(self, path: str, fields: Mapping[str, str | list[str]]) -> httpx.Response:
        form = self._http.get(path)
        csrf = _CSRF.search(form.text)
        if csrf is None:
            return form  # signed in already: the form is not offered
        return self._http.post(path, data={"csrfmiddlewaretoken": csrf[1], **fields})

    def generator(self, facts: dict[str, Any]) -> int:
        """The id of the generator with this name; registers it if it is new."""
        for known in self._call("GET", "/api/v1/generators"):
            if known["name"] == facts["name"]:
                return int(known["id"])
        return int(self._call("POST", "/api/v1/generators", json=facts)["id"])

    def submit_endpoint(self, **fields: Any) -> dict[str, Any]:
        """Submit an endpoint; returns the API's record of the submission."""
        reply: dict[str, Any] = self._call("POST", "/api/v1/submissions/endpoint", json=fields)
        return reply

    def submit_bundle(self, file: Path, **fields: Any) -> dict[str, Any]:
        """Upload a zip file; returns the API's record of the submission."""
        with file.open("rb") as bundle:
            reply: dict[str, Any] = self._call(
                "POST", "/api/v1/submissions/bundle", data=fields, files={"bundle": (file.name, bundle)}
            )
        return reply

    def submission(self, submission_id: int) -> dict[str, Any]:
        """The present state of a submission."""
        reply: dict[str, Any] = self._call("GET", f"/api/v1/submissions/{submission_id}")
        return reply

    def publish(self, submission_id: int) -> None:
        """Make a scored submission public."""
        self._call("POST", f"/api/v1/submissions/{submission_id}/publish")

    def prompts(self, suite: str) -> list[dict[str, Any]]:
        """The suite's prompts, as the site offers them for download."""
        text = self._http.get(f"/suites/{suite}/prompts.jsonl").raise_for_status().text
        return [json.loads(line) for line in text.splitlines()]

    def boards(self) -> list[dict[str, Any]]:
        """All boards."""
        reply: list[dict[str, Any]] = self._call("GET", "/api/v1/boards")
        return reply

    def release(self, slug: str) -> dict[str, Any]:
        """A board's newest release."""
        reply: dict[str, Any] = self._call("GET", f"/api/v1/boards/{slug}/releases/latest")
        return reply

    def _call(self, method: str, path: str, **arguments: Any) -> Any:
        reply = self._http.request(method, path, **arguments)
        if reply.is_error:
            raise VisitFault(f"{method} {path} gave {reply.status_code}: {reply.text[:500]}")
        return reply.json()


def wait_for(condition: Callable[[], bool], what: str, *, within_s: float) -> None:
    """Poll until the condition holds.

    Raises:
        VisitFault: when it does not hold within the time.
    """
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            raise VisitFault(f"{what} did not happen within {within_s:.0f} s")
        time.sleep(_POLL_S)
