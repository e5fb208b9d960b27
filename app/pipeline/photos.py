"""Photos: from a file of any kind to a BGR array, and the portraits that ship with the program.

In order: a file is looked at before it is opened (missing, folder, empty, unreadable); :func:`load_photo` reads the
header, refuses what is too large before decoding it, decodes (large JPEGs at reduced size), brings every mode to 8-bit
RGB over mid grey, turns it upright by its EXIF orientation; :func:`resolve_face` finds ``demo:NAME``.
"""

from __future__ import annotations

import stat
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image as PilImage
from PIL import UnidentifiedImageError

from app.base.errors import InputError
from app.pipeline.reader import MIN_SIDE
from engines.api import Image

LONGEST_SIDE = 2048
"""Pixels. Larger photos are scaled down to it: no face needs more."""
MAX_PIXELS = 64_000_000
"""Decoding holds the whole picture several times over: about 700 MB at this size, 1 GB with 16 bits a colour."""
MAX_PIXELS_JPEG = 200_000_000
"""A JPEG is decoded at half, a quarter or an eighth of its size, so larger ones are taken."""

# Only what people have photos in: no format that starts another program (EPS) or that is guessed from weak signs (TGA).
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "BMP", "TIFF", "GIF", "JPEG2000", "PPM")

_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: PilImage.Transpose.FLIP_LEFT_RIGHT,
    3: PilImage.Transpose.ROTATE_180,
    4: PilImage.Transpose.FLIP_TOP_BOTTOM,
    5: PilImage.Transpose.TRANSPOSE,
    6: PilImage.Transpose.ROTATE_270,
    7: PilImage.Transpose.TRANSVERSE,
    8: PilImage.Transpose.ROTATE_90,
}
"""EXIF 2.32, tag 0x0112: what brings the stored picture upright."""

# What Pillow's decoders raise on damaged data, besides OSError.
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, struct.error, zlib.error)

# Pillow warns at 90 million pixels and fails at 180; the limits above take the place of that check.
PilImage.MAX_IMAGE_PIXELS = None


def load_photo(path: Path) -> Image:
    """Read a photo as BGR, uint8, HxWx3, C-contiguous, upright, at most :data:`LONGEST_SIDE` pixels a side.

    Transparent parts lie on mid grey; of an animation the first picture is taken.

    Raises:
        InputError: the file is missing, a folder, empty, unreadable, no picture, damaged, too large or too small.
    """
    check_file(path, "photo")
    try:
        with PilImage.open(path, formats=FORMATS) as picture:
            _check_size(picture, path)
            turn = _turn(picture)
            picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
            rgb = _to_rgb(picture)
    except UnidentifiedImageError:
        raise not_a_picture(path) from None
    except DAMAGE as error:
        raise damaged(path, error) from error
    if turn is not None:
        rgb = rgb.transpose(turn)
    return np.ascontiguousarray(np.asarray(rgb)[:, :, ::-1])


def upright(picture: PilImage.Image) -> PilImage.Image:
    """The picture as it is meant to be looked at, by its EXIF orientation."""
    turn = _turn(picture)
    return picture if turn is None else picture.transpose(turn)


def _turn(picture: PilImage.Image) -> PilImage.Transpose | None:
    return _TURNS.get(picture.getexif().get(_ORIENTATION_TAG, 1))


def is_picture(path: Path) -> bool:
    """Whether the file is a still image by its content; an animated GIF is a clip. Raises as :func:`check_file`."""
    check_file(path, "source")
    try:
        with PilImage.open(path, formats=FORMATS) as picture:
            return not (picture.format == "GIF" and getattr(picture, "is_animated", False))
    except DAMAGE:  # not a picture: the clip reader says what is wrong with it
        return False


def list_faces(media: Path) -> dict[str, Path]:
    """The portraits that ship with the program, by name."""
    if not media.is_dir():
        return {}
    return {path.stem: path for path in sorted(media.iterdir()) if path.suffix.lower() in (".jpg", ".png", ".webp")}


def resolve_face(spec: str, media: Path) -> Path:
    """The file of a face: ``demo:NAME`` is a portrait in ``media``, all else a path.

    Raises:
        InputError: no portrait has that name, or the path can not be one.
    """
    if not spec.startswith("demo:"):
        return user_path(spec)
    name = spec.removeprefix("demo:")
    faces = list_faces(media)
    if name not in faces:
        raise InputError(
            "face.unknown_demo",
            f"There is no demo face named “{name}”.",
            f"These exist: {', '.join(faces) or 'none'}.",
            name=name,
            known=", ".join(faces) or "-",
        )
    return faces[name]


def user_path(text: str) -> Path:
    """A path as a user writes it: ``~`` is the home folder.

    Raises:
        InputError: it is empty, or names the home of nobody.
    """
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # there is no such user
        raise InputError(
            "path.no_home", f"{text} lies in no home folder that exists.", "Write the whole path.", path=text
        ) from None
    if not text.strip():
        raise InputError("path.empty", "A path is empty.", "Name a file.")
    return path


def check_file(path: Path, kind: str) -> None:
    """Open and look at a file before a decoder does, so that the reason is said plainly.

    Raises:
        InputError: ``KIND.missing``, ``KIND.not_a_file``, ``KIND.unreadable`` or ``KIND.empty``.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its writer
            raise InputError(f"{kind}.not_a_file", f"{path} is not a file.", "Choose a file.", path=str(path))
        with path.open("rb") as file:
            file.read(1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            f"{kind}.missing", f"There is no file {path}.", "Check the name and the folder.", path=str(path)
        ) from None
    except PermissionError:
        raise InputError(
            f"{kind}.unreadable", f"You have no permission to read {path}.", "Change its permissions.", path=str(path)
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        raise InputError(f"{kind}.unreadable", f"{path} can not be read: {error}.", path=str(path)) from error
    if status.st_size == 0:
        raise InputError(f"{kind}.empty", f"The file {path.name} is empty.", "Choose another one.", name=path.name)


def _check_size(picture: PilImage.Image, path: Path) -> None:
    width, height = picture.size
    limit = MAX_PIXELS_JPEG if picture.format in ("JPEG", "MPO") else MAX_PIXELS
    if width * height > limit:
        raise InputError(
            "photo.too_large",
            f"The photo {path.name} has {width * height / 1e6:.0f} megapixels; at most {limit / 1e6:.0f} are read.",
            "Make it smaller with an image program.",
            name=path.name,
            megapixels=round(width * height / 1e6),
            limit=round(limit / 1e6),
        )
    if min(width, height) < MIN_SIDE:
        raise InputError(
            "photo.too_small",
            f"The photo {path.name} is only {width} x {height} pixels.",
            "Choose a photo with a face at least 100 pixels wide.",
            name=path.name,
            width=width,
            height=height,
        )


def _to_rgb(picture: PilImage.Image) -> PilImage.Image:
    """Any mode as 8-bit RGB, scaled to the longest side; transparency on mid grey."""
    if picture.mode.startswith(("I", "F")):
        picture = eight_bit(picture)
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), PilImage.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.mode == "RGBA":
        grey = PilImage.new("RGBA", picture.size, (128, 128, 128, 255))
        picture = PilImage.alpha_composite(grey, picture).convert("RGB")
    return picture


def eight_bit(picture: PilImage.Image) -> PilImage.Image:
    """16-bit, 32-bit and float greyscale as 8-bit: Pillow's own conversion clips instead of scaling."""
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32))
    highest = float(values.max(initial=0.0))
    full = 1.0 if highest <= 1.0 else 255.0 if highest <= 255.0 else 65535.0
    return PilImage.fromarray((np.clip(values / max(full, highest), 0.0, 1.0) * 255.0).astype(np.uint8))


def damaged(path: Path, reason: BaseException) -> InputError:
    """The photo can not be decoded; ``reason`` is what the decoder raised, one of :data:`DAMAGE`."""
    return InputError(
        "photo.damaged",
        f"The photo {path.name} is damaged and can not be read.",
        "Choose another photo, or save this one again with an image program.",
        name=path.name,
        reason=str(reason),
    )


def not_a_picture(path: Path) -> InputError:
    hint = "Choose a JPEG, PNG, WebP, AVIF, TIFF or BMP file."
    if path.suffix.lower() in (".heic", ".heif"):
        hint = "HEIC photos of a phone have to be saved as JPEG first."
    return InputError("photo.not_a_picture", f"{path.name} is not a picture.", hint, name=path.name)
