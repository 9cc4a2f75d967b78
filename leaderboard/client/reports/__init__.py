"""The gate's answer as a report: text, JSON, JUnit XML, Markdown or a self-contained HTML page.

- ``report``: what a report is about, and its words
- ``forms``: the forms, and which file gets which
- ``text``, ``junit``, ``markdown``, ``page``: one form each
- ``thumbnails``: the pictures that a page contains
"""
