"""The mail server: whether it answers, its certificate is valid, and it accepts the site's login. Nothing is sent."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import get_connection


def mail() -> str:
    """What is wrong with it; "" if no mail server is set."""
    if not settings.EMAIL_HOST:
        return ""
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        return f"the mail server {place} cannot be used ({reason}): correct the settings EMAIL_…"
    finally:
        connection.close()
    return ""
