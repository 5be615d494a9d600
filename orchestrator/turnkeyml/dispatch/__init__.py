"""Starting runners and putting jobs to them; a result comes back whatever happens."""
