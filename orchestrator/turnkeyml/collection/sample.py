"""Draws a sample of the collection: `python -m turnkeyml.collection.sample --seed 7 -n 40`.

The same seed draws the same sample. Each corpus has a share in proportion to its size, but at least one script. Scripts
labelled `size::large` are not drawn, nor are scripts of torch.hub that need the network. The printed names are INPUTS
of `turnkey run`.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence

from turnkeyml.collection import scripts

_HUB_CORPUS = "torch_hub"
_INSTALLED_REPOSITORY = "pytorch/vision"
"""Its models are in the installed torchvision."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the names, one per line."""
    options = argparse.ArgumentParser(prog="python -m turnkeyml.collection.sample", description=__doc__)
    options.add_argument("--seed", type=int, default=0, help="another seed draws another sample")
    options.add_argument("-n", type=int, default=40, help="how many scripts")
    options.add_argument("corpora", nargs="*", metavar="CORPUS", help="only these, e.g. timm")
    parsed = options.parse_args(arguments)
    unknown = set(parsed.corpora) - set(scripts.corpora())
    if unknown or parsed.n < 1:
        options.error(f"no corpus {', '.join(sorted(unknown))}" if unknown else "-n must be 1 or more")
    print("\n".join(draw_sample(parsed.seed, parsed.n, parsed.corpora or scripts.corpora())))
    return 0


def draw_sample(
    seed: int,
    count: int,
    corpora: Sequence[str],
    keep: Callable[[scripts.Script], bool] = lambda script: True,
) -> list[str]:
    """The sorted names of a sample of the scripts for which `keep` is true."""
    generator = random.Random(seed)  # noqa: S311 (it draws models, not secrets)
    pool = {
        corpus: [script.name for script in scripts.read_scripts([corpus]) if _can_run(script) and keep(script)]
        for corpus in corpora
    }
    shares = _shares({corpus: len(names) for corpus, names in pool.items()}, count)
    return sorted(name for corpus, names in pool.items() for name in generator.sample(names, shares[corpus]))


def _shares(sizes: dict[str, int], count: int) -> dict[str, int]:
    """The size of the sample per corpus: in proportion, at least one if possible, largest remainders first."""
    total = sum(sizes.values())
    exact = {corpus: size * count / total for corpus, size in sizes.items()}
    shares = {corpus: min(max(1, int(exact[corpus])), sizes[corpus]) for corpus in sizes}
    for corpus in sorted(sizes, key=lambda corpus: shares[corpus] - exact[corpus]):
        if sum(shares.values()) >= count:
            break
        shares[corpus] = min(shares[corpus] + 1, sizes[corpus])
    while sum(shares.values()) > count:
        shares[max(shares, key=lambda corpus: (shares[corpus], corpus))] -= 1
    return shares


def is_foreign(script: scripts.Script) -> bool:
    """Whether a script loads its model from a torch.hub repository that no installed package contains."""
    return script.corpus == _HUB_CORPUS and _INSTALLED_REPOSITORY not in script.path.read_text(encoding="utf-8")


def _can_run(script: scripts.Script) -> bool:
    return not is_foreign(script) and "large" not in script.labels.get("size", ())


if __name__ == "__main__":
    sys.exit(main())
