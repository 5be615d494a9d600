"""From a script to the invocations that it makes. The only other package with torch is export."""
