"""Checks the pictures of a submission, wherever their bytes come from: has each decoded, and reports every fault.

A zip, a folder and pictures that were sent one by one are checked by the same rules.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from leaderboard.domain.images.check import MAX_BYTES, ImageFacts, form_of
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.submission.bundle import BundleFault, BundleFaultKind, Slot, missing_faults, slot_fault


@dataclass
class PictureCheck:
    """The result of a check: the picture of every slot and the shown name of its file, all faults and warnings.

    ``taken`` are the slots with a file, even a faulty one. ``broken_off``: a picture was so costly to decode that the
    others were not checked.
    """

    pictures: dict[Slot, ImageFacts] = field(default_factory=dict)
    names: dict[Slot, str] = field(default_factory=dict)
    faults: list[BundleFault] = field(default_factory=list)
    warnings: list[BundleFault] = field(default_factory=list)
    taken: set[Slot] = field(default_factory=set)
    broken_off: bool = False

    def refuse(self, kind: str, message: str, name: str, slot: Slot | None) -> None:
        """Add a fault."""
        self.faults.append(slot_fault(kind, message, name, slot))


@dataclass(frozen=True, slots=True)
class Inspector:
    """How pictures are decoded: ``inspect`` checks one, as ``inspect_image`` does; ``at_once`` run in threads."""

    inspect: Callable[[bytes], ImageFacts]
    at_once: int


@dataclass(frozen=True, slots=True)
class PictureFile:
    """The file of one slot: the name that faults show, its size in bytes, and how to read it."""

    slot: Slot
    name: str
    byte_size: int
    read: Callable[[], bytes]


def check_files(
    files: Iterable[PictureFile], wanted: Sequence[Slot], inspector: Inspector, checked: Callable[[int], None]
) -> PictureCheck:
    """Check one file for each slot that has one; slots without a file are faults.

    Args:
        checked: called with the number of files checked so far.

    Raises:
        OSError: what reading a file raises.
    """
    result = PictureCheck()
    inspect_all(_read(files, result), result, inspector, checked)
    complete(result, wanted)
    return result


def inspect_all(
    pictures: Iterable[tuple[Slot, str, bytes]],
    result: PictureCheck,
    inspector: Inspector,
    checked: Callable[[int], None],
) -> None:
    """Have pictures decoded while the next ones are read in this thread; only a handful is in memory at a time."""
    running: deque[tuple[Slot, str, Future[ImageFacts]]] = deque()
    with ThreadPoolExecutor(inspector.at_once) as decoders:
        for number, (slot, name, data) in enumerate(pictures, start=1):
            running.append((slot, name, decoders.submit(inspector.inspect, data)))
            if len(running) > inspector.at_once:
                _finish(*running.popleft(), result)
            if result.broken_off:
                decoders.shutdown(cancel_futures=True)
                return
            checked(number)
        while running and not result.broken_off:
            _finish(*running.popleft(), result)


def complete(result: PictureCheck, wanted: Sequence[Slot]) -> None:
    """Add the warnings about equal pictures, and the faults of slots without a file."""
    result.warnings.extend(_same_pictures(result))
    if not result.broken_off:
        result.faults.extend(missing_faults(wanted, result.taken))


def _read(files: Iterable[PictureFile], result: PictureCheck) -> Iterator[tuple[Slot, str, bytes]]:
    for file in files:
        result.taken.add(file.slot)
        if file.byte_size > MAX_BYTES:
            size = f"{file.byte_size / 2**20:.1f} MiB; at most {MAX_BYTES // 2**20} MiB are accepted"
            result.refuse(ImageFaultKind.TOO_MANY_BYTES, f"prompt {file.slot}: {size}", file.name, file.slot)
            continue
        data = file.read()
        try:
            form_of(data)
        except ImageFault as fault:
            result.refuse(fault.kind, f"prompt {file.slot}: {fault}", file.name, file.slot)
        else:
            yield file.slot, file.name, data


def _finish(slot: Slot, name: str, facts: Future[ImageFacts], result: PictureCheck) -> None:
    try:
        result.pictures[slot] = facts.result()
        result.names[slot] = name
    except ImageFault as fault:
        # Such a picture is deliberate, and a thousand of them would keep the check busy for hours.
        result.broken_off = fault.kind is ImageFaultKind.TOO_COSTLY
        rest = ". The rest of the bundle was not checked" if result.broken_off else ""
        result.refuse(fault.kind, f"prompt {slot}: {fault}{rest}", name, slot)


def _same_pictures(result: PictureCheck) -> Iterator[BundleFault]:
    """Warnings for the same picture under two prompts or samples. The languages of one prompt may share a picture.

    Not a fault, because a model may make the same picture twice, such as a black one for refused prompts; an endpoint
    may do so, too.
    """
    first: dict[str, Slot] = {}
    for slot, facts in result.pictures.items():
        other = first.setdefault(facts.sha256, slot)
        if other.prompt_key != slot.prompt_key or (other.language == slot.language and other != slot):
            message = f"prompt {slot}: the same picture as for prompt {other}"
            yield slot_fault(BundleFaultKind.SAME_PICTURE, message, result.names[slot], slot)
