"""Decoding pictures from outside, in processes of their own that have limits of CPU time and memory."""
