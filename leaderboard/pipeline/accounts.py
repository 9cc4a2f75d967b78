"""What authors have besides submissions: their teams' generators, and their own API tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from leaderboard.domain.submission.price import stored_price
from leaderboard.models import ApiToken, Generator, Team, User, clock, is_leaving, personal_team
from leaderboard.models import Scope as Scope
from leaderboard.models.clock import Now

_UNNOTED = Q(last_used_at__isnull=True) | Q(last_used_at__lt=Now() - timedelta(minutes=1))
"""Tokens whose use has to be noted: not with every call."""

_TOKEN_PREFIX = "salon_"  # noqa: S105  # not secret: it lets a leaked token be recognised


MOST_TOKENS = 100
"""The most that one account may have."""


class TooMany(ValueError):
    """The team has as many generators, or the account as many tokens or teams, as it may."""


class LacksScope(ValueError):
    """The token may not be used for this."""

    def __init__(self, needed: Scope, held: Collection[str]) -> None:
        super().__init__(
            _(
                "this needs a token with the scope “%(needed)s”; yours has: %(held)s. Create another one under "
                "Account › API tokens"
            )
            % {"needed": needed.value, "held": ", ".join(held)}
        )


class GeneratorNameTaken(ValueError):
    """The team already has a generator of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("you already have a generator named “%(name)s”; choose another name, or edit that one") % {"name": name}
        )


def create_generator(owner: User, facts: Mapping[str, Any], team: Team | None = None) -> Generator:
    """Store a new generator.

    Args:
        owner: who registers it. team: whose it is, by default the owner's personal one; the owner may change it.

    Raises:
        GeneratorNameTaken, TooMany: nothing is stored.
    """
    with transaction.atomic():
        team = Team.objects.select_for_update(no_key=True).get(pk=(team or personal_team(owner)).pk)
        if Generator.objects.filter(team=team, deleted_at__isnull=True).count() >= settings.SALON_ACCOUNT_GENERATORS:
            raise TooMany(
                _("you have %(count)d generators, the most that an account may have; edit one of them instead")
                % {"count": settings.SALON_ACCOUNT_GENERATORS}
            )
        return _save(Generator(owner=owner, team=team), facts)


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
        if "generator_name_once_per_team" not in str(error):
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


USUAL_SCOPES: Final = (Scope.READ, Scope.SUBMIT, Scope.PUBLISH)
"""All but ``account``: programs that submit have no use for a person's data."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a new token may do: ``scopes``; for how many ``days``, None for no end; only for ``team``, or for all."""

    scopes: Collection[Scope] = USUAL_SCOPES
    days: int | None = None
    team: Team | None = None


def create_token(user: User, name: str, grant: Grant | None = None) -> tuple[ApiToken, str]:
    """Create an API token; returns its row and the token itself, of which only the hash is stored.

    Args:
        grant: what it may do; by default USUAL_SCOPES in all teams, without end.

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
        return _create_token(user, name, grant or Grant())


def _create_token(user: User, name: str, grant: Grant) -> tuple[ApiToken, str]:
    token = _TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        name=name,
        digest=_digest(token),
        scopes=[scope for scope in Scope if scope in grant.scopes],
        expires_at=None if grant.days is None else clock.read() + timedelta(days=grant.days),
        team=grant.team,
    )
    return row, token


def delete_token(user: User, token_id: int) -> bool:
    """Delete a token of the user's own, so that it is refused from now on; False when there is none."""
    deleted, _by_model = ApiToken.objects.filter(user=user, pk=token_id).delete()
    return bool(deleted)


def active_token(token: str) -> ApiToken | None:
    """The row of a token with its user; None if it does not exist (any more), is expired, or its user is deactivated
    or has asked for the deletion of the account.

    Its use is noted, at most once a minute.
    """
    valid = Q(user__is_active=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))
    rows = ApiToken.objects.select_related("user").annotate(is_unnoted=_UNNOTED)
    row = rows.filter(valid, ~is_leaving("user"), digest=_digest(token)).first()
    if row is None:
        return None
    row.user.only_team = row.team_id
    if row.is_unnoted:
        ApiToken.objects.filter(_UNNOTED, pk=row.pk).update(last_used_at=Now())
    return row


def why_refused(token: str) -> str:
    """Why ``active_token`` does not accept a token, for its holder."""
    row = (
        ApiToken.objects.select_related("user").annotate(is_leaving=is_leaving("user")).filter(digest=_digest(token))
    ).first()
    if row is None:
        return _(
            "this API token is unknown: it was deleted, or not copied completely; create another one under "
            "Account › API tokens"
        )
    if row.is_leaving:
        return _("the account of this API token is being deleted, so its tokens do not work any more")
    if not row.user.is_active:
        return _("the account of this API token is deactivated; ask the operators of the site")
    if row.expires_at is None:
        return _("this API token was refused; send the request again")
    return _("this API token expired on %(date)s; create another one under Account › API tokens") % {
        "date": f"{row.expires_at:%Y-%m-%d}"
    }


def check_scope(token: ApiToken, needed: Scope) -> None:
    """Raises LacksScope unless the token has the scope."""
    if needed not in token.scopes:
        raise LacksScope(needed, token.scopes)


def user_for_token(token: str) -> User | None:
    """The token's user; None without a valid token. With a token of one team, the user reaches only that team."""
    row = active_token(token)
    return row.user if row else None


def _lock(user: User) -> None:
    """Locked until the transaction ends, so that simultaneous requests are counted one after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def _digest(token: str) -> str:
    # A plain hash is enough: the token's 256 random bits cannot be guessed from it.
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
