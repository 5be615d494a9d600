"""The builds of an input, from the cache or by analysis and export."""
