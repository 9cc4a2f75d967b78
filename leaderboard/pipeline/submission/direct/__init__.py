"""Bundles whose bytes do not pass through the site: the author sends them to the bucket, part by part.

An upload is admitted by the usual rules before its first part, and becomes a submission, by the same function as
other bundles, after all parts have arrived (docs/decisions/0025-direct-uploads.md).
"""
