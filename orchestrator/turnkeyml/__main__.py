"""`python -m turnkeyml` is `turnkey`."""

from turnkeyml.cli import main

if __name__ == "__main__":
    main()
