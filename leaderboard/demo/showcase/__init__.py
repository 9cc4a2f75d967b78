"""What ``manage.py seed_showcase`` is made of: invented models, made-up skills, and the rows that hold them."""
