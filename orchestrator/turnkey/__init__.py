"""The package name in TurnkeyML's documentation; the code lives in `turnkeyml`."""
