"""Buffers are used again only when nobody holds them, views included."""

from __future__ import annotations

from app.pipeline.buffers import BufferPool


def test_a_held_buffer_is_never_handed_out_again() -> None:
    pool = BufferPool()
    first = pool.take((4, 6, 3))
    second = pool.take((4, 6, 3))
    assert first is not second


def test_a_view_keeps_its_buffer() -> None:
    pool = BufferPool()
    view = pool.take((4, 6, 3))[1:2, 2:3]
    view[:] = 7
    for _ in range(5):
        pool.take((4, 6, 3))[:] = 0
    assert (view == 7).all()


def test_a_memoryview_keeps_its_buffer_as_a_qimage_does() -> None:
    pool = BufferPool()
    held = pool.take((2, 2, 3)).data
    address = id(held.obj)
    assert id(pool.take((2, 2, 3))) != address


def test_a_buffer_nobody_holds_comes_back() -> None:
    pool = BufferPool()
    address = id(pool.take((4, 6, 3)))
    assert id(pool.take((4, 6, 3))) == address


def test_another_shape_gives_that_shape() -> None:
    pool = BufferPool()
    assert pool.take((4, 6, 3)).shape == (4, 6, 3)
    assert pool.take((5, 7, 3)).shape == (5, 7, 3)
