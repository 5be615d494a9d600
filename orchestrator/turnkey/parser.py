"""`turnkeyml.parser` under the name in TurnkeyML's documentation: `from turnkey.parser import parse`."""

from turnkeyml.parser import PARAMETERS, Parameter, UnknownParameterError, parse

__all__ = ["PARAMETERS", "Parameter", "UnknownParameterError", "parse"]
