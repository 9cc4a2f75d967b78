"""The pages as a Chinese visitor reads them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import server_error

from leaderboard.domain.images.faults import ImageFaultKind
from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.bundle import BundleFault, Slot, missing_faults, report
from leaderboard.models import Board, BundleRun, GeneratedImage, ReleaseRow
from leaderboard.pipeline.work import transitions
from leaderboard.translation.catalogue import catalogues, read
from leaderboard.translation.data import CONTEXT
from leaderboard.web.words.ranks import why_unranked
from tests.factories import (
    GeneratorFactory,
    UserFactory,
    load_demo_suite,
    load_pixel_profile,
    publish,
    running_submission,
)
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db

_ENGLISH = re.compile(r"[A-Za-z]+(?:,? [A-Za-z]+){3,}")
"""Four words in a row: names are shorter, sentences are not."""

_MARKED = re.compile(
    r'<(script|p|pre|span|aside|td|dd) [^>]*(?:lang="[a-z]{2}"|translate="no"|type="application/)[^>]*>.*?</\1>',
    re.DOTALL,
)
"""What says that it is in a language, or not to be translated, is data, such as a prompt or a command."""

_SHOWN = re.compile(r'>([^<>]+)<| (?:alt|aria-label|content|data-chart-title|label|title)="([^"]+)"|: "([^"]+)"')
"""Texts, attributes that are read out or shown, and the values of a chart's JSON."""

_BETWEEN_NAMES = re.compile(r"\s*[›·|\n]\s*|，")

_TRANSLATED = {
    str(message.id)
    for path in catalogues()
    for message in read(path)
    if message.context == CONTEXT and message.string != message.id
}
"""The names, questions, titles and caveats of the data that Salon includes."""

PUBLIC = (
    *("", "about/", "method/", "rules/", "reported/", "reported/qwen-image-bench/", "agreement/"),
    *("account/login/", "account/signup/", "none/", "rubric/", "rubric/quality-detail-noise/"),
    *("suites/", "suites/demo/1/", "suites/demo/1/prompts/", "suites/demo/1/prompts/p001/"),
    *("judges/", "judges/pixel-baseline/3/"),
)
AUTHOR = ("submissions/", "submissions/new/", "submissions/new/endpoint/", "submissions/new/bundle/", "generators/")
REASONING = "Looked at the picture"
"""The judge's, which pages show as received."""


def english_in(page: str) -> list[str]:
    """English sentences on a page, and texts of the data in their sealed form ("|translated" is missing there)."""
    text = unescape(re.sub(r"<[^>]+>", "\n", _MARKED.sub("", page)))
    page = re.sub(r'<script type="application/ld.*?</script>', "", page, flags=re.DOTALL)
    shown = (unescape(next(filter(None, found))) for found in _SHOWN.findall(page))
    names = (name.strip() for part in shown for name in _BETWEEN_NAMES.split(part))
    return [*_ENGLISH.findall(text.replace(REASONING, "")), *(name for name in names if name in _TRANSLATED)]


def test_no_sentence_of_the_interface_stays_english() -> None:
    load_pixel_profile()
    load_demo_suite()
    owner = GeneratorFactory.create().owner
    visitor, author = Client(), Client()
    author.force_login(owner)
    pages = [(visitor, address) for address in PUBLIC] + [(author, address) for address in AUTHOR]
    english = {address: english_in(client.get(f"/zh-hans/{address}").content.decode()) for client, address in pages}
    assert {address: texts for address, texts in english.items() if texts} == {}
    assert len(english_in(visitor.get("/about/").content.decode())) > 10, "English is not recognised"


def test_no_sentence_about_a_release_stays_english(client: Client) -> None:
    first, other = (mixed_submission(*verdicts) for verdicts in ((2,), (1, 0)))
    publish(first, other)
    board = f"/zh-hans/boards/{Board.objects.get().slug}/"
    one, two = first.generator_id, other.generator_id
    pages = (
        *("", f"models/{one}/", f"compare/?models={one},{two}", "compare/", "facets/", "prompts/p001/"),
        *("?by=quality&columns=alignment-all", "releases/", "facets/quality-detail-noise/"),
    )
    picture = GeneratedImage.objects.filter(submission=first).earliest("pk")
    addresses = [board + page for page in pages] + [
        "/zh-hans/",
        f"/zh-hans/models/{one}/",
        f"/zh-hans/images/{picture.pk}/",
        *(f"/zh-hans/submissions/{first.pk}/{page}" for page in ("", "breakdown/", "images/")),
    ]
    english = {address: english_in(client.get(address).content.decode()) for address in addresses}
    assert {address: texts for address, texts in english.items() if texts} == {}


def test_what_django_says_is_in_the_sites_own_terms() -> None:
    sign_up = {"email": "an address", "password1": "12345"}
    page = Client().post("/zh-hans/account/signup/", sign_up).content.decode()
    assert "您的密码至少需要 8 个字符。" in page and "邮箱：" in page
    assert re.findall("你|电子邮件|邮件地址|账号", page) == []


def test_what_workers_recorded_is_chinese_too() -> None:
    submission = running_submission(stage=Stage.SUBMISSION)
    slots = [Slot("p001", "en"), Slot("p002", "en")]
    size = "prompt p003 (en): image is 17×9 px; at least 256×256 is needed"
    faults = [*missing_faults(slots, []), BundleFault(ImageFaultKind.TOO_SMALL, size, "p003.png", "p003", "en")]
    summary = report(faults, pictures=21, expected=24)
    BundleRun.objects.create(submission=submission, file_name="mine.zip", byte_size=10, report=summary)
    transitions.reject(submission.pk, "Faults in the bundle: 3. Correct what the report lists and submit again.")
    author = Client()
    author.force_login(submission.generator.owner)
    page = author.get(f"/zh-hans/submissions/{submission.pk}/").content.decode()
    assert english_in(page) == []
    assert "图片包的问题数：3。请按报告修正后重新提交。" in page and "缺少 2 张图片：p001.en.png … p002.en.png" in page
    assert "Correct what the report lists" in author.get(f"/submissions/{submission.pk}/").content.decode()


def test_the_page_for_our_own_faults_is_chinese_too() -> None:
    with translation.override("zh-hans"):
        page = server_error(RequestFactory().get("/zh-hans/")).content.decode()
    assert '<html lang="zh-hans">' in page and 'href="/zh-hans/"' in page
    assert english_in(page) == []


def test_a_releases_reasons_are_translated_and_unknown_ones_stay() -> None:
    row = ReleaseRow(unranked_reason="withdrawn by its author", judged_judgements=104, planned_judgements=113)
    with translation.override("zh-hans"):
        assert why_unranked(row) == "已由作者撤回"
        formerly = "only 104 of 113 planned judgements are there (99 % are needed)"
        for reason in (formerly, "only 104 of 113 planned judgements exist (99% are needed)"):
            row.unranked_reason = reason
            assert why_unranked(row) == "计划的 113 次评审只完成 104 次（需达到 99%）"
        row.unranked_reason = "a reason of former times"
        assert why_unranked(row) == "a reason of former times"


def test_signing_in_and_out_keeps_the_language() -> None:
    person = UserFactory.create()
    client = Client()
    reply = client.post("/zh-hans/account/login/", {"login": person.email, "password": "salon-secret-1"})
    assert reply["Location"] == "/zh-hans/submissions/"
    assert client.post("/zh-hans/account/logout/")["Location"] == "/zh-hans/"


def test_each_language_is_offered_under_its_own_name() -> None:
    footer = Client().get("/zh-hans/").content.decode().split("<footer")[1]
    assert '<a href="/" hreflang="en" lang="en">English</a>' in footer
    assert 'lang="zh-hans" aria-current="true">简体中文</a>' in footer
