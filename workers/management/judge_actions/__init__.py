"""What ``manage.py judge`` does, one file per action."""
