"""What an author owns besides submissions: generators and API tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leaderboard.domain.submission.price import stored_price
from leaderboard.models import ApiToken, Generator, User, clock

_TOKEN_PREFIX = "salon_"  # noqa: S105  # not secret: it lets a leaked token be recognised


MOST_TOKENS = 100
"""The most that one account may have."""


class TooMany(ValueError):
    """The account has as many generators or tokens as it may."""


class GeneratorNameTaken(ValueError):
    """The owner already has a generator of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("you already have a generator named “%(name)s”; choose another name, or edit that one") % {"name": name}
        )


def create_generator(owner: User, facts: Mapping[str, Any]) -> Generator:
    """Store a new generator.

    Raises:
        GeneratorNameTaken, TooMany: nothing is stored.
    """
    with transaction.atomic():
        _lock(owner)
        if Generator.objects.filter(owner=owner, deleted_at__isnull=True).count() >= settings.SALON_ACCOUNT_GENERATORS:
            raise TooMany(
                _("you have %(count)d generators, the most that an account may have; edit one of them instead")
                % {"count": settings.SALON_ACCOUNT_GENERATORS}
            )
        return _save(Generator(owner=owner), facts)


def change_generator(generator: Generator, facts: Mapping[str, Any]) -> Generator:
    """Change a generator's facts; published releases keep the earlier ones.

    Raises:
        GeneratorNameTaken: nothing is changed.
    """
    return _save(generator, facts)


def _save(generator: Generator, facts: Mapping[str, Any]) -> Generator:
    for name, value in _with_price(generator, facts).items():
        setattr(generator, name, value)
    try:
        # The database's constraint decides, so two requests at once cannot both get the name.
        with transaction.atomic():
            generator.save()
    except IntegrityError as error:
        if "generator_name_once_per_owner" not in str(error):
            raise
        raise GeneratorNameTaken(generator.name) from error
    return generator


def _with_price(generator: Generator, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with the day on which the price was declared; a price that stays keeps its day."""
    declared = facts.get("price_usd", generator.price_usd)
    price = None if declared is None else stored_price(declared)
    if price == generator.price_usd:
        return {**facts, "price_usd": price}
    return {**facts, "price_usd": price, "price_declared_on": None if price is None else clock.read().date()}


def create_token(user: User, name: str) -> tuple[ApiToken, str]:
    """Create an API token; returns its row and the token itself, of which only the hash is stored.

    Raises:
        TooMany: nothing is stored.
    """
    with transaction.atomic():
        _lock(user)
        if ApiToken.objects.filter(user=user).count() >= MOST_TOKENS:
            raise TooMany(
                _("you have %(count)d tokens, the most that an account may have; delete one that is no longer used")
                % {"count": MOST_TOKENS}
            )
        return _create_token(user, name)


def _create_token(user: User, name: str) -> tuple[ApiToken, str]:
    token = _TOKEN_PREFIX + secrets.token_urlsafe(32)
    return ApiToken.objects.create(user=user, name=name, digest=_digest(token)), token


def delete_token(user: User, token_id: int) -> bool:
    """Delete a token of the user's own, so that it is refused from now on; False when there is none."""
    deleted, _by_model = ApiToken.objects.filter(user=user, pk=token_id).delete()
    return bool(deleted)


def user_for_token(token: str) -> User | None:
    """The token's user; None if the token does not exist (any more) or its user is deactivated."""
    row = ApiToken.objects.select_related("user").filter(digest=_digest(token), user__is_active=True).first()
    return row.user if row else None


def _lock(user: User) -> None:
    """Locked until the transaction ends, so that simultaneous requests are counted one after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def _digest(token: str) -> str:
    # A plain hash is enough: the token's 256 random bits cannot be guessed from it.
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
