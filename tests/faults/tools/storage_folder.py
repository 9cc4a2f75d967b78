"""The folder of stored files on a small file system of its own, which can be filled or made read-only."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class StorageFolder:
    """A folder, on a file system of its own where this user may mount one."""

    def __init__(self, folder: Path, *, mib: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.mounted = self._mount("-t", "tmpfs", "-o", f"size={mib}m", "faults")

    @contextmanager
    def full(self) -> Iterator[None]:
        """Fill the file system to the last byte."""
        self._need_a_mount()
        filler = self.folder / "filler"
        try:
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(b"\0" * 65536):
                    pass
            yield
        finally:
            filler.unlink(missing_ok=True)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Refuse all writing, as a file system does after a fault of its disk."""
        self._need_a_mount()
        deadline = time.monotonic() + 10
        while not self._mount("-o", "remount,ro"):
            assert time.monotonic() < deadline, "the file system stayed in use"
            time.sleep(0.05)
        try:
            yield
        finally:
            self._mount("-o", "remount,rw")

    def stored(self, sha256: str) -> Path:
        """The file of a stored picture."""
        return self.folder / "images" / sha256[:2] / sha256

    def forget_pictures(self) -> None:
        """Delete all stored pictures, so that a run with the same ones has to store them again."""
        shutil.rmtree(self.folder / "images", ignore_errors=True)

    def heal(self) -> None:
        """Make it writable and empty enough again."""
        if self.mounted:
            self._mount("-o", "remount,rw")
        (self.folder / "filler").unlink(missing_ok=True)

    def close(self) -> None:
        """Unmount it."""
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def _need_a_mount(self) -> None:
        if not self.mounted:
            pytest.skip("this user may not mount a file system")

    def _mount(self, *arguments: str) -> bool:
        try:
            done = subprocess.run(["mount", *arguments, str(self.folder)], capture_output=True, check=False)
        except FileNotFoundError:
            return False
        return done.returncode == 0
