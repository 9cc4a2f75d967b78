"""The figures for Prometheus: of the whole site, from PostgreSQL and Redis, and of this process."""
