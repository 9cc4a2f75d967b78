"""Signing in: how often passwords may be tried, how many are checked at a time, and the site's own address in mails."""
