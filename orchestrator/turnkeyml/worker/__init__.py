"""The processes that have torch: `client` is the parent's half, `__main__` forks a `child` for each script."""
