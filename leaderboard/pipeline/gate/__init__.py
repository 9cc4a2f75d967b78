"""Compares two scored submissions, published or not: has the candidate become worse than the baseline?"""
