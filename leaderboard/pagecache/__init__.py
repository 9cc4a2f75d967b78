"""A cache of public pages in memory, in front of Django: the same bytes for everyone until something is published."""
