"""Photos of many kinds: upright, in their own format, and said to be synthetic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image as PilImage
from PIL import ImageCms

from app.services.tasks import Task, TaskRequest, TaskState
from tests.services.tasks.kit import Home, finish, make_home, no_processes, picture

SIZE = (120, 80)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photo(width: int = SIZE[0], height: int = SIZE[1]) -> PilImage.Image:
    """Soft: what compression does to it is little."""
    image = cv2.GaussianBlur(picture(3, (width, height)), (0, 0), 6)
    return PilImage.fromarray(np.ascontiguousarray(image[:, :, ::-1]))


def write(folder: Path) -> dict[str, Path]:
    """One of each kind, by name."""
    rgb = photo()
    exif = PilImage.Exif()
    exif[0x0112], exif[0x010E], exif[0x8825] = 6, "at home", {1: "N", 2: (52.0, 31.0, 12.0)}
    alpha = rgb.convert("RGBA")
    clear = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    clear[:, SIZE[0] // 2 :] = 0
    alpha.putalpha(PilImage.fromarray(clear))
    saves: dict[str, tuple[PilImage.Image, dict[str, Any]]] = {
        "plain.jpg": (rgb, {"quality": 95, "icc_profile": SRGB, "dpi": (300, 300)}),
        "turned.jpg": (rgb, {"quality": 95, "exif": exif}),
        "inks.jpg": (rgb.convert("CMYK"), {"quality": 95}),
        "plain.png": (rgb, {}),
        "alpha.png": (alpha, {}),
        "palette.png": (rgb.quantize(64), {}),
        "grey.png": (rgb.convert("L"), {}),
        "plain.webp": (rgb, {"quality": 95}),
        "alpha.webp": (alpha, {"lossless": True}),
        "plain.tif": (rgb, {}),
        "plain.avif": (rgb, {"quality": 95}),
        "plain.bmp": (rgb, {}),
        "plain.gif": (rgb.quantize(64), {}),
        "plain.ppm": (rgb, {}),
    }
    paths = {}
    for name, (image, options) in saves.items():
        paths[name] = folder / name
        image.save(folder / name, **options)
    deep = np.asarray(rgb.convert("L")).astype(np.uint16) * 257
    PilImage.fromarray(deep).save(folder / "deep.png")
    cv2.imwrite(
        str(folder / "deep_colours.png"), cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR).astype(np.uint16) * 257
    )
    for name in ("deep.png", "deep_colours.png"):
        paths[name] = folder / name
    rgb.save(folder / "misnamed.mp4", format="PNG")
    paths["misnamed.mp4"] = folder / "misnamed.mp4"
    return paths


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = make_home(tmp_path_factory.mktemp("photos") / "home")
    with no_processes():
        yield made
        made.close()


@pytest.fixture(scope="module")
def made(home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Task]]:
    sources = write(tmp_path_factory.mktemp("sources"))
    with home.running() as tasks:
        asked = [tasks.submit(TaskRequest(path)) for path in sources.values()]
        over = finish(tasks, *asked)
    return {name: (path, task) for (name, path), task in zip(sources.items(), over, strict=True)}


def opened(made: dict[str, tuple[Path, Task]], name: str) -> PilImage.Image:
    """The result, read."""
    _, task = made[name]
    assert task.state is TaskState.DONE, task.message
    assert (task.kind, task.result is not None) == ("image", True)
    assert task.result is not None
    image = PilImage.open(task.result)
    image.load()
    return image


KEPT = {
    "plain.jpg": "JPEG", "turned.jpg": "JPEG", "inks.jpg": "JPEG", "plain.png": "PNG", "alpha.png": "PNG",
    "palette.png": "PNG", "grey.png": "PNG", "deep.png": "PNG", "deep_colours.png": "PNG", "plain.webp": "WEBP",
    "alpha.webp": "WEBP", "plain.tif": "TIFF", "plain.avif": "AVIF", "plain.bmp": "PNG", "plain.gif": "PNG",
    "plain.ppm": "PNG", "misnamed.mp4": "PNG",
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_the_format_is_kept_and_the_result_says_that_it_is_synthetic(
    made: dict[str, tuple[Path, Task]], name: str
) -> None:
    image = opened(made, name)
    assert image.format == KEPT[name]
    _, task = made[name]
    assert task.result is not None
    content = task.result.read_bytes()
    assert b"compositeWithTrainedAlgorithmicMedia" in content
    assert b"Synthetic media" in content
    assert b"at home" not in content
    corner = np.asarray(image.convert("RGB"))[-22:, -34:].astype(int)
    assert corner.max() - corner.min() > 120


@pytest.mark.parametrize("name", [name for name in KEPT if name not in ("turned.jpg", "alpha.png", "alpha.webp")])
def test_the_picture_is_that_of_the_source(made: dict[str, tuple[Path, Task]], name: str) -> None:
    """The engine of the tests gives back what it saw: colours must come through whatever the mode."""
    result = np.asarray(opened(made, name).convert("RGB")).astype(int)[:50]
    wanted = np.asarray(photo().convert("L" if name in ("grey.png", "deep.png") else "RGB").convert("RGB")).astype(int)
    assert result.shape[1] == SIZE[0]
    assert np.abs(result - wanted[:50]).mean() < (12 if name in ("palette.png", "plain.gif") else 4)


def test_a_turned_photo_is_upright_and_loses_what_it_told(made: dict[str, tuple[Path, Task]]) -> None:
    image = opened(made, "turned.jpg")
    assert image.size == (SIZE[1], SIZE[0])
    assert image.getexif().get(0x0112, 1) == 1
    assert 0x8825 not in image.getexif()
    upright = np.asarray(photo().transpose(PilImage.Transpose.ROTATE_270)).astype(int)
    assert np.abs(np.asarray(image).astype(int)[:90] - upright[:90]).mean() < 4


@pytest.mark.parametrize("name", ["alpha.png", "alpha.webp"])
def test_transparency_is_kept_but_for_the_mark(made: dict[str, tuple[Path, Task]], name: str) -> None:
    result = np.asarray(opened(made, name).convert("RGBA"))
    assert (result[:50, : SIZE[0] // 2, 3] == 255).all()
    assert (result[:50, SIZE[0] // 2 :, 3] == 0).all()
    assert (result[-15:-8, -25:-10, 3] == 255).all(), "the mark lies where the photo is not seen"
    if name == "alpha.png":
        assert (result[:50, SIZE[0] // 2 :, :3] == 0).all(), "what nobody sees is not handed on"


def test_profile_and_resolution_are_kept(made: dict[str, tuple[Path, Task]]) -> None:
    image = opened(made, "plain.jpg")
    assert image.info["icc_profile"] == SRGB
    assert image.info["dpi"] == pytest.approx((300, 300))


def test_what_the_result_loses_is_told(made: dict[str, tuple[Path, Task]]) -> None:
    for name, (_, task) in made.items():
        assert [note.code for note in task.notes] == (["tasks.depth"] if name.startswith("deep") else []), name


def test_bad_photos_fail_alone_with_a_sentence(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo().save(tmp_path / "cut.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "cut.jpg").read_bytes()[:900])
    frames = [photo(), photo().transpose(PilImage.Transpose.FLIP_LEFT_RIGHT)]
    frames[0].save(tmp_path / "moves.webp", save_all=True, append_images=frames[1:])
    photo(15, 15).save(tmp_path / "tiny.png")
    PilImage.new("1", (20_000, 7_000)).save(tmp_path / "huge.png")
    photo().save(tmp_path / "good.png")
    wanted = {
        "cut.jpg": "photo.damaged",
        "moves.webp": "tasks.animated",
        "tiny.png": "photo.too_small",
        "huge.png": "photo.too_large",
    }
    with home.running() as tasks:
        asked = [tasks.submit(TaskRequest(tmp_path / name)) for name in (*wanted, "good.png")]
        *bad, good = finish(tasks, *asked)
        (faceless,) = finish(tasks, tasks.submit(TaskRequest(tmp_path / "good.png", options={"faces": 0})))
    for task in bad:
        assert task.message is not None
        assert task.message.code == wanted[task.name]
        assert task.result is None
    assert good.state is TaskState.DONE
    assert faceless.message is not None
    assert faceless.message.code == "tasks.no_face"


def test_the_engine_that_ships_swaps_several_faces(home: Home, media: Path, tmp_path: Path) -> None:
    one = PilImage.open(media / "hopper.jpg").convert("RGB").resize((400, 400))
    both = PilImage.new("RGB", (800, 400))
    both.paste(one, (0, 0))
    both.paste(one.transpose(PilImage.Transpose.FLIP_LEFT_RIGHT), (400, 0))
    both.save(tmp_path / "two.png")
    with home.running() as tasks:
        asked = [
            tasks.submit(TaskRequest(tmp_path / "two.png", engine="mesh", options={"faces": faces}))
            for faces in ("all", "largest")
        ]
        every, largest = finish(tasks, *asked)
        results = [np.asarray(PilImage.open(tasks.result(task.id))).astype(int) for task in (every, largest)]
    before = np.asarray(both).astype(int)
    changed = [
        [
            np.abs(result[100:300, left + 100 : left + 300] - before[100:300, left + 100 : left + 300]).mean()
            for left in (0, 400)
        ]
        for result in results
    ]
    assert min(changed[0]) > 3, "both are swapped"
    assert min(changed[1]) > 3, "the other one is covered"
    blocks = [
        np.abs(np.diff(result[100:300, left + 100 : left + 300], axis=1)).astype(bool).mean()
        for result in results
        for left in (0, 400)
    ]
    assert sorted(blocks)[0] < 0.2 < sorted(blocks)[1], "exactly one of the four lies under coarse blocks"


def test_small_faces_that_the_engine_overlooks_in_a_large_photo_are_covered(
    home: Home, media: Path, tmp_path: Path
) -> None:
    one = PilImage.open(media / "hopper.jpg").convert("RGB")
    group = PilImage.new("RGB", (1600, 1000), (90, 90, 90))
    group.paste(one.resize((700, 820)), (0, 180))
    places = [(900 + column * 220, top) for column, top in ((0, 60), (1, 400), (2, 760))]
    for place in places:
        group.paste(one.resize((102, 120)), place)
    group.save(tmp_path / "group.png")
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(tmp_path / "group.png", engine="mesh")))
        result = np.asarray(PilImage.open(tasks.result(task.id)))
    assert (task.swapped, task.covered) == (1, 1)
    assert [note.code for note in task.notes] == ["tasks.covered_photo"]
    blocks = [
        np.abs(np.diff(result[top + 25 : top + 85, left + 20 : left + 80].astype(int), axis=1)).any(axis=2).mean()
        for left, top in places
    ]
    assert max(blocks) < 0.2, "coarse blocks"
    face = result[400:700, 200:500].astype(int)
    assert np.abs(np.diff(face, axis=1)).any(axis=2).mean() > 0.5, "the large one is seen, and another one's"
