"""Decides which calls are of one invocation: those that compute the same with the same structure of inputs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from turnkeyml.analysis.computation import computation_of
from turnkeyml.analysis.invocation_hash import disambiguated_hash, invocation_hash
from turnkeyml.analysis.recorded_call import Call


@dataclass(kw_only=True)
class _Variant:
    """Calls of one computation."""

    first: Call
    identities: set[tuple[object, ...]]
    computation: str | None = None


class Variants:
    """Gives each call the hash of its invocation."""

    def __init__(self, *, has_arguments: bool) -> None:
        self._has_arguments = has_arguments
        self._first_config: dict[str, str] = {}
        self._variants: dict[str, list[_Variant]] = defaultdict(list)

    def hash_of(self, call: Call) -> str:
        """The hash. Where models differ in what no hash includes, the order of their first calls numbers them."""
        form = call.as_called
        structure, _, objects = call.structure.partition("\n")
        modes = form.modes.describe()
        hash8 = invocation_hash(form.lines, f"{structure}\n{modes}" if modes else structure)
        if self._has_arguments or self._first_config.setdefault(hash8, form.config_text) != form.config_text:
            hash8 = disambiguated_hash(hash8, form.config_text)
        number = self._number(hash8, call, (*form.identity, objects))
        return disambiguated_hash(hash8, f"{form.config_text}\n{number}") if number else hash8

    def _number(self, hash8: str, call: Call, identity: tuple[object, ...]) -> int:
        """The number of the call's variant among those of this hash."""
        variants = self._variants[hash8]
        for number, variant in enumerate(variants):
            if identity in variant.identities:
                return number
        if variants:
            computation = computation_of(call)
            for number, variant in enumerate(variants):
                if variant.computation is None:
                    variant.computation = computation_of(variant.first)
                if computation and variant.computation == computation:
                    variant.identities.add(identity)
                    return number
        else:
            computation = None
        variants.append(_Variant(first=call, identities={identity}, computation=computation))
        return len(variants) - 1
