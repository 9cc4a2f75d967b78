"""How fast the public site is: load by wrk, first visits by a real browser, and how soon a release is seen."""
