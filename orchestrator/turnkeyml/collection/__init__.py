"""The collection of model scripts: their catalogue, generator and sample."""
