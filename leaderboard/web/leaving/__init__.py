"""A copy of one's data, and the end of one's account."""
