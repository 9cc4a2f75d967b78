"""``salon login`` and ``salon logout``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, say
from leaderboard.client.credentials import Account, current, forget, remember, site_address
from leaderboard.client.errors import BadInput
from leaderboard.client.salon import Salon

_LOCAL = ("http://localhost", "http://127.", "http://[::1]")


@command
def login(
    url: Annotated[str, typer.Argument(envvar="SALON_URL", help="The site, such as https://salon.example.org.")],
    token_stdin: Annotated[
        bool, typer.Option("--token-stdin", help="Read the token from the standard input, without a question.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Remember a site and your token there. Create the token on the site, under Account › API tokens."""
    address = site_address(url)
    if address.startswith("http://") and not address.startswith(_LOCAL):
        say(f"Warning: {address} is not encrypted; others on the network can read your token.")
    token = (sys.stdin.readline() if token_stdin else typer.prompt("API token", hide_input=True, err=True)).strip()
    if not token.isascii() or not token.isprintable() or not token:
        raise BadInput("a token is one line of ASCII characters, like salon_…")
    with Salon(address, token) as salon:
        generators = salon.call(calls.list_generators())  # only a valid token can list them
    where = remember(Account(address, token))
    if as_json:
        print_json({"url": address, "token_in": where, "generators": len(generators)})
    else:
        say(f"Signed in to {address}; your generators: {len(generators)}. The token is in {where}.")


@command
def logout(as_json: Json = False) -> None:
    """Forget the current site and its token. The token stays valid until you delete it on the site."""
    account = current()
    forget(account)
    if as_json:
        print_json({"url": account.url})
    else:
        say(f"Forgot {account.url} and its token.")
