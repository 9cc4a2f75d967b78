"""Decoder processes: what they return, what becomes of those that die, and what they are not told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from leaderboard.decoding import pictures
from leaderboard.decoding.jobs import Job
from leaderboard.decoding.pool import DECODERS, DecoderLost, Pool
from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.images.redraw import prepare_for_judge, rendition
from tests.leaderboard.domain.pictures import encoded, picture, png


def decoders() -> list[psutil.Process]:
    children = psutil.Process().children()
    return [child for child in children if "leaderboard.decoding.child" in " ".join(child.cmdline())]


def test_a_decoder_does_what_the_functions_do() -> None:
    for data in (png(3), encoded(picture(4, (1200, 300)), "JPEG"), encoded(picture().convert("RGBA"), "WEBP")):
        assert pictures.inspect(data) == inspect_image(data)
        assert pictures.prepared_for_judge(data, max_side=1024) == prepare_for_judge(data, max_side=1024)
        assert pictures.small_copy(data, max_side=320) == rendition(data, max_side=320)


def test_a_fault_is_told_with_its_kind() -> None:
    with pytest.raises(ImageFault, match="17×9 px; at least 256×256") as caught:
        pictures.inspect(png(0, (17, 9)))
    assert caught.value.kind is ImageFaultKind.TOO_SMALL


def test_however_many_threads_ask_there_are_two_decoders() -> None:
    with ThreadPoolExecutor(8) as threads:
        facts = list(threads.map(pictures.inspect, [png(number) for number in range(40)]))
    assert [found.sha256 for found in facts] == [inspect_image(png(number)).sha256 for number in range(40)]
    assert len(decoders()) <= DECODERS


def test_a_decoder_that_was_killed_meanwhile_is_replaced() -> None:
    pictures.inspect(png())
    killed = decoders()
    for decoder in killed:
        decoder.kill()
        decoder.wait()
    assert pictures.inspect(png()).width == 256
    assert not {decoder.pid for decoder in decoders()} & {decoder.pid for decoder in killed}


def test_a_decoder_that_is_killed_again_and_again_is_no_fault_of_the_picture() -> None:
    pool = Pool(1)
    stopping = threading.Event()
    before = {decoder.pid for decoder in decoders()}

    def kill_whatever_starts() -> None:
        while not stopping.wait(0.01):
            for decoder in decoders():
                if decoder.pid not in before:
                    decoder.kill()

    killer = threading.Thread(target=kill_whatever_starts)
    killer.start()
    try:
        with pytest.raises(DecoderLost, match="code -9"):
            pool.run(Job("inspect", png(), 10))
    finally:
        stopping.set()
        killer.join()


def test_a_decoder_that_crashes_blames_the_picture() -> None:
    pool = Pool(1)
    before = {decoder.pid for decoder in decoders()}
    pool.run(Job("inspect", png(), 10))
    (decoder,) = [decoder for decoder in decoders() if decoder.pid not in before]
    decoder.send_signal(signal.SIGSEGV)
    while decoder.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    with pytest.raises(ImageFault, match="its decoder crashed") as caught:
        pool.run(Job("inspect", png(), 10))
    assert caught.value.kind is ImageFaultKind.UNDECODABLE
    pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads the environment from /proc")
def test_a_decoder_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    before = {decoder.pid for decoder in decoders()}
    pool = Pool(1)
    pool.run(Job("inspect", png(), 10))
    (decoder,) = [decoder for decoder in decoders() if decoder.pid not in before]
    assert b"do not tell" not in Path(f"/proc/{decoder.pid}/environ").read_bytes()
    pool.close()


USE_AND_END = """
import os, psutil, signal
from leaderboard.decoding import pictures
from tests.leaderboard.domain.pictures import png
pictures.inspect(png())
(decoder,) = psutil.Process().children()
os.kill(decoder.pid, signal.SIGTERM)  # as when a whole group is told to end
os.kill(decoder.pid, signal.SIGINT)
pictures.inspect(png())
assert decoder.is_running()
print(decoder.pid, flush=True)
{end}
"""


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), signal.SIGKILL)"], ids=["in good order", "killed"])
def test_decoders_end_with_the_process_that_started_them_and_not_before(end: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", USE_AND_END.format(end=end)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert done.stderr == ""
    pid = int(done.stdout)
    if psutil.pid_exists(pid):
        psutil.Process(pid).wait(timeout=10)
