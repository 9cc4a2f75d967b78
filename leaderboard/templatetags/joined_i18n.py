"""Django's ``i18n`` tags; ``blocktranslate`` writes no space between two Chinese characters.

Settings register this library as ``i18n``. A translation such as "由 %(judge)s 评审" has spaces for a name in Latin
letters; where the inserted name is Chinese, they have to go. A space within an inserted Chinese name goes too.
"""

from __future__ import annotations

import re

from django.template import Context
from django.template.base import Node, Parser, Token
from django.templatetags import i18n
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = i18n.register

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_AFTER = f"{_HAN}，。、；：！？（）《》"
_SPACE = re.compile(rf"([{_AFTER}])((?:<[^<>]*>)*) ((?:<[^<>]*>)*)(?=[{_AFTER}])")
"""A space between two Chinese characters, with tags such as ``</a>`` beside it."""


def joined(text: str) -> str:
    """The text without spaces between two Chinese characters, full-width punctuation included, on Chinese pages."""
    return _SPACE.sub(r"\1\2\3", text) if (get_language() or "").startswith("zh") else text


class JoinedTranslation(i18n.BlockTranslateNode):
    """``blocktranslate`` with its result, shown or kept in a variable, joined."""

    def render(self, context: Context, nested: bool = False) -> str:
        result = joined(super().render(context, nested))
        if self.asvar:
            context[self.asvar] = SafeString(joined(context[self.asvar]))
        return result


def do_block_translate(parser: Parser, token: Token) -> Node:
    """Django's tag with the node above, which adds no state: its class is exchanged instead of parsing again."""
    node = i18n.do_block_translate(parser, token)
    node.__class__ = JoinedTranslation
    return node


for _name in ("blocktranslate", "blocktrans"):
    register.tag(_name, do_block_translate)
