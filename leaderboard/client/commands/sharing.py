"""``salon share``: secret links with which others read your results without an account."""

from __future__ import annotations

from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, print_table, say
from leaderboard.client.commands.site import site
from leaderboard.client.models import ShareLink, ShareLinkIn

app = typer.Typer(help="Secret links to your results, for people without an account.", no_args_is_help=True)


@app.command("create")
@command
def create(
    submissions: Annotated[
        list[int], typer.Argument(metavar="SUBMISSION...", help="One submission, or two to four to compare.")
    ],
    days: Annotated[int, typer.Option(min=1, max=365, help="How long the link works.")] = 30,
    as_json: Json = False,
) -> None:
    """Create a link to a scored submission or to a comparison. It is printed once; the site does not keep it.

    The token needs the scope `publish`, because people outside your team can read the results then.
    """
    with site() as salon:
        link = salon.call(calls.create_share_link(ShareLinkIn(submissions=submissions, days=days)))
    if as_json:
        print_json(link)
        return
    say(f"Whoever has this link can read the results until {link.expires_at:%Y-%m-%d %H:%M} UTC:")
    typer.echo(link.url)


@app.command("list")
@command
def list_links(as_json: Json = False) -> None:
    """List your links, and those to results of teams that you own, without their secrets."""
    with site() as salon:
        found = salon.call(calls.list_share_links())
    if as_json:
        print_json(found)
    else:
        head = ("id", "submissions", "by", "created", "last used", "expires", "revoked")
        print_table(head, [_row(link) for link in found])


@app.command("revoke")
@command
def revoke(
    link: Annotated[
        int, typer.Argument(metavar="LINK", help="The number of the link, as `salon share list` shows it.")
    ],
    as_json: Json = False,
) -> None:
    """Revoke a link: it stops working at once."""
    with site() as salon:
        salon.call(calls.revoke_share_link(link))
    if as_json:
        print_json({"revoked": link})
    else:
        say(f"Link {link} is revoked.")


def _row(link: ShareLink) -> tuple[str, ...]:
    times = (link.created_at, link.last_used_at, link.expires_at, link.revoked_at)
    shown = (f"{time:%Y-%m-%d %H:%M}" if time else "–" for time in times)
    return str(link.id), ", ".join(map(str, link.submissions)), link.created_by, *shown
