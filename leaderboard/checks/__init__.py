"""The checks that a program runs when it starts: its settings and services are compared with the site's.

One file for each subject. A check returns what is wrong and how to correct it, in one line; "" if nothing is wrong.
"""
