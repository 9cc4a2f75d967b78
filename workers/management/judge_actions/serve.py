"""``manage.py judge serve``: start the engines with the profile's flags, wait for them, check them, and stay."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.management.base import CommandError
from yarl import URL

from leaderboard.domain.judging.announcement import Announcement
from leaderboard.domain.judging.engine_flags import FlagRefused, check_node_flags, tensor_parallel_of
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.embedded import paths
from workers.clients.judge.client import JudgeClient
from workers.judge_node.command import NodeSettings, NotServed, engine_command, engine_environment, slots
from workers.judge_node.engine import Engine, EngineFailed
from workers.judge_node.gpus import GpuFault, Replica, replicas, visible_gpus
from workers.judge_node.node import Node
from workers.judging.judges import is_local
from workers.management.judge_actions.check import check_items

Say = Callable[[str], object]
_CHECKS_IN_FLIGHT = 256
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # where this machine reaches what listens everywhere


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the command line says; "" or 0 where it says nothing and the settings apply."""

    host: str
    port: int
    replicas: int
    tensor_parallel: int
    gpus: str
    engine_flags: str
    announce: str
    without_key: bool
    dry_run: bool


def serve(profile: JudgeProfile, options: ServeOptions, say: Say) -> None:
    """Run the engines until the process is stopped.

    Raises:
        CommandError: when a flag is refused, the GPUs do not suffice, or an engine cannot be started, does not get
            ready, or differs from the profile.
    """
    try:
        node = _node_settings(profile, options)
        placed = replicas(
            visible_gpus(options.gpus or settings.SALON_JUDGE_GPUS),
            wanted=options.replicas or settings.SALON_JUDGE_REPLICAS,
            tensor_parallel=node.tensor_parallel,
            first_port=options.port,
        )
        commands = [engine_command(profile, node, replica) for replica in placed]
    except (FlagRefused, GpuFault, NotServed) as error:
        raise CommandError(str(error)) from error
    for replica, command in zip(placed, commands, strict=True):
        say((f"CUDA_VISIBLE_DEVICES={replica.gpus} " if replica.gpus else "") + shlex.join(command))
    if options.dry_run:
        return
    if shutil.which(commands[0][0], path=engine_environment(node, placed[0])["PATH"]) is None:
        raise CommandError(f"vllm is not installed here; on the GPU node: pip install 'vllm=={profile.engine.version}'")
    _tell_of_key(node, say)
    engines = [
        Engine(
            replica,
            command,
            engine_environment(node, replica),
            partial(_client, node, replica),
            partial(_differences, profile, replica, say),
        )
        for replica, command in zip(placed, commands, strict=True)
    ]
    announcements = partial(_announcement, profile, node) if node.announce else None
    try:
        asyncio.run(Node(engines, announcements, drain_s=node.drain_s).run())
    except EngineFailed as failed:
        raise CommandError(str(failed)) from failed


def _node_settings(profile: JudgeProfile, options: ServeOptions) -> NodeSettings:
    """The command line first, then the settings, then the profile."""
    flags = options.engine_flags or settings.SALON_JUDGE_ENGINE_FLAGS
    announce = options.announce or settings.SALON_JUDGE_ANNOUNCE
    if announce:
        check_announce(announce)
    return NodeSettings(
        host=options.host,
        tensor_parallel=options.tensor_parallel
        or settings.SALON_JUDGE_TENSOR_PARALLEL
        or tensor_parallel_of(profile.engine.flags),
        flags=check_node_flags(shlex.split(flags)),
        api_key="" if options.without_key or options.dry_run else _key(),
        drain_s=settings.SALON_JUDGE_DRAIN_S,
        announce=announce,
    )


def _key() -> str:
    """The operator's key, or one that is made here once."""
    key: str = settings.SALON_JUDGE_API_KEY
    return key or paths.local_secret("judge-key")


def _tell_of_key(node: NodeSettings, say: Say) -> None:
    if not node.api_key:
        if not is_local(node.host):
            say("warning: without a key, everyone who reaches this address can use the judge")
    elif node.api_key == paths.known_secret("judge-key"):
        where = paths.home() / "secrets" / "judge-key"
        say(f"the key is in {where}; judging workers on other machines need it as JUDGE_API_KEY")


def _client(node: NodeSettings, replica: Replica) -> JudgeClient:
    host = _ANYWHERE.get(node.host, node.host)
    url = URL.build(scheme="http", host=host, port=replica.port)
    return JudgeClient(
        str(url),
        api_key=node.api_key or None,
        timeout_s=settings.SALON_JUDGE_TIMEOUT_S,
        max_in_flight=_CHECKS_IN_FLIGHT,
    )


async def _differences(
    profile: JudgeProfile, replica: Replica, say: Say, judge: JudgeClient, is_first: bool
) -> str:  # positional, as Engine calls it
    """Compare an engine with the profile, print the result, and return how it differs."""
    items = await check_items(profile, judge, under_load=is_first)
    for item in items:
        say(f"{replica.name}: {item.line()}")
    failed = sum(not item.ok for item in items)
    return f"{failed} of {len(items)} items differ from the profile {profile.key}" if failed else ""


def _announcement(profile: JudgeProfile, node: NodeSettings, engine: Engine) -> Announcement:
    return Announcement(
        address=announced_address(node.announce, engine.replica),
        profile=f"{profile.key} v{profile.version}",
        profile_sha256=profile.sha256,
        node=socket.gethostname(),
        slots=slots(profile),
        engine_version=engine.version,
        state=engine.state,
        cause=engine.cause,
    )


def announced_address(announce: str, replica: Replica) -> str:
    """Where workers reach a replica.

    ``announce`` is a host, or a whole address; its port, if it has one, is that of the first replica.
    """
    url = URL(announce if "://" in announce else f"http://{announce}")
    port = url.explicit_port + replica.number if url.explicit_port else replica.port
    return str(url.with_port(port)).rstrip("/")


def check_announce(announce: str) -> None:
    """Check an address to announce.

    Raises:
        CommandError: when it is not valid.
    """
    try:
        host = URL(announce if "://" in announce else f"http://{announce}").host
    except ValueError:
        host = None
    if not host:
        raise CommandError(f"{announce!r} is not an address; one such as gpu-2 or http://gpu-2:8000 is expected")
