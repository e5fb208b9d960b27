"""Makes the int8 copy of a swapper: run by the program in a process of its own, which may run out of memory.

``python -m engines.neural.quantise REQUEST.json`` writes lines of JSON to stdout: ``{"step", "part"}`` while it works,
then one ``{"copy"}`` (see :class:`engines.neural.copies.Copy`) or ``{"code", "text", "hint"}``, why there is none;
with ``{"psnr_db", "wanted_db"}`` where one came not near enough.

1. The weights are laid beside the graph, so that what follows holds them once, and the graph is brought to the
   operators' version that int8 weights per channel need.
2. Real inputs are made of the user's pictures (`calibration`).
3. onnxruntime's quantisation measures the range of what goes in and out of each convolution and writes the copy:
   8 bits for these and for the weights, per channel of the output. All else stays as it is. The first and the last
   convolution stay, too: they are little work and see the picture itself.
4. The copy is held against the original on crops that were not measured. One that is too far off is made again with
   7-bit weights, then with more convolutions left as they are; when that does not help either, none is kept.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, version_converter

from engines.api import EngineError
from engines.neural.calibration import Feed, Feeds, make_feeds
from engines.neural.contracts import SWAPPERS, Swapper, check
from engines.neural.copies import MIN_PSNR_DB, RECIPE, Copy, copy_name, sha256_of, write_record
from engines.neural.onnx_file import check_file
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network

OPSET = 13
"""The first with weights that are dequantised per channel."""
ATTEMPTS = ((1, False), (1, True), (3, False), (3, True))
"""Convolutions at each end that stay as they are, and whether weights have 7 bits: the fastest first."""
_LAID_BESIDE = 1024
"""Bytes from which on a weight is laid beside the graph."""

Tell = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What to make a copy of, and with what."""

    model: str
    """Name of the swapper, in the table of contracts."""
    original: Path
    files: Mapping[str, Path]
    """The models that it needs, by their file names."""
    shipped: Path
    """The folder of the program's own networks."""
    pictures: Path
    """A folder of pictures: ``*.npy``, BGR, uint8."""
    folder: Path
    """Where copies lie; it exists."""
    threads: int
    """On which runs are timed; measuring takes all there are."""

    @classmethod
    def read(cls, file: Path) -> Request:
        raw = json.loads(file.read_text("utf-8"))
        files = {name: Path(path) for name, path in raw["files"].items()}
        paths = {key: Path(raw[key]) for key in ("original", "shipped", "pictures", "folder")}
        return cls(model=str(raw["model"]), files=files, threads=int(raw["threads"]), **paths)


class TooFar(EngineError):
    """No try came near enough to the original: ``psnr_db`` is the nearest one's, on its worst crop."""

    def __init__(self, name: str, psnr_db: float) -> None:
        super().__init__(
            f"The int8 copy of {name} would be too far from the original: {psnr_db:.1f} dB on crops that were not"
            f" measured, and {MIN_PSNR_DB:g} dB are wanted. None is kept.",
            "Other pictures may help: some that look like your camera's. Else run the file itself.",
        )
        self.psnr_db = psnr_db


def make_copy(request: Request, tell: Tell) -> Copy:
    """Make, check and keep the copy. Raises EngineError, in words, when there can be none, TooFar for one that is no
    good; OSError."""
    original = request.original
    check_file(original)
    contract = SWAPPERS.get(request.model)
    if contract is None:
        raise EngineError(f"{request.model} is no swapper that is known here.", "Choose one of the catalogue.")
    stat, sha256 = original.stat(), sha256_of(original)
    with tempfile.TemporaryDirectory(dir=request.folder, prefix=".making-") as name:
        folder = Path(name)
        tempfile.tempdir = name  # onnxruntime's own intermediate files are as large as the weights
        tell("preparing", 0.0)
        graph, convolutions = _prepare(original, folder)
        feeds = _feeds(request, contract, tell)
        answers, original_ms = _answers(original, contract, feeds.held_out, request.threads, tell, "original")
        best: float | None = None
        for ends, reduced in ATTEMPTS:
            kept = (*convolutions[:ends], *convolutions[-ends:])
            if len(kept) >= len(convolutions):
                continue
            made = folder / "int8.onnx"
            _quantise(graph, made, feeds, kept, reduced, tell)
            got, copy_ms = _answers(made, contract, feeds.held_out, request.threads, tell, "copy")
            decibels = [_psnr(wanted, have) for wanted, have in zip(answers, got, strict=True)]
            best = max(min(decibels), best if best is not None else -np.inf)
            if min(decibels) >= MIN_PSNR_DB:
                copy = Copy(
                    file=copy_name(sha256),
                    copy_size=made.stat().st_size,
                    recipe=RECIPE,
                    model=request.model,
                    size=stat.st_size,
                    mtime_ns=stat.st_mtime_ns,
                    sha256=sha256,
                    psnr_db=round(min(decibels), 2),
                    psnr_median_db=round(float(np.median(decibels)), 2),
                    held_out=len(decibels),
                    calibration=len(feeds.calibration),
                    original_ms=round(original_ms, 1),
                    copy_ms=round(copy_ms, 1),
                    threads=request.threads,
                    kept_float=kept,
                    reduced_range=reduced,
                    runtime=_runtime(),
                    made=datetime.now(UTC).isoformat(timespec="seconds"),
                )
                made.replace(request.folder / copy.file)
                write_record(request.folder, copy)
                return copy
    if best is None:
        raise EngineError(f"{original.name} has too few convolutions for an int8 copy.", "It runs as it is.")
    raise TooFar(original.name, float(best))


def _feeds(request: Request, contract: Swapper, tell: Tell) -> Feeds:
    pictures = [np.load(file) for file in sorted(request.pictures.glob("*.npy"))]
    return make_feeds(
        request.original,
        contract,
        request.files,
        request.shipped,
        pictures,
        request.threads,
        lambda part: tell("faces", part),
    )


def _prepare(original: Path, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """The graph with its weights beside it, and its convolutions by the names of their nodes. Raises EngineError."""
    graph = folder / "float.onnx"
    model = onnx.load(str(original))
    onnx.save_model(
        model, str(graph), save_as_external_data=True, location="float.bin", size_threshold=_LAID_BESIDE
    )
    del model
    model = onnx.load(str(graph), load_external_data=False)
    if max((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), default=0) < OPSET:
        try:
            model = version_converter.convert_version(model, OPSET)
        except (version_converter.ConvertError, RuntimeError) as error:
            raise EngineError(
                f"{original.name} can not be brought to version {OPSET} of ONNX's operators: {error}",
                "It runs as it is.",
            ) from error
    kinds = {tensor.name: tensor.data_type for tensor in model.graph.initializer}
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    if any(kinds.get(node.input[1]) == TensorProto.FLOAT16 for node in convolutions):
        raise EngineError(
            f"{original.name} holds half-precision weights, of which no int8 copy can be made.",
            "Use the file in full precision: inswapper_128 instead of inswapper_128_fp16.",
        )
    for index, node in enumerate(convolutions):
        node.name = f"convolution_{index:03d}"  # names may be missing or be there twice
    onnx.save(model, str(graph))
    return graph, tuple(node.name for node in convolutions)


def _quantise(
    graph: Path, made: Path, feeds: Feeds, kept: tuple[str, ...], reduced: bool, tell: Tell
) -> None:
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self._at = 0

        def get_next(self) -> Feed | None:
            """The next inputs; onnxruntime asks until there are none."""
            tell("measuring", self._at / len(feeds.calibration))
            if self._at == len(feeds.calibration):
                tell("writing", 0.0)
                return None
            self._at += 1
            return feeds.calibration[self._at - 1]

    quantize_static(
        str(graph),
        str(made),
        Reader(),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["Conv"],
        per_channel=True,
        reduce_range=reduced,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=list(kept),
    )


def _answers(
    path: Path, contract: Swapper, feeds: Sequence[Feed], threads: int, tell: Tell, step: str
) -> tuple[list[NDArray[np.float32]], float]:
    """What a network makes of each, as RGB clipped to 0..1, and the median milliseconds of a run."""
    network = load_network(path, Runtime(threads=threads))
    try:
        check(path.name, contract, network.inputs, network.outputs)
        output, times, answers = network.outputs[0].name, [], []
        network.run_named(feeds[0])
        for index, feed in enumerate(feeds):
            tell(step, index / len(feeds))
            began = perf_counter()
            answer = network.run_named(feed)[output]
            times.append((perf_counter() - began) * 1e3)
            if contract.unscale:
                mean, std = (np.array(values, np.float32).reshape(3, 1, 1) for values in (contract.mean, contract.std))
                answer = answer * std + mean
            answers.append(np.clip(answer, 0, 1))
        return answers, float(np.median(times))
    finally:
        network.close()


def _psnr(wanted: NDArray[np.float32], got: NDArray[np.float32]) -> float:
    """Decibels with a peak of 1; 100 for what is the same; below all for what is no number."""
    error = float(np.mean((wanted.astype(np.float64) - got) ** 2))
    if not np.isfinite(error):
        return -100.0
    return min(-10 * float(np.log10(max(error, 1e-12))), 100.0)


def _runtime() -> str:
    import onnxruntime

    return f"onnxruntime {onnxruntime.__version__}"


def main(file: Path) -> int:
    """Carry out one request; see the module."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not stand between the lines
    logging.getLogger().setLevel(logging.ERROR)  # onnxruntime's quantisation recommends what was done already

    def say(**line: Any) -> None:
        print(json.dumps(line), file=out, flush=True)

    try:
        copy = make_copy(Request.read(file), lambda step, part: say(step=step, part=round(part, 3)))
    except TooFar as error:
        say(code=error.code, text=str(error), hint=error.hint, psnr_db=error.psnr_db, wanted_db=MIN_PSNR_DB)
        return 1
    except EngineError as error:
        say(code=error.code, text=str(error), hint=error.hint)
        return 1
    except MemoryError:
        say(code="memory", text="There is not enough memory for it.", hint="End other programs, then try again.")
        return 1
    say(copy=asdict(copy))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
