"""Sends what the outbox (``pipeline/work/outbox.py``) holds, and keeps people's webhooks."""
