"""``/admin/``: every table for operators to look at, and their actions. Nothing is edited here: see ``actions.py``."""
