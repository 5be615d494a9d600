"""The processes that have torch: `client` is the orchestrator's half, `child` is what runs in them."""
