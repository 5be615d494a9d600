"""Every line that a person reads, and the JSON events of a run."""
