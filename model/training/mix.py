"""Weighted mean of trained weights of one network: ``python -m training.mix --help``.

    python -m training.mix --weights weights/fasa-compact.safetensors:0.7 \
        --weights runs/a/checkpoint.pt:0.3 --out mixed.safetensors

Weights that went on from one another lie in one valley, and a mean of them can be better than
either (Wortsman et al., Model soups, 2022).
"""

import argparse
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor

from fasa.pretrained import trained_weights

Weights = dict[str, Tensor]


def mix(parts: list[tuple[Weights, float]]) -> Weights:
    """The mean by share, in float32; shares need not sum to 1.

    Raises ValueError when the parts are not weights of one network.
    """
    first = parts[0][0]
    for other, _ in parts[1:]:
        odd = sorted(first.keys() ^ other.keys()) or [
            f"{name} {tuple(other[name].shape)} beside {tuple(value.shape)}"
            for name, value in first.items()
            if other[name].shape != value.shape
        ]
        if odd:
            raise ValueError(f"expected weights of one network, received such as differ in {odd}")
    total = sum(share for _, share in parts)
    return {
        name: sum(weights[name].float() * (share / total) for weights, share in parts).contiguous()
        for name in first
    }


def _part(text: str) -> tuple[Path, float]:
    path, _, share = text.rpartition(":")
    try:
        number = float(share)
    except ValueError:
        number = 0.0
    if not path or not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(
            f"expected FILE:SHARE with a share above 0, received {text}"
        )
    return Path(path), number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=_part, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True, help="a .safetensors file")
    args = parser.parse_args()
    save_file(mix([(trained_weights(path), share) for path, share in args.weights]), args.out)


if __name__ == "__main__":
    main()
