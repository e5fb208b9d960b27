"""One swapper network with all that stands around it: crop to tensor, tensor to crop, and sub-samples at higher sizes.

Each direction is three passes over a crop of 128 to 512 pixels, one for each colour. What stands around the network is
done on the pipeline's thread; `Swap.run` goes on beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.api import EngineError, Image
from engines.neural.contracts import Scaling, Swapper, Triple, check, check_answer
from engines.neural.onnx_file import check_file
from engines.toolkit import kernels
from engines.toolkit.inference import Binding, OutOfMemory, Runtime
from engines.toolkit.loading import load_network

Tensor = NDArray[np.float32]


def to_tensor(image: Image, contract: Scaling, out: Tensor) -> None:
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


def to_image(tensor: Tensor, contract: Scaling, out: Image) -> None:
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

    def __init__(self, path: Path, contract: Swapper, runtime: Runtime) -> None:
        """Load it and run it once. Raises EngineError when the file is missing, damaged, or another model than its
        name says; OutOfMemory."""
        check_file(path)
        self.contract = contract
        self._name, self._closed = path.name, False
        self._network = load_network(path, runtime)
        self.provider = self._network.provider
        try:
            check(path.name, contract, self._network.inputs, self._network.outputs)
            self._batch = all(spec.shape[0] is None for spec in (*self._network.inputs, self._network.outputs[0]))
            self._output = self._network.outputs[0].name
            self._free: dict[int, list[Swap]] = {}
            self.take(1).give_back()
        except BaseException:
            self._network.close()
            raise

    def take(self, boost: int) -> Swap:
        """Arrays for one face at `boost` times the model's size, until they are given back."""
        free = self._free.setdefault(boost, [])
        return free.pop() if free else Swap(self, boost)

    def bind(self, boost: int) -> list[Binding]:
        """One binding for all sub-samples where the file takes batches, else one for each."""
        count = boost * boost
        if self._batch and count > 1:
            try:
                return [self._bind(count)]
            except OutOfMemory:
                raise
            except EngineError:  # many a file says that it takes batches, and has a 1 written somewhere within
                self._batch = False
        return [self._bind(1) for _ in range(count)]

    def _bind(self, batch: int) -> Binding:
        size, face = self.contract.size, self.contract.face_size
        source = (batch, 3, face, face) if self.contract.source == "face" else (batch, 512)
        bound = self._network.bind({"target": (batch, 3, size, size), "source": source})
        check_answer(self._name, bound.outputs[self._output], (batch, 3, size, size))
        return bound

    @property
    def output(self) -> str:
        """Name of output 0."""
        return self._output

    def give_back(self, swap: Swap) -> None:
        """The arrays may be used for another face; those of a network that was closed meanwhile are let go, and with
        them its memory."""
        if not self._closed:
            self._free.setdefault(swap.boost, []).append(swap)

    def no_numbers(self) -> EngineError:
        """That it answers NaN or infinity: half precision that overflows does, and damaged weights."""
        return EngineError(
            f"The model {self._name} answers with what is no number, on {self.provider}.",
            "Choose the model in full precision or another provider, or get the file anew.",
        )

    @property
    def ran_ms(self) -> float:
        """Milliseconds within the network so far."""
        return self._network.ran_ms

    def shrink(self) -> None:
        """Give back what is held in reserve."""
        self._free.clear()
        self._network.shrink()

    def close(self) -> None:
        """Free the network."""
        self._closed = True
        self._free.clear()
        self._network.close()


class Swap:
    """The arrays of one face on its way through the network.

    With a boost of n above 1 the crop is swapped in its n x n sub-samples (every n-th pixel).
    """

    def __init__(self, network: SwapNetwork, boost: int) -> None:
        self.network, self.boost = network, boost
        self._bindings = network.bind(boost)
        self._targets = _planes([binding.inputs["target"] for binding in self._bindings])
        self._sources = [binding.inputs["source"] for binding in self._bindings]
        self._results = _planes([binding.outputs[network.output] for binding in self._bindings])

    def put(self, face: Image) -> None:
        """An aligned crop, BGR, of side boost x size."""
        for part, plane in zip(_parts(self.boost), self._targets, strict=True):
            to_tensor(face[part], self.network.contract, plane)

    def run(self, source: Tensor) -> float:
        """Run the network with what its `source` is to be; gives the milliseconds. Raises EngineError when it answers
        what is no number, OutOfMemory."""
        before = self.network.ran_ms
        for array, binding in zip(self._sources, self._bindings, strict=True):
            array[:] = source
            binding.run()
            if not math.isfinite(float(binding.outputs[self.network.output].sum())):
                raise self.network.no_numbers()
        return self.network.ran_ms - before

    def get(self, out: Image) -> None:
        """The swapped crop, BGR, into `out`."""
        for part, plane in zip(_parts(self.boost), self._results, strict=True):
            to_image(plane, self.network.contract, out[part])

    def give_back(self) -> None:
        """The arrays may be used for another face."""
        self.network.give_back(self)


def _planes(arrays: Sequence[Tensor]) -> list[Tensor]:
    """Batches as single pictures [1,3,S,S]."""
    return [array[index : index + 1] for array in arrays for index in range(len(array))]


def _parts(boost: int) -> list[tuple[slice, slice]]:
    return [np.s_[row::boost, column::boost] for row in range(boost) for column in range(boost)]
