"""Traces and errors for services that the operator names (OTEL_EXPORTER_OTLP_ENDPOINT, SENTRY_DSN), without secrets.

The libraries are an extra and are loaded only if they are needed. Unless ``starting.start`` was called, ``spans`` does
nothing.
"""
