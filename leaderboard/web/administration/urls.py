"""``/admin/``: imports the tables, which registers them."""

from leaderboard.web.administration import (  # noqa: F401  # imported so that they register
    audit,
    boards,
    judgements,
    judges,
    machinery,
    notifications,
    people,
    pictures,
    submissions,
    suites,
    teams,
)
from leaderboard.web.administration.site import administration as administration

urls = administration.urls
