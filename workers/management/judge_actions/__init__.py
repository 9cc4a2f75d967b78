"""The actions of ``manage.py judge`` (commands/judge.py), a file each: check, serve, repeatability, pin."""
