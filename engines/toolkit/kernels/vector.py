"""Steps of loops over eight pixels at once, as LLVM's own vectors: what numba cannot be made to write by itself.

Each function here is one such step for a loop in `pixels`. They are made of LLVM's general vector operations, none of
one processor: on AVX2 a step is some seventy instructions, on others what LLVM makes of them there.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_WORD, _LONG = ir.IntType(32), ir.IntType(64)
_EIGHT = ir.VectorType(_WORD, 8)
_HALVES = ir.VectorType(ir.IntType(16), 16)
_BYTES, _HALF = ir.VectorType(ir.IntType(8), 32), ir.VectorType(ir.IntType(8), 16)
_FOUR, _TWO = ir.VectorType(_WORD, 4), ir.VectorType(_LONG, 2)


def _all(value: int, kind: ir.VectorType = _EIGHT) -> ir.Constant:
    return ir.Constant(kind, [value] * kind.count)


@intrinsic
def eight_bytes(_typing: Any, pixels: Any, at: Any) -> Any:
    """Eight bytes from `at` on, as one number (little endian on every machine that this runs on)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.gep(context.make_array(signature.args[0])(context, builder, arguments[0]).data, [arguments[1]])
        return builder.load(builder.bitcast(place, _LONG.as_pointer()), align=1)

    return types.uint64(pixels, types.uintp), generate


@intrinsic
def soon(_typing: Any, pixels: Any, at: Any) -> Any:
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
        halves.append(b.add(between(rows[0], rows[1], down), _all(128, _HALVES)))
    first = b.bitcast(b.lshr(halves[0], _all(8, _HALVES)), _EIGHT)
    return b.or_(first, b.and_(b.bitcast(halves[1], _EIGHT), _all(0xFF00FF00)))


@intrinsic
def eight_near(
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


eight_pixels, eight_texels = _eight_of_pairs(3), _eight_of_pairs(4)


@intrinsic
def lay_eight(_typing: Any, line: Any, at: Any, pixels: Any, to: Any) -> Any:
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
