"""The judges of a machine with GPUs: one on each, watched, restarted, and announced to the workers."""
