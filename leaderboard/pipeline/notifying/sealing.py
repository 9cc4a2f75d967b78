"""The address and the secrets of a webhook, encrypted at rest with KEY_SECRET."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass, field

from leaderboard.models import Webhook
from leaderboard.pipeline.submission import keys

_PREFIX = "whsec_"
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Target:
    """Where a webhook's requests go, and what they are signed with. ``former``: the secret before the last rotation."""

    url: str = field(repr=False)
    secret: str = field(repr=False)
    former: str = field(default="", repr=False)


def new_secret() -> str:
    """A secret as the Standard Webhooks specification writes it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def seal(target: Target) -> bytes:
    """Encrypt a target."""
    return keys.seal_text(json.dumps(asdict(target)))


def target_of(webhook: Webhook) -> Target:
    """The target of a webhook that is not deleted.

    Raises:
        KeyUnreadable: when it was sealed under another KEY_SECRET.
    """
    if webhook.sealed is None:
        raise ValueError(f"{webhook} is deleted")
    return Target(**json.loads(keys.open_text(webhook.sealed)))
