"""``/admin/``: all tables, read-only, and the operators' actions (``actions.py``)."""
