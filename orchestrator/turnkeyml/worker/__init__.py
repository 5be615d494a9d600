"""The one process that has torch: `client` is the parent's half, `__main__` the child's."""
