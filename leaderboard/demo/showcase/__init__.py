"""The parts of ``manage.py seed_showcase``: invented models, made-up skills and verdicts, pictures, and their rows."""
