"""What the check of a judge server found, and what to do about it."""

from __future__ import annotations

from leaderboard.domain.translatable import gettext_noop

MESSAGES = (
    gettext_noop("the judge answers without a key, and other machines reach it"),
    gettext_noop("start it with a key (judge serve does so) and give the key to the workers as JUDGE_API_KEY"),
    gettext_noop("check the engine's log and restart it"),
    gettext_noop("see the engine's log"),
    gettext_noop("the rest of the check needs an answer to this call"),
    gettext_noop("a picture of 1024×1024 px is taken"),
    gettext_noop("%(parser)s is expected: run the version of Salon that has it, or make a profile for %(other)s"),
    gettext_noop("%(model)s is expected: serve it, or pass --served-model-name"),
    gettext_noop("%(version)s is expected: install %(engine)s==%(wanted)s, or make a profile for the other version"),
    gettext_noop("%(length)s tokens for a prompt of %(prompt)s and a reply of %(reply)s"),
    gettext_noop("set --max-model-len to at least %(needed)s"),
    gettext_noop("%(reasoning)s characters of reasoning, %(content)s of content"),
    gettext_noop("start the engine with --reasoning-parser qwen3"),
    gettext_noop("%(outcome)s, %(read)s of %(asked)s facets"),
    gettext_noop("%(reason)s; start the engine with --structured-outputs-config.backend xgrammar"),
    gettext_noop("the urgent call waited for the others; start the engine with %(flags)s"),
    gettext_noop("ended as number %(place)s of %(calls)s"),
    gettext_noop("%(wrong)s of %(items)s items differ from the profile %(profile)s"),
    gettext_noop("it does not answer its health check"),
)
