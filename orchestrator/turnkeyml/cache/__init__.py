"""The cache: which file lies where, and the only code that touches it."""
