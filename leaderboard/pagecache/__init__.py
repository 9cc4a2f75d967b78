"""Public pages served as bytes from memory, in front of Django: the same for everyone until something is published."""
