"""What runs on a machine with GPUs: a judge on each of them, watched, started again, and announced to the workers."""
