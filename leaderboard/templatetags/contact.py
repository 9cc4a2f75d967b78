"""Template tag for how to reach the site's operators."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def contact_link() -> SafeString:
    """The operators' address (the setting CONTACT) as a link; "" without one."""
    contact = settings.SALON_CONTACT
    if not contact:
        return SafeString("")
    address = contact if contact.startswith(("http://", "https://")) else f"mailto:{contact}"
    return format_html('<a href="{}">{}</a>', address, contact)
