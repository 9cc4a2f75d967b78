"""Pictures that authors send one by one, under their SHA-256 (docs/decisions/0038-pictures-are-sent-one-by-one.md).

A set is announced first: which picture is for which prompt. The site says which of them it does not have, the author
sends these, in any order and from several connections, and the set becomes a submission whose check follows the rules
of bundles. A dropped connection costs the pictures in flight; after a rejection only the corrected pictures are sent.
"""
