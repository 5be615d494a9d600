"""A runner that misbehaves on command."""
