"""Deletes what is kept no longer and what killed processes left behind, every hour and by ``manage.py tidy``."""
