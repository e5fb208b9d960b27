"""Loops over pixels, compiled by numba for this processor: what stands around a network on the hot path.

1. `cut` takes an aligned square out of a frame; `to_planes` and `to_picture` go between a picture and a network's tensor.
2. `premultiply` multiplies a crop with its mask into a texture of whole texels (32 bits, B G R and alpha) with a border
   of nothing; `blend` draws that texture over a frame: row by row, only where the mask reaches, eight pixels at a time.

Each row has two passes over short lines that stay in the first cache: fetch texels, then arithmetic without branches,
which LLVM turns into vector instructions. Indices are unsigned, as numba's signed ones may count from the end, and
that keeps LLVM from it. Import this through :func:`engines.toolkit.kernels.load` only, which says where machine code is
kept. Functions with a signature are compiled when the module is imported, or read from there.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

u8, u16, u32, u64, i32, f32, index = np.uint8, np.uint16, np.uint32, np.uint64, np.int32, np.float32, np.uintp

BORDER = 8
"""Texels of nothing left and right of a texture, and BORDER_ROWS above and below: what eight pixels may reach over."""
BORDER_ROWS = 2

_PICTURE = types.Array(types.uint8, 3, "C", readonly=True)
_MASK = types.Array(types.uint8, 2, "C", readonly=True)
_PLANES = types.Array(types.float32, 3, "C", readonly=True)
_MATRIX = types.Array(types.float64, 2, "C", readonly=True)
_SCALES = types.Array(types.float32, 1, "C", readonly=True)

_WORD, _LONG = ir.IntType(32), ir.IntType(64)
_EIGHT = ir.VectorType(_WORD, 8)
_HALVES = ir.VectorType(ir.IntType(16), 16)
_BYTES, _HALF = ir.VectorType(ir.IntType(8), 32), ir.VectorType(ir.IntType(8), 16)
_FOUR, _TWO = ir.VectorType(_WORD, 4), ir.VectorType(_LONG, 2)


def texture(size: int) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """A texture of nothing for crops of `size` pixels a side."""
    return np.zeros((size + 2 * BORDER_ROWS + 1, size + 2 * BORDER), np.uint32)


def _all(value: int, kind: ir.VectorType = _EIGHT) -> ir.Constant:
    return ir.Constant(kind, [value] * kind.count)


@intrinsic
def _long(_typing: Any, pixels: Any, at: Any) -> Any:
    """Eight bytes from `at` on, as one number (little endian on every machine that this runs on)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.gep(context.make_array(signature.args[0])(context, builder, arguments[0]).data, [arguments[1]])
        return builder.load(builder.bitcast(place, _LONG.as_pointer()), align=1)

    return types.uint64(pixels, types.uintp), generate


@intrinsic
def _soon(_typing: Any, pixels: Any, at: Any) -> Any:
    """Ask the memory for what lies at `at`, which is read soon. Any place will do, even none of the picture's."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        flags = [ir.IntType(32)] * 3
        kind = ir.FunctionType(ir.VoidType(), [data.type, *flags])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [data.type], kind)
        read, keep, for_data = (ir.Constant(_WORD, value) for value in (0, 3, 1))
        builder.call(prefetch, [builder.gep(data, [arguments[1]]), read, keep, for_data])
        return context.get_dummy_value()

    return types.void(pixels, types.uintp), generate


def _places(b: Any, start: Any, step: Any) -> Any:
    """start + step * 0..7"""

    def spread(number: Any) -> Any:
        one = b.insert_element(ir.Constant(_EIGHT, ir.Undefined), number, ir.Constant(_WORD, 0))
        return b.shuffle_vector(one, ir.Constant(_EIGHT, ir.Undefined), _all(0))

    return b.add(spread(start), b.mul(ir.Constant(_EIGHT, list(range(8))), spread(step)))


def _bilinear(b: Any, above: tuple[Any, Any], below: tuple[Any, Any], us: Any, vs: Any) -> Any:
    """Eight times four bytes between those of four words, at places in 1/65536. Bytes are worked on as 8.8 in 16 bits:
    a value is the upper halves of its products with the two weights, which is exact to a fiftieth of a grey level."""

    def weights(place: Any) -> tuple[Any, Any]:
        low = b.and_(place, _all(0xFFFF))
        part = b.bitcast(b.or_(low, b.shl(low, _all(16))), _HALVES)
        return b.not_(part), part

    def product(one: Any, other: Any) -> Any:
        wide = ir.VectorType(_WORD, 16)
        return b.trunc(b.lshr(b.mul(b.zext(one, wide), b.zext(other, wide)), _all(16, wide)), _HALVES)

    def between(one: Any, other: Any, part: tuple[Any, Any]) -> Any:
        return b.add(product(one, part[0]), product(other, part[1]))

    def even(eight: Any) -> Any:
        return b.shl(b.bitcast(eight, _HALVES), _all(8, _HALVES))

    def odd(eight: Any) -> Any:
        return b.bitcast(b.and_(eight, _all(0xFF00FF00)), _HALVES)

    across, down = weights(us), weights(vs)
    halves = []
    for half in (even, odd):
        rows = [between(half(left), half(right), across) for left, right in (above, below)]
        halves.append(b.add(between(*rows, down), _all(128, _HALVES)))
    first = b.bitcast(b.lshr(halves[0], _all(8, _HALVES)), _EIGHT)
    return b.or_(first, b.and_(b.bitcast(halves[1], _EIGHT), _all(0xFF00FF00)))


@intrinsic
def _eight_near(
    _typing: Any, texture: Any, first: Any, stride: Any, u: Any, v: Any, du: Any, dv: Any, line: Any, at: Any
) -> Any:
    """Eight texels of a line, each bilinear between its four, in vector registers without a gather.

    They lie in three rows of eight texels from `first` on; `u`, `v` (the first one's place from there) and the steps
    `du`, `dv` are in 1/65536. Needs 7 |du| < 6 and 7 |dv| < 1. What LLVM makes of `pick` is one `vpermd` on AVX2.
    """
    signature = types.void(
        texture, types.intp, types.intp, types.int32, types.int32, types.int32, types.int32, line, types.intp
    )

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        b = builder
        _, first, stride, u, v, du, dv, _, at = arguments
        texels = context.make_array(signature.args[0])(context, b, arguments[0]).data
        target = context.make_array(signature.args[7])(context, b, arguments[7]).data

        def row(number: int) -> Any:
            place = b.gep(texels, [b.add(first, b.mul(stride, ir.Constant(stride.type, number)))])
            return b.load(b.bitcast(place, _EIGHT.as_pointer()), align=4)

        def pick(eight: Any, which: Any) -> Any:
            picked = ir.Constant(_EIGHT, ir.Undefined)
            for lane in (ir.Constant(_WORD, number) for number in range(8)):
                texel = b.extract_element(eight, b.extract_element(which, lane))
                picked = b.insert_element(picked, texel, lane)
            return picked

        us, vs = _places(b, u, du), _places(b, v, dv)
        left = b.and_(b.ashr(us, _all(16)), _all(7))
        right = b.and_(b.add(left, _all(1)), _all(7))
        rows = [[pick(eight, which) for which in (left, right)] for eight in (row(0), row(1), row(2))]
        lower = b.icmp_signed(">", vs, _all(65535))
        above = b.select(lower, rows[1][0], rows[0][0]), b.select(lower, rows[1][1], rows[0][1])
        below = b.select(lower, rows[2][0], rows[1][0]), b.select(lower, rows[2][1], rows[1][1])
        result = _bilinear(b, above, below, us, vs)
        b.store(result, b.bitcast(b.gep(target, [at]), _EIGHT.as_pointer()), align=4)
        return context.get_dummy_value()

    return signature, generate


def _eight_of_pairs(bytes_apart: int) -> Any:
    """A loop's step over eight pixels, each bilinear between two pairs of neighbours that were fetched for it."""

    @intrinsic
    def step(_typing: Any, pairs: Any, x: Any, u: Any, v: Any, du: Any, dv: Any, line: Any) -> Any:
        signature = types.void(
            pairs, types.intp, types.int32, types.int32, types.int32, types.int32, line
        )

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            b = builder
            _, x, u, v, du, dv, _ = arguments
            fetched = context.make_array(signature.args[0])(context, b, arguments[0])
            target = context.make_array(signature.args[6])(context, b, arguments[6]).data
            length = b.extract_value(fetched.shape, 1)

            def sides(row: int) -> tuple[Any, Any]:
                place = b.gep(fetched.data, [b.add(x, b.mul(length, ir.Constant(length.type, row)))])
                words = b.load(b.bitcast(place, ir.VectorType(_WORD, 16).as_pointer()), align=8)
                low, high = (
                    b.shuffle_vector(words, words, ir.Constant(_EIGHT, list(range(start, 16, 2)))) for start in (0, 1)
                )
                if bytes_apart == 4:
                    return low, high
                return low, b.or_(b.lshr(low, _all(24)), b.shl(high, _all(8)))

            us, vs = _places(b, u, du), _places(b, v, dv)
            result = _bilinear(b, sides(0), sides(1), us, vs)
            b.store(result, b.bitcast(b.gep(target, [x]), _EIGHT.as_pointer()), align=4)
            return context.get_dummy_value()

        return signature, generate

    return step


_eight_pixels, _eight_texels = _eight_of_pairs(3), _eight_of_pairs(4)


@intrinsic
def _lay_eight(_typing: Any, line: Any, at: Any, pixels: Any, to: Any) -> Any:
    """Lay eight texels of a line over eight pixels (24 bytes from `to` on)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        b = builder
        source = b.gep(context.make_array(signature.args[0])(context, b, arguments[0]).data, [arguments[1]])
        target = b.gep(context.make_array(signature.args[2])(context, b, arguments[2]).data, [arguments[3]])
        texels = b.load(b.bitcast(source, _EIGHT.as_pointer()), align=4)

        def part(offset: int, kind: ir.Type) -> Any:
            return b.bitcast(b.gep(target, [ir.Constant(_WORD, offset)]), kind.as_pointer())

        def put(eight: Any) -> None:
            colours = b.bitcast(eight, _BYTES)
            low, high = ([lane + 4 * (n // 3) + n % 3 for n in range(12)] for lane in (0, 16))
            first = b.shuffle_vector(colours, colours, ir.Constant(ir.VectorType(_WORD, 16), low + low[:4]))
            b.store(first, part(0, _HALF), align=1)  # its last four bytes are covered by what comes next
            second = b.bitcast(
                b.shuffle_vector(colours, colours, ir.Constant(ir.VectorType(_WORD, 16), high + high[:4])), _FOUR
            )
            b.store(b.extract_element(b.bitcast(second, _TWO), ir.Constant(_WORD, 0)), part(12, _TWO.element), align=1)
            b.store(b.extract_element(second, ir.Constant(_WORD, 2)), part(20, _WORD), align=1)

        clear = b.bitcast(b.icmp_unsigned("<", texels, _all(0xFF000000)), ir.IntType(8))
        with b.if_else(b.icmp_unsigned("==", clear, ir.Constant(ir.IntType(8), 0))) as (opaque, other):
            with opaque:
                put(texels)
            with other:
                below = [b.load(part(offset, _HALF), align=1) for offset in (0, 8)]
                places = [start + 3 * (n // 4) + min(n % 4, 2) for start in (0, 20) for n in range(16)]
                spread = b.bitcast(
                    b.shuffle_vector(*below, ir.Constant(ir.VectorType(_WORD, 32), places)), _HALVES
                )
                alpha = b.lshr(texels, _all(24))
                keep = b.sub(_all(255, _HALVES), b.bitcast(b.or_(alpha, b.shl(alpha, _all(16))), _HALVES))

                def kept(half: Any) -> Any:
                    product = b.add(b.mul(half, keep), _all(128, _HALVES))
                    return b.lshr(b.add(product, b.lshr(product, _all(8, _HALVES))), _all(8, _HALVES))

                even = kept(b.and_(spread, _all(255, _HALVES)))
                odd = b.shl(kept(b.lshr(spread, _all(8, _HALVES))), _all(8, _HALVES))
                put(b.add(texels, b.and_(b.bitcast(b.or_(even, odd), _EIGHT), _all(0x00FFFFFF))))
        return context.get_dummy_value()

    return types.void(line, types.intp, pixels, types.intp), generate


@njit(nogil=True, error_model="numpy")
def _span(start, step, low, high, begin, end):  # type: ignore[no-untyped-def]
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
    return max(begin, int(math.floor(max(first, begin - 1.0))) + 1), min(end, int(math.ceil(min(last, float(end)))))


@njit(nogil=True, error_model="numpy")
def _lay(line, count, pixels, at, tail):  # type: ignore[no-untyped-def]
    """Lay `count` texels of a line over the pixels from byte `at` on; `tail` is 24 bytes to work with."""
    whole = count & ~7
    for x in range(0, whole, 8):
        _lay_eight(line, x, pixels, at + 3 * x)
    rest = 3 * (count - whole)
    if rest:  # element by element: numba takes seconds to compile an assignment to a slice
        for byte in range(rest):
            tail[byte] = pixels[at + 3 * whole + byte]
        _lay_eight(line, whole, tail, 0)
        for byte in range(rest):
            pixels[at + 3 * whole + byte] = tail[byte]


@njit(nogil=True, error_model="numpy")
def _at_edge(pixels, width, height, u, v):  # type: ignore[no-untyped-def]
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
def cut(frame, matrix, out):  # type: ignore[no-untyped-def]
    """Fill `out` (HxWx3) from `frame`, bilinear; `matrix` (2x3) takes pixels of `out` to the frame. What lies outside
    the frame repeats its edge."""
    height, width = frame.shape[:2]
    pixels, cells = frame.reshape(-1), out.reshape(-1)
    stride, wide = 3 * width, out.shape[1]
    du, dv = int(round(matrix[0, 0] * 65536)), int(round(matrix[1, 0] * 65536))
    pairs, line, tail = np.zeros((2, wide + 8), np.uint64), np.empty(wide + 8, np.uint32), np.empty(24, np.uint8)
    ahead = max(int(64 * 65536 / 3 / max(abs(du), 1)), 1)  # pixels of `out` within 64 bytes of the frame's row
    for y in range(out.shape[0]):
        u0, v0 = matrix[0, 1] * y + matrix[0, 2], matrix[1, 1] * y + matrix[1, 2]
        u, v = int(math.floor(u0 * 65536 + 0.5)), int(math.floor(v0 * 65536 + 0.5))
        next_u, next_v = u + int(matrix[0, 1] * 65536), v + int(matrix[1, 1] * 65536)
        for x in range(0, wide, ahead):
            at = index(((next_v + x * dv) >> 16) * stride + ((next_u + x * du) >> 16) * 3)
            _soon(pixels, at)
            _soon(pixels, at + index(stride))
        # where all four pixels lie in the frame, and eight bytes can be read at the first of them
        begin, end = _span(u0, matrix[0, 0], 0.05, width - 2.05, 0, wide)
        begin, end = _span(v0, matrix[1, 0], 0.05, height - 1.05, begin, end)
        for x in range(index(begin), index(end)):
            at = index(((v + x * dv) >> 16) * stride + ((u + x * du) >> 16) * 3)
            pairs[0, x], pairs[1, x] = _long(pixels, at), _long(pixels, at + index(stride))
        for x in range(begin):
            pairs[0, x], pairs[1, x] = _at_edge(pixels, width, height, u + x * du, v + x * dv)
        for x in range(end, wide):
            pairs[0, x], pairs[1, x] = _at_edge(pixels, width, height, u + x * du, v + x * dv)
        for x in range(0, wide, 8):
            _eight_pixels(pairs, x, i32(u + x * du), i32(v + x * dv), i32(du), i32(dv), line)
        for x in range(index(wide)):
            line[x] |= u32(0xFF000000)
        _lay(line, wide, cells, 3 * wide * y, tail)


_TO_PLANES = [
    types.void(types.Array(types.uint8, 3, layout), _SCALES, _SCALES, types.float32[:, :, ::1])
    for layout in "CA"
]


@njit(_TO_PLANES, nogil=True, cache=True, error_model="numpy")
def to_planes(picture, gain, shift, planes):  # type: ignore[no-untyped-def]
    """BGR HxWx3 to RGB 3xHxW: each colour times its gain, plus its shift (both 3, RGB)."""
    for y in range(planes.shape[1]):
        row = picture[y]
        for colour in range(3):
            line, factor, offset = planes[colour, y], gain[colour], shift[colour]
            for x in range(index(planes.shape[2])):
                line[x] = f32(row[x, index(2 - colour)]) * factor + offset


_TO_PICTURE = [types.void(_PLANES, _SCALES, _SCALES, types.Array(types.uint8, 3, layout)) for layout in "CA"]


@njit(_TO_PICTURE, nogil=True, cache=True, error_model="numpy")
def to_picture(planes, gain, shift, picture):  # type: ignore[no-untyped-def]
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
def _part(value, factor):  # type: ignore[no-untyped-def]
    """value * factor / 255, rounded, in 16 bits."""
    product = u16(u16(value) * u16(factor) + u16(128))
    return u16(product + (product >> u16(8))) >> u16(8)


@njit(types.void(_PICTURE, _MASK, types.uint32[:, ::1]), nogil=True, cache=True, error_model="numpy")
def premultiply(face, mask, texture):  # type: ignore[no-untyped-def]
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
def blend(frame, texture, matrix, support, bounds):  # type: ignore[no-untyped-def]
    """Draw a texture over `frame` (HxWx3), in place; `matrix` (2x3) takes the frame to the crop that it holds.

    `support` is left, top, right, bottom of the crop's pixels beside those that are not nothing; `bounds` x0, y0, x1,
    y1 of the frame's pixels to look at, within the frame (the last ones not in it).
    """
    left, top, right, bottom = support
    x0, y0, x1, y1 = bounds
    stride, texels, pixels = texture.shape[1], texture.reshape(-1), frame.reshape(-1)
    step_u, step_v = matrix[0, 0], matrix[1, 0]
    du, dv = int(round(step_u * 65536)), int(round(step_v * 65536))
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
            _soon(pixels, index(byte))
        u = int(math.floor((u0 + step_u * begin + BORDER) * 65536 + 0.5))
        v = int(math.floor((v0 + step_v * begin + BORDER_ROWS) * 65536 + 0.5))
        if near:
            for x in range(0, count, 8):
                column, row = (u + back_u) >> 16, (v + back_v) >> 16
                first, part_u, part_v = row * stride + column, i32(u - (column << 16)), i32(v - (row << 16))
                _eight_near(texels, first, stride, part_u, part_v, i32(du), i32(dv), line, x)
                u, v = u + 8 * du, v + 8 * dv
        else:
            for x in range(index(count)):
                at = index(((v + x * dv) >> 16) * stride + ((u + x * du) >> 16))
                pairs[0, x] = u64(texels[at]) | (u64(texels[at + index(1)]) << u64(32))
                at += index(stride)
                pairs[1, x] = u64(texels[at]) | (u64(texels[at + index(1)]) << u64(32))
            for x in range(0, count, 8):
                _eight_texels(pairs, x, i32(u + x * du), i32(v + x * dv), i32(du), i32(dv), line)
        _lay(line, count, pixels, 3 * (y * frame.shape[1] + begin), tail)
