"""The sentences that workers record, so that pages can show them in the reader's language.

Rows, the API and logs hold them in English as they were made. Each sentence, and each part of one that is put together,
is listed here as a message with its placeholders; ``tests/leaderboard/translation/test_recorded.py`` finds those in the
code that are not.
"""
