"""What a program compares when it starts: its settings and services with the site's. One file for each subject.

A check returns what is wrong and how to put it right, in one line; "" if nothing is.
"""
