"""What monitoring asks the site for, in front of everything else: whether it is well, and its figures."""
