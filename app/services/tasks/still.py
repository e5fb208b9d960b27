"""A photo at its full size: read, swapped, and written in its own format with the mark in its metadata.

1. :func:`read_still` turns the photo upright, brings every colour mode to BGR, and keeps transparency apart.
2. The engine sees it some times over, for it settles on a face within a few pictures; then parts of it, in which small
   faces are found that it overlooks in the whole: these are covered.
3. :func:`write_still` writes the format that the photo came in. One that can not say in its metadata that it is
   synthetic (BMP, PPM, GIF, JPEG 2000) becomes PNG, which loses nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PilImage
from PIL import ImageCms, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from app.base.errors import InputError, Message
from app.pipeline.photos import DAMAGE, FORMATS, check_file, damaged, eight_bit, not_a_picture, upright
from app.pipeline.reader import MIN_SIDE
from app.services.tasks.marks import SENTENCE, SOFTWARE, xmp
from app.services.tasks.swapping import Swapped, Swapper
from engines.api import Face, Image

MAX_PIXELS = 120_000_000
"""Decoded, swapped and encoded at its full size, which takes some 15 bytes of memory a pixel."""
PASSES = 4
"""How often the engine sees the photo."""
_QUALITY = 95
_PASS_S = 1 / 30
_JPEG, _PNG = ("JPEG", ".jpg"), ("PNG", ".png")
_KEPT = {
    "JPEG": _JPEG,
    "MPO": _JPEG,
    "PNG": _PNG,
    "WEBP": ("WEBP", ".webp"),
    "TIFF": ("TIFF", ".tif"),
    "AVIF": ("AVIF", ".avif"),
}
"""By Pillow's format: what the result is written as, and its suffix."""
_DESCRIPTION, _SOFTWARE_TAG, _XMP_TAG = 0x010E, 0x0131, 0x02BC


@dataclass(frozen=True, slots=True)
class Still:
    """A photo as it was read."""

    image: Image
    """BGR, upright, at full size."""
    alpha: NDArray[np.uint8] | None
    """How opaque each pixel is, HxW; None where all are."""
    format: str
    """Pillow's name of what the result is written as."""
    suffix: str
    profile: bytes | None
    """Its colour profile (ICC), where that holds for RGB."""
    dpi: tuple[float, float] | None


def read_still(path: Path, notice: Callable[[Message], None]) -> Still:
    """Raises InputError: no picture, damaged, animated, too large or too small. What the result loses is told."""
    check_file(path, "photo")
    try:
        with PilImage.open(path, formats=FORMATS) as picture:
            _check(picture, path)
            depth = _depth(picture)
            picture.load()
            info = dict(picture.info)
            kept = _KEPT.get(picture.format or "", _PNG)
            grey = picture.mode in ("1", "L", "LA") or picture.mode.startswith(("I", "F"))
            still = upright(picture)
            rgb, alpha, profile = _colours(still, info.get("icc_profile"), grey)
    except UnidentifiedImageError:
        raise not_a_picture(path) from None
    except DAMAGE as error:
        raise damaged(path, error) from error
    if depth > 8:
        text = f"{path.name} has {depth} bits a colour; the result has 8."
        notice(Message("tasks.depth", text, "", {"name": path.name, "depth": depth}))
    dpi = info.get("dpi")
    return Still(rgb, alpha, *kept, profile, dpi if isinstance(dpi, tuple) and len(dpi) == 2 else None)


def swap_still(still: Still, swapper: Swapper) -> tuple[Still, Swapped]:
    """The photo as it may leave, and what was done to it. Raises UserError."""
    swapped = _passes(still, swapper, ())
    also = swapper.overlooked(still.image)
    if also:
        swapped = _passes(still, swapper, also)
    return Still(
        swapped.image,
        _opaque_label(still, swapper, swapped.image),
        still.format,
        still.suffix,
        still.profile,
        still.dpi,
    ), swapped


def _passes(still: Still, swapper: Swapper, also: Sequence[Face]) -> Swapped:
    swapper.begin()
    for number in range(PASSES):
        swapped = swapper.swap(still.image, number, number * _PASS_S, also)
    return swapped


def write_still(still: Still) -> bytes:
    """The file's content, marked. Raises OSError, ValueError."""
    rgb = np.ascontiguousarray(still.image[:, :, ::-1])
    if still.alpha is not None:
        rgb[still.alpha == 0] = 0  # what nobody sees is not handed on
        picture = PilImage.fromarray(np.dstack([rgb, still.alpha]))
    else:
        picture = PilImage.fromarray(rgb)
    out = io.BytesIO()
    picture.save(out, still.format, **_options(still))
    return out.getvalue()


def _options(still: Still) -> dict[str, Any]:
    exif = PilImage.Exif()
    exif[_DESCRIPTION], exif[_SOFTWARE_TAG] = SENTENCE, SOFTWARE
    options: dict[str, Any] = {}
    if still.profile is not None:
        options["icc_profile"] = still.profile
    if still.dpi is not None and still.format in ("JPEG", "PNG", "TIFF"):
        options["dpi"] = still.dpi
    if still.format == "PNG":
        told = PngInfo()
        told.add_itxt("XML:com.adobe.xmp", xmp().decode("utf-8"))
        told.add_text("Description", SENTENCE)
        told.add_text("Software", SOFTWARE)
        options["pnginfo"] = told
    elif still.format == "TIFF":
        options |= {"compression": "tiff_lzw", "tiffinfo": {_DESCRIPTION: SENTENCE, _SOFTWARE_TAG: SOFTWARE}}
        options["tiffinfo"][_XMP_TAG] = xmp()
    else:
        options |= {"quality": _QUALITY, "exif": exif.tobytes(), "xmp": xmp()}
    if still.format == "JPEG":
        options |= {"subsampling": 0, "optimize": True}
    return options


def _check(picture: PilImage.Image, path: Path) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        size, limit = round(width * height / 1e6), round(MAX_PIXELS / 1e6)
        raise InputError(
            "photo.too_large",
            f"The photo {path.name} has {size} megapixels; at most {limit} are read.",
            "Make it smaller with an image program.",
            name=path.name,
            megapixels=size,
            limit=limit,
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
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":  # a phone's second picture is no animation
        raise InputError(
            "tasks.animated",
            f"{path.name} holds several pictures.",
            "Save it as a video, or its pictures one by one.",
            name=path.name,
        )


def _depth(picture: PilImage.Image) -> int:
    """Bits a colour of the file."""
    if picture.mode.startswith(("I;16", "I")):
        return 16
    if picture.mode.startswith("F"):
        return 32
    modes = " ".join(str(part) for tile in getattr(picture, "tile", []) for part in tile)
    return 16 if ";16" in modes else 8


def _colours(picture: PilImage.Image, profile: Any, grey: bool) -> tuple[Image, NDArray[np.uint8] | None, bytes | None]:
    """BGR, transparency, and the profile that is still right."""
    if picture.mode.startswith(("I", "F")):
        picture = eight_bit(picture)
    profile = profile if isinstance(profile, bytes) and profile else None
    alpha = None
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        alpha = np.array(picture.getchannel("A"), np.uint8)
        picture = picture.convert("RGB")
    elif picture.mode == "CMYK" and profile is not None:
        picture, profile = _from_cmyk(picture, profile), None
    if picture.mode != "RGB":
        grey = grey or picture.mode == "CMYK"
        picture = picture.convert("RGB")
    image = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
    # A profile of grey or of printing inks says nothing of RGB.
    return image, alpha, None if grey else profile


def _from_cmyk(picture: PilImage.Image, profile: bytes) -> PilImage.Image:
    """RGB by the profile of the inks; without it the colours would be glaring."""
    try:
        inks = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, inks, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # a damaged one, or of other colours
        return picture.convert("RGB")
    return picture.convert("RGB") if turned is None else turned


def _opaque_label(still: Still, swapper: Swapper, image: Image) -> NDArray[np.uint8] | None:
    """The transparency of the result: the mark is seen even where the photo is not."""
    if still.alpha is None:
        return None
    alpha = still.alpha.copy()
    region = swapper.label.region(*image.shape[:2])
    if region is not None:
        alpha[region] = 255
    return alpha
