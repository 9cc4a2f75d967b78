"""Readers of environment variables. A bad value stops the start: the error names the variable and what it expects."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path

import limits
from django.core.exceptions import ImproperlyConfigured


class EnvironmentFault(ImproperlyConfigured):
    """An environment variable has a value that cannot be used."""


def text(name: str, default: str = "") -> str:
    """The variable's text; ``NAME_FILE`` names a file that holds it instead (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise EnvironmentFault(f"{name}_FILE={path!r} cannot be read: {error.strerror}") from error
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """A boolean written 1/0, true/false, yes/no or on/off."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise EnvironmentFault(f"{name}={value!r} is not a flag; 1 or 0 is expected")


def number(name: str, default: float, *, at_least: float = 0) -> float:
    """A number with a lower bound."""
    value = text(name, str(default))
    try:
        result = float(value)
    except ValueError as error:
        raise EnvironmentFault(f"{name}={value!r} is not a number") from error
    if result < at_least:
        raise EnvironmentFault(f"{name}={value!r} is too small; at least {at_least:g} is expected")
    return result


def integer(name: str, default: int, *, at_least: int = 0) -> int:
    """A whole number with a lower bound."""
    result = number(name, default, at_least=at_least)
    if result != int(result):
        raise EnvironmentFault(f"{name}={result!r} is not a whole number")
    return int(result)


def choice(name: str, default: str, *others: str) -> str:
    """One of the given words."""
    value = text(name, default)
    if value not in (default, *others):
        raise EnvironmentFault(f"{name}={value!r} is unknown; {' or '.join((default, *others))} is expected")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; empty parts are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secrets(name: str) -> list[str]:
    """Secrets separated by commas or, in a file, on lines of their own."""
    return [part for part in re.split(r"[,\s]+", text(name)) if part]


def rate(name: str, default: str) -> str:
    """A rate such as ``300/minute``."""
    value = text(name, default)
    try:
        limits.parse(value)
    except ValueError as error:
        raise EnvironmentFault(f"{name}={value!r} is not a rate; one such as 300/minute is expected") from error
    return value


def networks(name: str, default: str = "") -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """A comma-separated list of address ranges in CIDR form."""
    try:
        return [ipaddress.ip_network(part) for part in words(name, default)]
    except ValueError as error:
        raise EnvironmentFault(f"{name}: {error}; ranges such as 10.1.0.0/16 are expected") from error


def readable_file(name: str, path: str) -> str:
    """The path of a file that the variable names; "" stays as it is."""
    if not path:
        return path
    try:
        Path(path).read_bytes()
    except OSError as error:
        raise EnvironmentFault(f"{name}={path!r} cannot be read: {error.strerror}") from error
    return path


def contact(name: str) -> str:
    """An email address, or the http(s) address of a page or form; empty when not given."""
    value = text(name)
    if value and not re.fullmatch(r"https?://\S+|[^\s@:/?]+@[^\s@:/?]+", value):
        raise EnvironmentFault(
            f"{name}={value!r}: an email address or an address that begins with https:// is expected"
        )
    return value
