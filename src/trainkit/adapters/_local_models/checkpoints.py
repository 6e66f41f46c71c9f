"""Where a training stands, as safetensors and JSON: a kill loses a few steps and nothing else."""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["Checkpoints"]

_STATE, _OPTIMIZER = "state.json", "optimizer.safetensors"
_PREFIX, _UNFINISHED = "step-", ".part"


class Checkpoints:
    """The checkpoints of one training, in a folder; the last one counts.

    Parameters
    ----------
    folder : path
        Where they are.
    digest : str
        Of all that the result depends on; checkpoints of another training are deleted.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self._folder, self._digest = folder, digest
        folder.mkdir(parents=True, exist_ok=True)
        for found in folder.iterdir():
            if found.name.endswith(_UNFINISHED) or self._read(found).get("digest") != digest:
                shutil.rmtree(found, ignore_errors=True)

    def load(self, model: Any, optimizer: Any) -> int:
        """Put the last whole checkpoint into a model and its optimizer; return its step, or 0."""
        from safetensors.torch import load_file, load_model

        for found in self._newest_first():
            with suppress(Exception):  # damaged: the one before it counts
                tensors = load_file(found / _OPTIMIZER)
                load_model(model, str(found / "model.safetensors"))
                optimizer.load_state_dict(_nest(tensors, optimizer.state_dict()["param_groups"]))
                return int(self._read(found)["step"])
        return 0

    def save(self, model: Any, optimizer: Any, step: int) -> None:
        """Write a checkpoint, and delete those before the last."""
        from safetensors.torch import save_file, save_model

        name = f"{_PREFIX}{step:08}"
        part = self._folder / f"{name}{_UNFINISHED}"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        save_model(model, str(part / "model.safetensors"))
        save_file(_flatten(optimizer.state_dict()["state"]), part / _OPTIMIZER)
        state = json.dumps({"step": step, "digest": self._digest})
        (part / _STATE).write_text(state, encoding="utf-8")
        part.rename(self._folder / name)
        for old in self._newest_first()[2:]:
            shutil.rmtree(old, ignore_errors=True)

    def _newest_first(self) -> list[Path]:
        return sorted(self._folder.glob(f"{_PREFIX}*"), reverse=True)

    @staticmethod
    def _read(folder: Path) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            return dict(json.loads((folder / _STATE).read_bytes()))
        return {}


def _flatten(state: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return {f"{at}.{name}": part for at, parts in state.items() for name, part in parts.items()}


def _nest(tensors: dict[str, Any], groups: list[dict[str, Any]]) -> dict[str, Any]:
    state: dict[int, dict[str, Any]] = {}
    for key, tensor in tensors.items():
        at, _, name = key.partition(".")
        state.setdefault(int(at), {})[name] = tensor
    return {"state": state, "param_groups": groups}
