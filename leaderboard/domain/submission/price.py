"""What an author says one picture costs, in US dollars: its limits, and how it is stored and written."""

from __future__ import annotations

from decimal import Decimal

PRICE_DIGITS, PRICE_PLACES = 10, 6
LEAST_PRICE = Decimal("0.000001")
MOST_PRICE = Decimal(1000)


def stored_price(price: Decimal | float | str) -> Decimal:
    """A price with as many decimals as are stored, so that equal prices are equal."""
    return Decimal(str(price)).quantize(LEAST_PRICE)


def price_text(price: Decimal | float) -> str:
    """A price without trailing zeros, but with cents: "0.04", "0.0025", "1.50"."""
    text = f"{price:.{PRICE_PLACES}f}".rstrip("0")
    whole, decimals = text.split(".")
    return f"{whole}.{decimals:0<2}"
