"""From a script to the invocations that it makes."""
