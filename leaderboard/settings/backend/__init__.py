"""Django's PostgreSQL backend, with a pool that never hands out a dead connection (see ``base``)."""
