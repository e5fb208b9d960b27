"""Who somebody is: ArcFace embeddings, and what each swapper makes of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.api import EngineError, Image
from engines.neural.contracts import Swapper, check_plain
from engines.neural.onnx_file import check_file, last_initializer
from engines.toolkit.align import Points5, crop, similarity
from engines.toolkit.inference import Network, Runtime
from engines.toolkit.loading import load_network

Vector = NDArray[np.float32]


class Recogniser:
    """ArcFace: one number in 512 directions for a face."""

    SIZE = 112

    def __init__(self, path: Path, runtime: Runtime) -> None:
        """Raises EngineError when the file is not ArcFace's."""
        check_file(path)
        self._name = path.name
        self._network = load_network(path, runtime)
        try:
            check_plain(path.name, (1, 3, self.SIZE, self.SIZE), (1, 512), self._network.inputs, self._network.outputs)
        except EngineError:
            self._network.close()
            raise

    def embedding(self, image: Image, points: Points5) -> Vector:
        """The raw embedding (512) of the face at `points` (pixels of `image`). Raises EngineError when it has what is
        no number."""
        face = crop(image, similarity(points, "arcface_112_v2", self.SIZE), self.SIZE)
        blob = face[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / np.float32(127.5) - np.float32(1)
        values: Vector = self._network.run(np.ascontiguousarray(blob))[0].reshape(-1)
        if not np.isfinite(values).all():
            raise EngineError(
                f"The face recogniser {self._name} answers with what is no number, on {self._network.provider}.",
                "Choose another provider, or get the file anew.",
            )
        return values

    def shrink(self) -> None:
        """Give back what is held in reserve."""
        self._network.shrink()

    def close(self) -> None:
        """Free the network."""
        self._network.close()


def unit(vector: Vector) -> Vector:
    """To length 1; a zero stays zero."""
    length = float(np.linalg.norm(vector))
    return vector if length < 1e-12 else (vector / np.float32(length)).astype(np.float32)


def mix(source: Vector, target: Vector, weight: float) -> Vector:
    """The source's identity with some of the target's own: `weight` 0.5 is the source's alone, above it more than
    that, away from the target; below it closer to the target. Both raw; the result is of length 1.

    FaceFusion's balance: k runs from .35 at weight 0 to -.35 at weight 1, and the mix is source (1-k) + target k.
    """
    k = np.float32(0.35 - 0.7 * min(max(weight, 0.0), 1.0))
    return unit((unit(source) * (1 - k) + unit(target) * k).astype(np.float32))


class SourceVector:
    """Makes a swapper's `source` [1, 512] from an embedding."""

    def __init__(self, model: Path, contract: Swapper, converter: Path | None, runtime: Runtime) -> None:
        """Raises EngineError when the emap or the converter does not fit."""
        self._kind = contract.source
        self._emap: Vector | None = None
        self._converter: Network | None = None
        if self._kind == "emap":
            self._emap = last_initializer(model)
            if self._emap.shape != (512, 512):
                shape = " x ".join(str(side) for side in self._emap.shape)
                raise EngineError(
                    f"The file {model.name} is not the model that its name says: its last initializer is {shape} and "
                    "not the 512 x 512 emap.",
                    "Get the file anew from where it is published; a file that was optimised or simplified lost it.",
                )
        elif self._kind in ("converted", "converted_raw"):
            if converter is None:
                raise EngineError(
                    f"{model.name} needs {contract.converter} beside it.", "Put both into the same model folder."
                )
            check_file(converter)
            self._converter = load_network(converter, runtime.on_cpu)
            try:
                check_plain(converter.name, (1, 512), (1, 512), self._converter.inputs, self._converter.outputs)
            except EngineError:
                self._converter.close()
                raise

    def __call__(self, embedding: Vector) -> Vector:
        """`embedding` (512), raw or of length 1."""
        if self._emap is not None:
            # As insightface: the length of the result is 1, whatever the emap does to it.
            vector = unit((unit(embedding) @ self._emap).astype(np.float32))
        elif self._converter is not None:
            raw: Vector = self._converter.run(embedding.reshape(1, -1).astype(np.float32))[0].reshape(-1)
            vector = raw if self._kind == "converted_raw" else unit(raw)
        else:
            vector = unit(embedding)
        return np.ascontiguousarray(vector.reshape(1, -1), np.float32)

    def shrink(self) -> None:
        """Give back what is held in reserve."""
        if self._converter is not None:
            self._converter.shrink()

    def close(self) -> None:
        """Free the converter."""
        if self._converter is not None:
            self._converter.close()
