"""Photos of every kind that people have, and the sentence for each that can not be read."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PilImage

from app.base.errors import InputError
from app.pipeline import photos
from app.pipeline.photos import list_faces, load_photo, resolve_face

RED, BLUE = (250, 10, 20), (20, 10, 250)  # RGB


def halves(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> PilImage.Image:
    """Left half red, right half blue."""
    picture = PilImage.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.quantize(16) if mode == "P" else picture.convert(mode)


def near(pixel: object, rgb: tuple[int, int, int], tolerance: int = 12) -> bool:
    return bool(np.abs(np.asarray(pixel, np.int32) - np.array(rgb[::-1])).max() <= tolerance)


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load_photo(path)
    message = caught.value.message
    assert path.name in message.text
    assert message.text.endswith(".")
    assert "\n" not in str(message)
    return caught.value


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Without root's right to read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.png", "RGB"),
        ("a.jpg", "RGB"),
        ("a.jpg", "CMYK"),
        ("a.png", "P"),
        ("a.gif", "P"),
        ("a.webp", "RGB"),
        ("a.tif", "RGB"),
        ("a.bmp", "RGB"),
        ("mein schönes Foto 照片.png", "RGB"),
    ],
)
def test_every_kind_gives_the_same_colours(tmp_path: Path, name: str, mode: str) -> None:
    path = tmp_path / name
    halves(mode).save(path)
    image = load_photo(path)
    assert image.shape == (48, 64, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert near(image[24, 5], RED)
    assert near(image[24, 60], BLUE)


def test_greyscale_of_8_and_16_bit(tmp_path: Path) -> None:
    PilImage.new("L", (32, 32), 100).save(tmp_path / "8.png")
    ramp = np.linspace(0, 65535, 32 * 32, dtype=np.uint16).reshape(32, 32)
    PilImage.fromarray(ramp).save(tmp_path / "16.png")
    PilImage.fromarray(ramp).save(tmp_path / "16.tif")
    assert near(load_photo(tmp_path / "8.png")[5, 5], (100, 100, 100), 0)
    for name in ("16.png", "16.tif"):
        image = load_photo(tmp_path / name)
        assert int(image[0, 0, 0]) == 0
        assert int(image[31, 31, 0]) == 255
        assert near(image[16, 0], (128, 128, 128), 2)


def test_transparent_parts_lie_on_mid_grey(tmp_path: Path) -> None:
    picture = halves("RGBA")
    picture.putalpha(PilImage.new("L", picture.size, 255))
    picture.paste((255, 255, 255, 0), (0, 0, 32, 48))
    for name in ("a.png", "a.webp"):
        picture.save(tmp_path / name, lossless=True)
        image = load_photo(tmp_path / name)
        assert near(image[10, 10], (128, 128, 128), 2)
        assert near(image[10, 60], BLUE)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    # Where the stored top left corner has to be shown, as (row, column) of a corner, by EXIF 2.32.
    [(1, (0, 0)), (2, (0, -1)), (3, (-1, -1)), (4, (-1, 0)), (5, (0, 0)), (6, (0, -1)), (7, (-1, -1)), (8, (-1, 0))],
)
def test_exif_orientation_is_honoured(tmp_path: Path, orientation: int, corner: tuple[int, int]) -> None:
    picture = PilImage.new("RGB", (64, 32), BLUE)
    picture.paste(RED, (0, 0, 16, 8))
    exif = PilImage.Exif()
    exif[0x0112] = orientation
    picture.save(tmp_path / "a.jpg", exif=exif, quality=95)
    picture.save(tmp_path / "a.png", exif=exif)
    for name in ("a.jpg", "a.png"):
        image = load_photo(tmp_path / name)
        assert image.shape == ((64, 32, 3) if orientation >= 5 else (32, 64, 3))
        assert near(image[corner], RED, 40)
        assert sum(near(image[y, x], RED, 40) for y in (0, -1) for x in (0, -1)) == 1


def test_animation_gives_its_first_picture(tmp_path: Path) -> None:
    first, second = PilImage.new("RGB", (32, 32), RED), PilImage.new("RGB", (32, 32), BLUE)
    for name in ("a.gif", "a.webp"):
        first.save(tmp_path / name, save_all=True, append_images=[second], duration=100, lossless=True)
        assert near(load_photo(tmp_path / name)[16, 16], RED)


def test_large_photos_are_scaled_down(tmp_path: Path) -> None:
    halves(size=(4000, 3000)).save(tmp_path / "a.jpg")
    halves(size=(3000, 4000)).save(tmp_path / "a.png")
    assert load_photo(tmp_path / "a.jpg").shape == (1536, 2048, 3)
    assert load_photo(tmp_path / "a.png").shape == (2048, 1536, 3)


def test_a_jpeg_of_100_megapixels_is_read(tmp_path: Path) -> None:
    PilImage.new("L", (11648, 8736), 90).save(tmp_path / "huge.jpg", quality=30)
    image = load_photo(tmp_path / "huge.jpg")
    assert image.shape == (1536, 2048, 3)
    assert near(image[700, 700], (90, 90, 90), 3)


def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path) -> None:
    # A PNG header of 20000 x 20000 pixels with no picture behind it: whoever decodes first says "damaged".
    PilImage.new("1", (64, 64)).save(tmp_path / "bomb.png")
    data = bytearray((tmp_path / "bomb.png").read_bytes())
    data[16:24] = (20000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    (tmp_path / "bomb.png").write_bytes(data)
    error = refused(tmp_path / "bomb.png")
    assert error.message.code == "photo.too_large"
    assert error.message.params["megapixels"] == 400


def test_damaged_photos(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8)
    for name in ("a.jpg", "a.png", "a.webp", "a.tif"):
        PilImage.fromarray(noise).save(tmp_path / name)
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data[: len(data) // 2])
        assert refused(tmp_path / name).message.code in ("photo.damaged", "photo.not_a_picture")
        if name in ("a.jpg", "a.png"):
            assert refused(tmp_path / name).message.code == "photo.damaged"


def test_what_is_no_photo(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    (tmp_path / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "folder.jpg").mkdir()
    halves(size=(5, 5)).save(tmp_path / "tiny.png")
    assert refused(tmp_path / "text.jpg").message.code == "photo.not_a_picture"
    assert "JPEG" in refused(tmp_path / "phone.heic").message.hint
    assert refused(tmp_path / "empty.jpg").message.code == "photo.empty"
    assert refused(tmp_path / "folder.jpg").message.code == "photo.not_a_file"
    assert refused(tmp_path / "missing.jpg").message.code == "photo.missing"
    assert refused(tmp_path / "text.jpg" / "below.jpg").message.code == "photo.missing"
    assert refused(tmp_path / "tiny.png").message.code == "photo.too_small"


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes")
def test_a_pipe_is_refused_without_waiting_for_its_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert refused(tmp_path / "pipe.jpg").message.code == "photo.not_a_file"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_photo_without_read_permission(tmp_path: Path, unprivileged: None) -> None:
    path = tmp_path / "secret.png"
    if os.getuid() != 0:
        halves().save(path)
        path.chmod(0)
    assert refused(path).message.code == "photo.unreadable"


def test_demo_faces_by_name(tmp_path: Path) -> None:
    for name in ("berta.jpg", "anna.png"):
        halves().save(tmp_path / name)
    (tmp_path / "ATTRIBUTION.md").touch()
    (tmp_path / "demo.mp4").touch()
    assert list(list_faces(tmp_path)) == ["anna", "berta"]
    assert resolve_face("demo:anna", tmp_path) == tmp_path / "anna.png"
    assert resolve_face("/some/where.jpg", tmp_path) == Path("/some/where.jpg")
    with pytest.raises(InputError) as caught:
        resolve_face("demo:../secret", tmp_path)
    assert caught.value.message.code == "face.unknown_demo"
    assert "anna, berta" in caught.value.message.hint
    assert list_faces(tmp_path / "missing") == {}


def test_the_shipped_portraits_can_be_read() -> None:
    media = Path(photos.__file__).parents[2] / "resources" / "media"
    faces = list_faces(media)
    assert len(faces) >= 2
    for path in faces.values():
        assert min(load_photo(path).shape[:2]) >= 256
