"""The import path in TurnkeyML's documentation; the code lives in `turnkeyml.labels`."""
