"""Chinese names in Chinese sentences stand without spaces, Latin ones with them."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from leaderboard.templatetags.joined_i18n import joined

_JUDGED = Template("{% load i18n %}{% blocktranslate %}judged by {{ judge }}{% endblocktranslate %}")
_KEPT = Template("{% load i18n %}{% blocktranslate asvar said %}judged by {{ judge }}{% endblocktranslate %}{{ said }}")


@pytest.mark.parametrize("template", [_JUDGED, _KEPT])
def test_only_a_latin_name_has_spaces_around_it(template: Template) -> None:
    with translation.override("zh-hans"):
        assert template.render(Context({"judge": "示例数据"})) == "由示例数据评审"
        assert template.render(Context({"judge": "Qwen3-VL 32B"})) == "由 Qwen3-VL 32B 评审"
    assert template.render(Context({"judge": "a <b>"})) == "judged by a &lt;b&gt;"


def test_tags_count_as_nothing_and_other_spaces_stay() -> None:
    text = '由 <a href="/x y/">示例</a> 评审，共 3 条 （A B）'
    with translation.override("zh-hans"):
        assert joined(text) == '由<a href="/x y/">示例</a>评审，共 3 条（A B）'
    with translation.override("en"):
        assert joined(text) == text
