"""The cache: the paths of its files, and the only code that reads and writes them."""
