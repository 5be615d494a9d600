"""The machine below: paths, host, hashing, temporary folders, processes."""
