"""The import path that TurnkeyML's users know; the code lives in `turnkeyml.labels`."""
