"""The checks of each program, and the consequences of a failure."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from leaderboard.checks import clock, database, mail, migrations, prepared_files, programs, redis, secrets, storage

WEB, BEAT, WORKER = "web", "beat", "worker"


class Then(enum.Enum):
    """The consequence of a fault.

    - STOP: the program ends; its settings must be changed, or something prepared.
    - AGAIN: the program ends, and its process manager starts it again; it works once something else does.
    - SAY: the program only reports the fault.
    """

    STOP = enum.auto()
    AGAIN = enum.auto()
    SAY = enum.auto()


@dataclass(frozen=True, slots=True)
class Check:
    """A check; ``needs``: the checks that must pass before it.

    ``then``: the consequence, by kind of program; programs that are not named do not run the check.
    ``not_of_queues``: the workers of these queues do not run it.
    """

    look: Callable[[], str]
    then: Mapping[str, Then] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    not_of_queues: frozenset[str] = frozenset()


_EVERY_STOP = {WEB: Then.STOP, BEAT: Then.STOP, WORKER: Then.STOP}
_WITHOUT_FILES: Final = frozenset({"trials", "notifying"})

CHECKS: Final[Mapping[str, Check]] = {
    "static files": Check(prepared_files.static_files, {WEB: Then.STOP}),
    "translations": Check(prepared_files.translations, {WEB: Then.STOP}),
    # Beat only sends messages; its report for operators can wait.
    "database": Check(database.database, {WEB: Then.AGAIN, WORKER: Then.AGAIN, BEAT: Then.SAY}),
    "migrations": Check(migrations.not_applied, {WEB: Then.AGAIN, WORKER: Then.AGAIN}, ("database",)),
    "version": Check(migrations.newer_than_the_code, {WEB: Then.SAY, WORKER: Then.SAY}, ("migrations",)),
    "SECRET_KEY": Check(secrets.secret_key, {WEB: Then.STOP}, ("migrations",)),
    "KEY_SECRET": Check(secrets.key_secret, {WEB: Then.STOP, WORKER: Then.STOP}, ("migrations",)),
    # Public pages and most others work without storage and Redis.
    "storage": Check(storage.answers, {WEB: Then.SAY, WORKER: Then.AGAIN}, not_of_queues=_WITHOUT_FILES),
    "site's storage": Check(
        storage.is_the_sites, {WEB: Then.STOP, WORKER: Then.STOP}, ("migrations", "storage"), _WITHOUT_FILES
    ),
    "redis": Check(redis.answers, {WEB: Then.SAY, BEAT: Then.AGAIN, WORKER: Then.AGAIN}),
    "site's redis": Check(redis.same_as_the_site, _EVERY_STOP, ("migrations", "redis")),
    "clock": Check(clock.clock, {WEB: Then.SAY, WORKER: Then.SAY}, ("database",)),
    # Only for operators: these take longer, or do not concern the program.
    "free space": Check(storage.takes_files, needs=("storage",)),
    "mail": Check(mail.mail),
    "programs": Check(programs.programs, needs=("migrations",)),
}


def checks_of(program: str, queue: str = "") -> dict[str, Check]:
    """The checks that a program runs when it starts, with those that they need."""
    own = {name for name, check in CHECKS.items() if program in check.then and queue not in check.not_of_queues}
    while more := {needed for name in own for needed in CHECKS[name].needs} - own:
        own |= more
    return {name: check for name, check in CHECKS.items() if name in own}
