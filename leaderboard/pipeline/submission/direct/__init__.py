"""Bundles whose bytes do not pass through the site: the author sends them to the bucket, part by part.

An upload is admitted by the rules of every other upload before its first part, and becomes a submission, by the same
function as they do, once all parts are there (docs/decisions/0025-direct-uploads.md).
"""
