"""The runner's own process and its jobs: supervisor, loops, parity."""
