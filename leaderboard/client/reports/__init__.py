"""The answers of the gate and of comparisons as reports: text, JSON, JUnit XML, Markdown or a self-contained HTML page.

- ``report``: what the gate's report is about, and its words
- ``forms``: the forms, and which file gets which, and writing them
- ``text``, ``junit``, ``markdown``, ``page``: one form each of the gate's report
- ``comparison``: a comparison's report in its forms
- ``layout``, ``document``: tables and pages
- ``thumbnails``: the pictures that a page contains
"""
