"""Loops over pixels, compiled by numba for this processor: what stands around a network on the hot path.

1. `cut` takes an aligned square out of a frame; `to_planes` and `to_picture` go between a picture and a tensor.
2. `premultiply` multiplies a crop with its mask into a texture of whole texels (32 bits, B G R and alpha) with a border
   of nothing; `blend` draws that texture over a frame: row by row, only where the mask reaches, eight pixels at a time.

Where neighbours lie in the picture changes from pixel to pixel, so `cut` and small faces have two passes over a row:
the pairs of neighbours are fetched one by one into short lines that stay in the first cache, then worked on by eight
(`vector`). The row that comes next is asked for ahead: of a frame that another thread wrote most time is waiting.
Indices are unsigned where LLVM should find vectors by itself: numba's signed ones may count from the end. Functions
with a signature are compiled when the module is imported, or read from where they were kept.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit, types

from engines.toolkit.kernels.vector import eight_bytes, eight_near, eight_pixels, eight_texels, lay_eight, soon

u8, u16, u32, u64, i32, f32, index = np.uint8, np.uint16, np.uint32, np.uint64, np.int32, np.float32, np.uintp

BORDER = 8
"""Texels of nothing left and right of a texture, and BORDER_ROWS above and below: what eight pixels may reach over."""
BORDER_ROWS = 2

_PICTURE = types.Array(types.uint8, 3, "C", readonly=True)
_MASK = types.Array(types.uint8, 2, "C", readonly=True)
_PLANES = types.Array(types.float32, 3, "C", readonly=True)
_MATRIX = types.Array(types.float64, 2, "C", readonly=True)
_SCALES = types.Array(types.float32, 1, "C", readonly=True)


def texture(size: int) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """A texture of nothing for crops of `size` pixels a side."""
    return np.zeros((size + 2 * BORDER_ROWS + 1, size + 2 * BORDER), np.uint32)


@njit(nogil=True, error_model="numpy")
def _span(start, step, low, high, begin, end):
    """The part of begin..end (end not in it) in which low < start + step * x < high."""
    if step > 1e-12:
        first, last = (low - start) / step, (high - start) / step
    elif step < -1e-12:
        first, last = (high - start) / step, (low - start) / step
    elif low < start < high:
        return begin, end
    else:
        return begin, begin
    if first >= end or last <= begin:
        return begin, begin
    return max(begin, math.floor(max(first, begin - 1.0)) + 1), min(end, math.ceil(min(last, float(end))))


@njit(nogil=True, error_model="numpy")
def _lay(line, count, pixels, at, tail):
    """Lay `count` texels of a line over the pixels from byte `at` on; `tail` is 24 bytes to work with."""
    whole = count & ~7
    for x in range(0, whole, 8):
        lay_eight(line, x, pixels, at + 3 * x)
    rest = 3 * (count - whole)
    if rest:  # element by element: numba takes seconds to compile an assignment to a slice
        for byte in range(rest):
            tail[byte] = pixels[at + 3 * whole + byte]
        lay_eight(line, whole, tail, 0)
        for byte in range(rest):
            pixels[at + 3 * whole + byte] = tail[byte]


@njit(nogil=True, error_model="numpy")
def _at_edge(pixels, width, height, u, v):
    """The two pairs of pixels for a place that has not all of its four in the frame: the nearest ones count."""
    column, row = u >> 16, v >> 16
    left, right = 3 * min(max(column, 0), width - 1), 3 * min(max(column + 1, 0), width - 1)
    upper, lower = 3 * width * min(max(row, 0), height - 1), 3 * width * min(max(row + 1, 0), height - 1)
    above, below = u64(0), u64(0)
    for byte in range(3):
        above |= u64(pixels[upper + left + byte]) << u64(8 * byte)
        above |= u64(pixels[upper + right + byte]) << u64(8 * byte + 24)
        below |= u64(pixels[lower + left + byte]) << u64(8 * byte)
        below |= u64(pixels[lower + right + byte]) << u64(8 * byte + 24)
    return above, below


@njit(types.void(_PICTURE, _MATRIX, types.uint8[:, :, ::1]), nogil=True, cache=True, error_model="numpy")
def cut(frame, matrix, out):
    """Fill `out` (HxWx3) from `frame`, bilinear; `matrix` (2x3) takes pixels of `out` to the frame. What lies outside
    the frame repeats its edge."""
    height, width = frame.shape[:2]
    pixels, cells = frame.reshape(-1), out.reshape(-1)
    stride, wide = 3 * width, out.shape[1]
    du, dv = round(matrix[0, 0] * 65536), round(matrix[1, 0] * 65536)
    pairs, line, tail = np.zeros((2, wide + 8), np.uint64), np.empty(wide + 8, np.uint32), np.empty(24, np.uint8)
    ahead = max(int(64 * 65536 / 3 / max(abs(du), 1)), 1)  # pixels of `out` within 64 bytes of the frame's row
    for y in range(out.shape[0]):
        u0, v0 = matrix[0, 1] * y + matrix[0, 2], matrix[1, 1] * y + matrix[1, 2]
        u, v = math.floor(u0 * 65536 + 0.5), math.floor(v0 * 65536 + 0.5)
        next_u, next_v = u + int(matrix[0, 1] * 65536), v + int(matrix[1, 1] * 65536)
        for x in range(0, wide, ahead):
            at = index(((next_v + x * dv) >> 16) * stride + ((next_u + x * du) >> 16) * 3)
            soon(pixels, at)
            soon(pixels, at + index(stride))
        # where all four pixels lie in the frame, and eight bytes can be read at the first of them
        begin, end = _span(u0, matrix[0, 0], 0.05, width - 2.05, 0, wide)
        begin, end = _span(v0, matrix[1, 0], 0.05, height - 1.05, begin, end)
        for x in range(index(begin), index(end)):
            at = index(((v + x * dv) >> 16) * stride + ((u + x * du) >> 16) * 3)
            pairs[0, x], pairs[1, x] = eight_bytes(pixels, at), eight_bytes(pixels, at + index(stride))
        for x in range(begin):
            pairs[0, x], pairs[1, x] = _at_edge(pixels, width, height, u + x * du, v + x * dv)
        for x in range(end, wide):
            pairs[0, x], pairs[1, x] = _at_edge(pixels, width, height, u + x * du, v + x * dv)
        for x in range(0, wide, 8):
            eight_pixels(pairs, x, i32(u + x * du), i32(v + x * dv), i32(du), i32(dv), line)
        for x in range(index(wide)):
            line[x] |= u32(0xFF000000)
        _lay(line, wide, cells, 3 * wide * y, tail)


_TO_PLANES = [
    types.void(types.Array(types.uint8, 3, layout), _SCALES, _SCALES, types.float32[:, :, ::1])
    for layout in "CA"
]


@njit(_TO_PLANES, nogil=True, cache=True, error_model="numpy")
def to_planes(picture, gain, shift, planes):
    """BGR HxWx3 to RGB 3xHxW: each colour times its gain, plus its shift (both 3, RGB)."""
    for y in range(planes.shape[1]):
        row = picture[y]
        for colour in range(3):
            line, factor, offset = planes[colour, y], gain[colour], shift[colour]
            for x in range(index(planes.shape[2])):
                line[x] = f32(row[x, index(2 - colour)]) * factor + offset


_TO_PICTURE = [types.void(_PLANES, _SCALES, _SCALES, types.Array(types.uint8, 3, layout)) for layout in "CA"]


@njit(_TO_PICTURE, nogil=True, cache=True, error_model="numpy")
def to_picture(planes, gain, shift, picture):
    """RGB 3xHxW to BGR HxWx3: each colour times its gain, plus its shift (both 3, RGB), cut to 0..255, rounded down."""
    wide = planes.shape[2]
    line = np.empty(wide, np.uint8)
    for y in range(planes.shape[1]):
        row = picture[y]
        for colour in range(3):
            plane, factor, offset = planes[colour, y], gain[colour], shift[colour]
            for x in range(index(wide)):
                line[x] = u8(i32(min(max(plane[x] * factor + offset, f32(0)), f32(255))))
            for x in range(index(wide)):
                row[x, index(2 - colour)] = line[x]


@njit(nogil=True, error_model="numpy")
def _part(value, factor):
    """value * factor / 255, rounded, in 16 bits."""
    product = u16(u16(value) * u16(factor) + u16(128))
    return u16(product + (product >> u16(8))) >> u16(8)


@njit(types.void(_PICTURE, _MASK, types.uint32[:, ::1]), nogil=True, cache=True, error_model="numpy")
def premultiply(face, mask, texture):
    """Fill the inside of `texture` from `face` (HxWx3) times `mask` (HxW); alpha is the mask. Its border stays."""
    high, wide = mask.shape
    pixels = face.reshape(-1)
    for y in range(high):
        texels = texture[y + BORDER_ROWS][BORDER : BORDER + wide]
        alphas, row = mask[y], pixels[3 * wide * y : 3 * wide * (y + 1)]
        for x in range(index(wide)):
            at, alpha = x * index(3), alphas[x]
            blue, green = u32(_part(row[at], alpha)), u32(_part(row[at + index(1)], alpha))
            red = u32(_part(row[at + index(2)], alpha))
            texels[x] = blue | (green << u32(8)) | (red << u32(16)) | (u32(alpha) << u32(24))


_BLEND = types.void(
    types.uint8[:, :, ::1], types.uint32[:, ::1], _MATRIX, types.UniTuple(types.intp, 4), types.UniTuple(types.intp, 4)
)


@njit(_BLEND, nogil=True, cache=True, error_model="numpy")
def blend(frame, texture, matrix, support, bounds):
    """Draw a texture over `frame` (HxWx3), in place; `matrix` (2x3) takes the frame to the crop that it holds.

    `support` is left, top, right, bottom of the crop's pixels beside those that are not nothing; `bounds` x0, y0, x1,
    y1 of the frame's pixels to look at, within the frame (the last ones not in it).
    """
    left, top, right, bottom = support
    x0, y0, x1, y1 = bounds
    stride, texels, pixels = texture.shape[1], texture.reshape(-1), frame.reshape(-1)
    step_u, step_v = matrix[0, 0], matrix[1, 0]
    du, dv = round(step_u * 65536), round(step_v * 65536)
    near = 7 * abs(step_u) < 6 and 7 * abs(step_v) < 1
    back_u, back_v = min(7 * du, 0), min(7 * dv, 0)
    line, tail = np.empty(x1 - x0 + 8, np.uint32), np.empty(24, np.uint8)
    pairs = np.empty((2, 8 if near else x1 - x0 + 8), np.uint64)
    for y in range(y0, y1):
        u0, v0 = matrix[0, 1] * y + matrix[0, 2], matrix[1, 1] * y + matrix[1, 2]
        begin, end = _span(u0, step_u, float(left), float(right), x0, x1)
        begin, end = _span(v0, step_v, float(top), float(bottom), begin, end)
        count = end - begin
        if count <= 0:
            continue
        below = 3 * ((y + 1) * frame.shape[1] + begin)
        for byte in range(below, below + 3 * count, 64):
            soon(pixels, index(byte))
        u = math.floor((u0 + step_u * begin + BORDER) * 65536 + 0.5)
        v = math.floor((v0 + step_v * begin + BORDER_ROWS) * 65536 + 0.5)
        if near:
            for x in range(0, count, 8):
                column, row = (u + back_u) >> 16, (v + back_v) >> 16
                first, part_u, part_v = row * stride + column, i32(u - (column << 16)), i32(v - (row << 16))
                eight_near(texels, first, stride, part_u, part_v, i32(du), i32(dv), line, x)
                u, v = u + 8 * du, v + 8 * dv
        else:
            for x in range(index(count)):
                at = index(((v + x * dv) >> 16) * stride + ((u + x * du) >> 16))
                pairs[0, x] = u64(texels[at]) | (u64(texels[at + index(1)]) << u64(32))
                at += index(stride)
                pairs[1, x] = u64(texels[at]) | (u64(texels[at + index(1)]) << u64(32))
            for x in range(0, count, 8):
                eight_texels(pairs, x, i32(u + x * du), i32(v + x * dv), i32(du), i32(dv), line)
        _lay(line, count, pixels, 3 * (y * frame.shape[1] + begin), tail)
