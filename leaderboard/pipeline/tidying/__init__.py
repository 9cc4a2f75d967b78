"""Deletes expired files and what killed processes left, every hour and by ``manage.py tidy``."""
