"""Every sentence that workers record is a message, and is found again in what was made from it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.recorded.reading import MESSAGES, NUMBERS
from leaderboard.pipeline.work import storage_watch
from leaderboard.translation.catalogue import CHECKOUT
from leaderboard.web.words.recorded import recorded
from workers.clients.endpoint import faults as endpoint_faults
from workers.clients.judge import faults as judge_faults

_PLACES = (
    *(
        *("domain/gate/gate.py", "domain/gate/margins.py", "domain/gate/planning.py", "domain/gate/verdicts.py"),
        "pipeline/gate/submissions.py",
        "domain/images",
        "domain/submission/bundle.py",
        "domain/submission/entry_names.py",
    ),
    *("domain/submission/manifest.py", "domain/judging/check.py", "domain/judging/outcome.py"),
    *("domain/judging/reply_parser.py", "domain/judging/reply_window.py", "domain/judging/rescue.py"),
    *("decoding", "files/reading.py", "pipeline/administration/bans.py", "pipeline/administration/takedown.py"),
    *("pipeline/generation", "pipeline/judging", "pipeline/publishing", "domain/submission/bundle_check.py"),
    *("pipeline/submission/direct", "pipeline/submission/intake.py", "pipeline/submission/keys.py"),
    *("pipeline/submission/trials.py", "domain/submission/zip_reader.py", "pipeline/sweeper.py"),
    *("pipeline/work/storage_watch.py", "pipeline/work/transitions.py", "../workers/clients", "../workers/generation"),
    *("../workers/judging", "../workers/tasks"),
)
"""Where sentences are made that end in a row."""

_FAULTS = {
    fault.__name__
    for module in (endpoint_faults, judge_faults)
    for fault in vars(module).values()
    if isinstance(fault, type) and issubclass(fault, Exception)
}
_TEXT_AT = {
    **dict.fromkeys(_FAULTS, 0),
    "GateError": 0,
    "ImageFault": 1,
    "BundleFault": 1,
    "EntryRefused": 1,
    "_fault": 1,
    "_forbidden": 2,
    "_Deviation": 1,
    "UnknownName": 0,
    "BadManifest": 0,
    "KeyUnreadable": 0,
    "UnreadableReply": 0,
    "LostFile": 1,
    "StorageAway": 0,
    "ParsedReply": 2,
    "CheckItem": 2,
    "Suspicion": 0,
    "FailedCall": 0,
    "fail": 1,
    "reject": 1,
    "_end": 1,
    "end": 1,
}
"""The argument of each call that is recorded."""

_NAMED = {"cause", "message", "reason", "advice", "found", "fault", "error", "words", "summary", "waiting_for"}
"""Arguments and variables with this name, and constants, hold such texts too."""

_CONSTANTS = {
    "OUR_FAULT": storage_watch.OUR_FAULT,
    "_TAKEN_OVER": "another one takes the work",
    "_EXPECTED": "expected http://… or https://… with a host",
    "_ABOUT_LINKS": "a link is fetched as it was given and without the API key; let the endpoint send b64_json instead",
}
_NONE_OF_THEM = re.compile(r"SELECT|UPDATE|INSERT|statement_timestamp|A red square|Not tried|^\w+$")
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}")


def test_every_recorded_sentence_of_the_code_is_translated() -> None:
    """A new one belongs into ``leaderboard/domain/recorded``, and its Chinese into the catalogue."""
    sentences = {text for place in _PLACES for file in _files(place) for text in _sentences(file)}
    assert len(sentences) > 150, "they are not found"
    with translation.override("zh-hans"):
        english = {text for text in sentences if _ENGLISH.search(recorded(text.strip()))}
    assert english == set()


@given(data=st.data())
@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_found_again_with_its_values(message: str, data: st.DataObject) -> None:
    names = re.findall(r"%\((\w+)\)s", message)
    number = st.integers(0, 10**6).map("{:,}".format)
    word = st.text("abcxyz0189é中/_", min_size=1, max_size=8)
    values = {name: data.draw(number if name in NUMBERS else word, label=name) for name in names}
    with translation.override("zh-hans"):
        assert recorded(message % values) == translation.gettext(message) % values
    assert recorded(message % values) == message % values, "English stays as it was recorded"


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        (
            "prompt p001 (zh): image is 17×9 px; at least 256×256 is needed",
            "提示词 p001 (zh)：图片为 17×9 px；至少需要 256×256",
        ),
        (
            'not tried: 401 from the endpoint: check the API key (it says: "Bad key. Ask us. No, really")',
            "未尝试：接口返回 401：请检查 API 密钥（接口回复：“Bad key. Ask us. No, really”）",
        ),
        (
            "No picture could be generated. The first one failed with: 500 from the endpoint",
            "没有生成任何图片。第一张失败的原因：接口返回 500",
        ),
        (
            (
                "The stage judging was not finished within 12:00:00 (deadline 6 Dec 2026, 14:05 UTC). "
                "This is a failure on our side and costs no quota."
            ),
            "“评审”阶段没有在 12:00:00 内完成（截止时间 2026 年 12 月 6 日 14:05 UTC）。这是本站的问题，不占用配额。",
        ),
        (
            (
                "A picture cannot be judged, because our storage has lost the file images/ab/abc: it is missing. "
                "This is a failure on our side and costs no quota."
            ),
            "有一张图片无法评审，原因：本站的存储丢失了文件 images/ab/abc：文件不存在。这是本站的问题，不占用配额。",
        ),
        (
            "An operator cancelled this submission on 6 Dec 2026: the endpoint is not the author's",
            "管理员于 2026 年 12 月 6 日取消了此次提交：the endpoint is not the author's",
        ),
        (
            "2 submissions in 7 days are used; the next is possible on 6 Dec 2026, 14:05 UTC",
            "7 天内的 2 次提交已用完；下次可提交的时间为 2026 年 12 月 6 日 14:05 UTC",
        ),
        ("A cause of an earlier version, in its own words.", "A cause of an earlier version, in its own words."),
    ],
)
def test_sentences_that_are_put_together_are_translated_part_by_part(text: str, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert recorded(text) == chinese


def _files(place: str) -> list[Path]:
    path = CHECKOUT / "leaderboard" / place
    return [path] if path.suffix else sorted(path.rglob("*.py"))


def _sentences(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for text in _recorded_by(node):
            if len(text.split()) > 2 and not (_NONE_OF_THEM.search(text) or text in _CONSTANTS.values()):
                yield re.sub(r"^7\.? (?=[A-Z][a-z]* )", "", text)


def _recorded_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call():
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for argument in node.args[_TEXT_AT.get(name, len(node.args)) :][:1]:
                yield from _texts(argument)
            for keyword in node.keywords:
                if keyword.arg in _NAMED:
                    yield from _texts(keyword.value)
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            if name in _NAMED or name.isupper():
                yield from _texts(value)
        case ast.Return(value=ast.expr() as value):
            yield from _texts(value)


def _texts(node: ast.expr) -> Iterator[str]:
    """The literal texts of an expression, with a 7 for each value that is put in."""
    match node:
        case ast.Constant(value=str() as text):
            yield re.sub(r"\{\w+\}", "7", text)
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else _value(part) for part in node.values)
        case ast.IfExp():
            yield from (*_texts(node.body), *_texts(node.orelse))
        case ast.BoolOp():
            yield from (text for value in node.values for text in _texts(value))
        case ast.BinOp(op=ast.Mod()):
            yield from _texts(node.left)
        case ast.BinOp():
            yield from (*_texts(node.left), *_texts(node.right))
        case ast.Call(func=ast.Attribute(value=ast.expr() as formatted, attr="format")):
            yield from _texts(formatted)


def _value(part: ast.expr) -> str:
    """What is put into a text: one of the constants, or a 7."""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
    return _CONSTANTS.get(name, "7")
