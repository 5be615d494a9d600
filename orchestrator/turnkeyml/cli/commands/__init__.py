"""One file per command: its options, and the call that does the work."""
