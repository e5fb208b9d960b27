"""For the tests of int8 copies: a home with a small swapper of the published one's make, and engines over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import psutil
from onnx import TensorProto, numpy_helper

from app.base.paths import HOME_VARIABLE, Paths
from app.base.settings import SettingsStore
from app.bootstrap import build_copies, build_models
from app.pipeline.photos import load_photo
from app.services.copies import Copies
from app.services.engines import check_options, discover, usable
from app.services.models import Models
from app.services.stand_ins import write_recogniser
from engines.api import EngineContext, Frame, Image, OptionValue, SwapResult
from engines.neural.engine import NeuralEngine
from tests.benchmarks.published_weight import write

MODEL = "inswapper_128"
CHANNELS, BLOCKS = 32, 2
CPU = ("CPUExecutionProvider",)


def makers() -> list[psutil.Process]:
    """The child processes that make copies; pytest has others, such as the tracker of multiprocessing."""
    children = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in children if any("quantise" in word for word in child.cmdline())]


@dataclass
class Home:
    """A user's folders with a swapper and a recogniser among the models."""

    paths: Paths
    settings: SettingsStore
    copies: Copies
    models: Models
    told: list[tuple[str, str]] = field(default_factory=list)
    """What engines said, sentence and hint."""

    @property
    def original(self) -> Path:
        return self.paths.user_models / f"{MODEL}.onnx"

    @property
    def folder(self) -> Path:
        """Where the copies lie."""
        return self.paths.user_cache / "engines" / "neural" / "int8"

    def left(self) -> list[str]:
        """What lies there besides locks."""
        return sorted({path.name for path in self.folder.glob("*")} - {".lock"})

    def swap(self, photo: Image, precision: str, providers: tuple[str, ...] = CPU) -> tuple[str, SwapResult]:
        """What an engine with this option runs on, and its answer for a picture of hopper with astronaut's face."""
        self.told.clear()
        engine = self.engine(precision=precision, providers=providers)
        try:
            engine.set_source([load_photo(self.paths.media / "astronaut.jpg")])
            for index in range(3):
                result = engine.swap(Frame(photo, index, index / 30))
            return engine.provider, result
        finally:
            engine.close()

    def engine(self, *, providers: tuple[str, ...] = CPU, **options: OptionValue) -> NeuralEngine:
        """The caller closes it."""
        manifest = usable(discover([self.paths.engines]), "neural")
        cache = self.folder.parent
        cache.mkdir(parents=True, exist_ok=True)
        return NeuralEngine(
            EngineContext(
                models=self.paths.models,
                cache=cache,
                providers=providers,
                threads=1,
                options=check_options(manifest, options),
                report=lambda _part, _what: None,
                buffer=lambda shape: np.empty(shape, np.uint8),
                find_model=self.models.locate,
                tell=lambda sentence, hint: self.told.append((sentence, hint)),
            )
        )


def make_home(folder: Path, channels: int = CHANNELS, blocks: int = BLOCKS) -> Home:
    """With a stand-in of the published swapper, a small one by default."""
    paths = Paths.find({HOME_VARIABLE: str(folder)})
    paths.make_user_folders()
    paths.user_models.mkdir()
    write(paths.user_models / f"{MODEL}.onnx", channels, blocks)
    write_recogniser(paths.user_models / "w600k_r50.onnx")
    settings = SettingsStore(paths.project_file, paths.user_file, {}, {})
    return Home(paths, settings, build_copies(paths, settings), build_models(paths, settings)[0])


def change(path: Path, how: Callable[[onnx.ModelProto], None]) -> None:
    """Write a network anew after a change."""
    model = onnx.load(str(path))
    how(model)
    onnx.save(model, str(path))


def uneven(model: onnx.ModelProto) -> None:
    """The same network in real numbers, with one channel ten thousand times as large as those beside it between two
    convolutions: 8 bits can not hold both."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    first, second = convolutions[-4], convolutions[-3]
    for name, part, factor in ((first.input[1], 0, 1e4), (first.input[2], 0, 1e4), (second.input[1], (0, 0), 1e-4)):
        values = numpy_helper.to_array(weights[name]).copy()
        if isinstance(part, tuple):
            values[:, 0] *= factor
        else:
            values[part] *= factor
        weights[name].CopyFrom(numpy_helper.from_array(values.astype(np.float32), name))


def half(model: onnx.ModelProto) -> None:
    """Weights of convolutions in half precision, brought back where they are used."""
    names = {node.input[1] for node in model.graph.node if node.op_type == "Conv"}
    for tensor in model.graph.initializer:
        if tensor.name in names:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name))
    assert any(tensor.data_type == TensorProto.FLOAT16 for tensor in model.graph.initializer)


def other_weights(model: onnx.ModelProto) -> None:
    """Another version of the same model."""
    (tensor,) = [one for one in model.graph.initializer if one.name == "emap"]
    tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor)[::-1].copy(), "emap"))
