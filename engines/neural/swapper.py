"""One swapper network with all that stands around it: crop to tensor, tensor to crop, and sub-samples at higher sizes.

Each direction is three passes over a crop of 128 to 512 pixels, one for each colour. What stands around the network is
done on the pipeline's thread; `run` alone goes on beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.neural.contracts import Swapper, Triple, check
from engines.neural.onnx_file import check_file
from engines.toolkit import kernels
from engines.toolkit.inference import Network

Tensor = NDArray[np.float32]


def to_tensor(image: Image, contract: Swapper, out: Tensor) -> None:
    """BGR uint8 HxWx3 to RGB float32 1x3xHxW, scaled as the contract says, into `out`."""
    fast = kernels.compiled()
    if fast is not None:
        fast.to_planes(image, *_scales(contract.mean, contract.std), out[0])
        return
    for channel in range(3):
        mean, std = contract.mean[channel], contract.std[channel]
        plane = out[0, channel]
        np.multiply(image[:, :, 2 - channel], np.float32(1 / (255 * std)), out=plane)
        if mean:
            plane -= np.float32(mean / std)


def to_image(tensor: Tensor, contract: Swapper, out: Image) -> None:
    """RGB float32 1x3xHxW to BGR uint8 HxWx3, clipped and rounded, into `out`."""
    fast = kernels.compiled()
    if fast is not None:
        mean_std = (contract.mean, contract.std) if contract.unscale else ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
        fast.to_picture(tensor[0], *_unscales(*mean_std), out)
        return
    for channel in range(3):
        mean, std = (contract.mean[channel], contract.std[channel]) if contract.unscale else (0.0, 1.0)
        plane = tensor[0, channel] * np.float32(255 * std)
        plane += np.float32(255 * mean + 0.5)
        np.clip(plane, 0, 255, out=plane)
        out[:, :, 2 - channel] = plane


@lru_cache(maxsize=8)
def _scales(mean: Triple, std: Triple) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What a colour 0..255 is multiplied with, and what is added then."""
    gain, shift = [1 / (255 * part) for part in std], [-m / s for m, s in zip(mean, std, strict=True)]
    return np.array(gain, np.float32), np.array(shift, np.float32)


@lru_cache(maxsize=8)
def _unscales(mean: Triple, std: Triple) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The way back, with half a step for the rounding."""
    return np.array([255 * part for part in std], np.float32), np.array([255 * m + 0.5 for m in mean], np.float32)


class SwapNetwork:
    """A loaded swapper."""

    def __init__(self, path: Path, contract: Swapper, providers: Sequence[str], threads: int) -> None:
        """Raises EngineError when the file is missing, damaged, or another model than its name says."""
        check_file(path)
        self.contract = contract
        self._network = Network(path, providers, threads)
        self.provider = self._network.provider
        check(path.name, contract, self._network.inputs, self._network.outputs)
        self._batch = all(spec.shape[0] is None for spec in (*self._network.inputs, self._network.outputs[0]))
        self._output = self._network.outputs[0].name

    def tensors(self, face: Image, boost: int) -> list[Tensor]:
        """An aligned crop of side `boost` x size, BGR, as what the network takes.

        With `boost` n above 1 these are its n x n sub-samples (every n-th pixel): in one tensor where the file takes
        batches, else one each.
        """
        size, contract = self.contract.size, self.contract
        parts = _parts(boost)
        batch: Tensor = np.empty((len(parts), 3, size, size), np.float32)
        for index, part in enumerate(parts):
            to_tensor(face[part], contract, batch[index : index + 1])
        return [batch] if self._batch else [batch[index : index + 1] for index in range(len(parts))]

    def run(self, tensors: Sequence[Tensor], source: Tensor) -> list[Tensor]:
        """The network's answers. The only part that may be called on another thread, one call at a time."""
        return [
            self._network.run_named({"target": tensor, "source": np.repeat(source, len(tensor), axis=0)})[self._output]
            for tensor in tensors
        ]

    def image(self, results: Sequence[Tensor], boost: int, out: Image) -> None:
        """Put the answers together again as a crop, BGR, into `out`."""
        planes = [result[index : index + 1] for result in results for index in range(len(result))]
        for part, plane in zip(_parts(boost), planes, strict=True):
            to_image(plane, self.contract, out[part])

    @property
    def ran_ms(self) -> float:
        """Milliseconds within the network so far."""
        return self._network.ran_ms

    def close(self) -> None:
        """Free the network."""
        self._network.close()


def _parts(boost: int) -> list[tuple[slice, slice]]:
    return [np.s_[row::boost, column::boost] for row in range(boost) for column in range(boost)]
