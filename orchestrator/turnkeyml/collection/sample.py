"""Draw a sample of the collection, the same for the same seed: `python -m turnkeyml.collection.sample --seed 7 -n 40`.

Each corpus has a share by its size, and one script at least; what is labelled `size::large`, and scripts of torch.hub
that need a foreign repository, are not drawn. The names that are printed are INPUTS of `turnkey run`.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence

from turnkeyml.collection import scripts

_FOREIGN = "torch_hub"
_AT_HAND = "pytorch/vision"
"""The repository whose models the installed torchvision has."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the names, one a line."""
    options = argparse.ArgumentParser(prog="python -m turnkeyml.collection.sample", description=__doc__)
    options.add_argument("--seed", type=int, default=0, help="another one draws others")
    options.add_argument("-n", type=int, default=40, help="how many scripts")
    options.add_argument("corpora", nargs="*", metavar="CORPUS", help="only of these, e.g. timm")
    given = options.parse_args(arguments)
    unknown = set(given.corpora) - set(scripts.corpora())
    if unknown or given.n < 1:
        options.error(f"no corpus {', '.join(sorted(unknown))}" if unknown else "-n is 1 or more")
    print("\n".join(draw_sample(given.seed, given.n, given.corpora or scripts.corpora())))
    return 0


def draw_sample(
    seed: int,
    count: int,
    corpora: Sequence[str],
    keep: Callable[[scripts.Script], bool] = lambda script: True,
) -> list[str]:
    """Names of scripts, in the order of the alphabet; of those alone that are to be kept."""
    drawn = random.Random(seed)  # noqa: S311 (it draws models, not secrets)
    pool = {
        corpus: [one.name for one in scripts.read_scripts([corpus]) if _can_run(one) and keep(one)]
        for corpus in corpora
    }
    shares = _shares({corpus: len(names) for corpus, names in pool.items()}, count)
    return sorted(name for corpus, names in pool.items() for name in drawn.sample(names, shares[corpus]))


def _shares(sizes: dict[str, int], count: int) -> dict[str, int]:
    """How many of each corpus: by its size, one at least where there is room, largest remainders first."""
    total = sum(sizes.values())
    exact = {corpus: size * count / total for corpus, size in sizes.items()}
    shares = {corpus: min(max(1, int(exact[corpus])), sizes[corpus]) for corpus in sizes}
    for corpus in sorted(sizes, key=lambda one: shares[one] - exact[one]):
        if sum(shares.values()) >= count:
            break
        shares[corpus] = min(shares[corpus] + 1, sizes[corpus])
    while sum(shares.values()) > count:
        shares[max(shares, key=lambda one: (shares[one], one))] -= 1
    return shares


def is_foreign(script: scripts.Script) -> bool:
    """Whether a script loads its model from a repository that no installed package has."""
    return script.corpus == _FOREIGN and _AT_HAND not in script.path.read_text(encoding="utf-8")


def _can_run(script: scripts.Script) -> bool:
    return not is_foreign(script) and "large" not in script.labels.get("size", ())


if __name__ == "__main__":
    sys.exit(main())
