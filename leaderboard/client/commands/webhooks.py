"""``salon webhooks``: addresses of yours that the site calls when something happens to your submissions."""

from __future__ import annotations

import time
from itertools import islice
from typing import Annotated
from urllib.parse import urlsplit

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import ExitCode, Json, command, print_json, print_table, say
from leaderboard.client.commands.site import site
from leaderboard.client.models import Delivery, WebhookIn
from leaderboard.client.salon import Salon
from leaderboard.domain.events import MAILED_BY_DEFAULT

app = typer.Typer(
    help="Your webhooks: addresses that are called when something happens to your submissions.", no_args_is_help=True
)

_WAIT_FOR_TEST_S = 30
_MOST_NAME = 80
_Number = Annotated[int, typer.Argument(help="The number of the webhook, from `salon webhooks list`.")]


@app.command("list")
@command
def list_webhooks(as_json: Json = False) -> None:
    """List your webhooks."""
    with site() as salon:
        found = salon.call(calls.list_webhooks())
    if as_json:
        print_json(found)
        return
    rows = [
        (w.id, w.name, w.url, ", ".join(w.events), "enabled" if w.enabled else f"disabled. {w.disabled_cause}".strip())
        for w in found
    ]
    print_table(("id", "name", "address", "events", "state"), rows)


@app.command("add")
@command
def add_webhook(
    url: Annotated[str, typer.Argument(help="The address that is called, such as https://ci.example.org/salon.")],
    name: Annotated[str, typer.Option(help="By which you recognise it; by default the host of the address.")] = "",
    event: Annotated[
        list[str] | None,
        typer.Option(help="An event, such as submission.scored; repeat the option for several."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Register a webhook, and print its secret, which is not shown again."""
    wanted = WebhookIn(name=name or _host(url), url=url, events=event or [*MAILED_BY_DEFAULT])
    with site() as salon:
        webhook = salon.call(calls.create_webhook(wanted))
    if as_json:
        print_json(webhook)
        return
    say(f"Registered webhook {webhook.id} for {', '.join(webhook.events)}. Its secret, which is not shown again:")
    typer.echo(webhook.secret)


@app.command("test")
@command
def test_webhook(webhook: _Number, as_json: Json = False) -> ExitCode:
    """Send a test event, and show what the receiver replied."""
    with site() as salon:
        delivery = _ended(salon, webhook, salon.call(calls.send_test(webhook)))
    if as_json:
        print_json(delivery)
    else:
        say(_described(delivery))
    if delivery.outcome == "pending":
        return ExitCode.UNDECIDED
    return ExitCode.DONE if delivery.outcome == "delivered" else ExitCode.NEGATIVE


@app.command("log")
@command
def show_log(
    webhook: _Number,
    most: Annotated[int, typer.Option(help="The most deliveries to show.", min=1)] = 20,
    as_json: Json = False,
) -> None:
    """Show the latest deliveries of a webhook."""
    with site() as salon:
        deliveries = list(islice(salon.items(calls.list_deliveries(webhook)), most))
    if as_json:
        print_json(deliveries)
        return
    rows = [(d.id, f"{d.created_at:%Y-%m-%d %H:%M}", d.event, d.outcome, len(d.attempts), d.cause) for d in deliveries]
    print_table(("id", "time (UTC)", "event", "outcome", "attempts", "cause"), rows)


@app.command("send")
@command
def send_again(
    webhook: _Number,
    delivery: Annotated[int, typer.Argument(help="The number of the delivery, from `salon webhooks log`.")],
    as_json: Json = False,
) -> None:
    """Send a delivery again, with the same message ID and content."""
    with site() as salon:
        sent = salon.call(calls.send_again(webhook, delivery))
    if as_json:
        print_json(sent)
    else:
        say(f"Delivery {sent.id} will be sent again.")


@app.command("rotate")
@command
def rotate_secret(webhook: _Number, as_json: Json = False) -> None:
    """Give a webhook a new secret, and print it. The former one stays valid for 24 hours."""
    with site() as salon:
        changed = salon.call(calls.rotate_secret(webhook))
    if as_json:
        print_json(changed)
        return
    say(f"The former secret is valid until {changed.former_until:%Y-%m-%d %H:%M} UTC. The new one:")
    typer.echo(changed.secret)


@app.command("remove")
@command
def remove_webhook(webhook: _Number, as_json: Json = False) -> None:
    """Delete a webhook and its log."""
    with site() as salon:
        salon.call(calls.delete_webhook(webhook))
    if as_json:
        print_json({"id": webhook, "deleted": True})
    else:
        say(f"Webhook {webhook} is deleted.")


def _host(url: str) -> str:
    """The host of an address; the site says what is wrong with an address without one."""
    try:
        return (urlsplit(url).hostname or url)[:_MOST_NAME]
    except ValueError:
        return url[:_MOST_NAME]


def _ended(salon: Salon, webhook: int, delivery: Delivery) -> Delivery:
    """The delivery when it has ended, or after half a minute."""
    until = time.monotonic() + _WAIT_FOR_TEST_S
    while delivery.outcome == "pending" and time.monotonic() < until:
        time.sleep(0.5)  # the API sends no news, so its state is asked for again
        delivery = salon.call(calls.show_delivery(webhook, delivery.id))
    return delivery


def _described(delivery: Delivery) -> str:
    if delivery.outcome == "pending":
        return f"Not sent yet; look again with `salon webhooks log`. Message {delivery.message_id}."
    attempt = delivery.attempts[-1] if delivery.attempts else None
    if attempt is None or attempt.cause:
        return f"The test failed: {delivery.cause}"
    return f"The receiver accepted the test with status {attempt.status} after {attempt.seconds:.2f} s."
