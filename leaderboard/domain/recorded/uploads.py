"""Why a direct upload or a set of pictures ended without a submission."""

from __future__ import annotations

from leaderboard.domain.translatable import gettext_noop

MESSAGES = (
    gettext_noop("you discarded this upload"),
    gettext_noop("you discarded these pictures"),
    gettext_noop("the pictures were not submitted within %(days)s days; announce them again"),
    gettext_noop("the upload was not complete after %(hours)s hours; upload the bundle again"),
    gettext_noop("%(sent)s bytes were sent instead of the announced %(announced)s; upload the bundle again"),
    gettext_noop("the object store no longer has this upload; upload the bundle again"),
    gettext_noop("this upload is complete; it is a submission now"),
    # When its bundle was refused at the end:
    gettext_noop("%(count)s submission in %(days)s days is used; the next is possible on %(time)s"),
    gettext_noop("%(count)s submissions in %(days)s days are used; the next is possible on %(time)s"),
    gettext_noop("%(count)s practice submission in 24 hours is used; the next is possible on %(time)s"),
    gettext_noop("%(count)s practice submissions in 24 hours are used; the next is possible on %(time)s"),
    gettext_noop(
        "%(count)s of your bundles was checked in the last 24 hours; the next can be uploaded on %(time)s. "
        "Each report lists every fault of its bundle"
    ),
    gettext_noop(
        "%(count)s of your bundles were checked in the last 24 hours; the next can be uploaded on %(time)s. "
        "Each report lists every fault of its bundle"
    ),
    gettext_noop("this generator was deleted; nothing can be submitted with it"),
    gettext_noop("this account is banned; nothing can be submitted from it"),
    gettext_noop("the site's judge profile “%(profile)s” is not loaded; an operator must run manage.py load_suites"),
)
