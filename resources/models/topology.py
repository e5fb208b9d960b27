"""Writes ``engines/toolkit/mesh_topology.py`` from the connection lists in MediaPipe's Python source (a build tool).

In order: read the lists from the source without running it, turn the edge list of the tesselation into triangles,
chain the outlines into loops, close eyes and mouth with strips of triangles, wind all triangles the same way, print.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

Edge = tuple[int, int]
Triangle = tuple[int, int, int]

_HEAD = '''"""Tables of the 478 point mesh: its triangles and the loops that bound face, lips and eyes.

Written by ``resources/models/build_models.py`` from MediaPipe's face_mesh_connections.py; do not edit. Left and right
are the person's own: the right eye lies on the left of an unmirrored picture. Seen from the front in pixels
(y down) every triangle runs clockwise, as does every loop; a turned-away triangle runs the other way.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

'''


def write(source: str) -> str:
    """The text of the module. Raises ValueError when the lists are not what they should be."""
    lists = _edge_lists(source)
    edges = lists["FACEMESH_TESSELATION"]
    triangles = [_triangle(edges[i : i + 3]) for i in range(0, len(edges), 3)]
    oval = _loop(lists["FACEMESH_FACE_OVAL"], 10, 338)
    lips = lists["FACEMESH_LIPS"]
    inner_points = _reach(lips, 78)
    outer = _loop([e for e in lips if e[0] not in inner_points], 61, 185)
    inner = _loop([e for e in lips if e[0] in inner_points], 78, 191)
    right = _loop(lists["FACEMESH_RIGHT_EYE"], 33, 246)
    left = _loop(lists["FACEMESH_LEFT_EYE"], 362, 398)
    strips = [_strip(right), _strip(left), _strip(inner)]
    wound = _wind(triangles + [t for strip in strips for t in strip], (oval[0], oval[1]))
    eyes = len(strips[0]) + len(strips[1])
    mesh, rest = wound[: len(triangles)], wound[len(triangles) :]
    parts = [
        _table("TRIANGLES", "The skin: lips included, eyes and the inside of the mouth open.", mesh),
        _table("EYE_FILL", "Closes the openings of the right and the left eye.", rest[:eyes]),
        _table("MOUTH_FILL", "Closes the inside of the mouth.", rest[eyes:]),
        _table("FACE_OVAL", "The outline of the face, from the middle of the forehead.", oval),
        _table("LIPS_OUTER", "From the right corner of the mouth over the upper lip.", outer),
        _table("LIPS_INNER", "The edge of the opening, from its right corner over the upper lip.", inner),
        _table("RIGHT_EYE", "From the outer corner over the upper lid.", right),
        _table("LEFT_EYE", "From the inner corner over the upper lid.", left),
        _table("RIGHT_BROW", "Points of the right eyebrow.", _points(lists["FACEMESH_RIGHT_EYEBROW"])),
        _table("LEFT_BROW", "Points of the left eyebrow.", _points(lists["FACEMESH_LEFT_EYEBROW"])),
        _table("RIGHT_IRIS", "The centre of the right iris, then four points on its edge.", _iris(lists, "RIGHT")),
        _table("LEFT_IRIS", "The centre of the left iris, then four points on its edge.", _iris(lists, "LEFT")),
    ]
    return _HEAD + "\n".join(parts)


def _edge_lists(source: str) -> dict[str, list[Edge]]:
    """Every ``NAME = frozenset([...])`` of the source, in the order it is written."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            arguments = node.value.args
            if arguments and isinstance(arguments[0], ast.List):
                try:
                    found[node.targets[0].id] = [tuple(edge) for edge in ast.literal_eval(arguments[0])]
                except ValueError:  # a union of the other lists
                    continue
    return found


def _triangle(edges: list[Edge]) -> Triangle:
    (a, b), (c, d), (e, f) = edges
    if not (b == c and d == e and f == a):
        raise ValueError(f"{edges} is no triangle.")
    return a, b, d


def _reach(edges: list[Edge], start: int) -> set[int]:
    reached, size = {start}, 0
    while len(reached) != size:
        size = len(reached)
        for a, b in edges:
            if a in reached or b in reached:
                reached |= {a, b}
    return reached


def _loop(edges: list[Edge], first: int, second: int) -> list[int]:
    """The points of a closed outline in order, beginning with the two given."""
    near: dict[int, list[int]] = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    loop = [first, second]
    while len(loop) < len(near):
        (following,) = (p for p in near[loop[-1]] if p != loop[-2])
        loop.append(following)
    if first not in near[loop[-1]]:
        raise ValueError("The outline is not closed.")
    return loop


def _strip(loop: list[int]) -> list[Triangle]:
    """Triangles between the upper and the lower half of a loop whose points 0 and n/2 are its corners."""
    half = len(loop) // 2
    upper, lower = loop[: half + 1], [loop[0], *reversed(loop[half:])]
    triangles: list[Triangle] = []
    for i in range(half):
        pair = ((upper[i], upper[i + 1], lower[i + 1]), (upper[i], lower[i + 1], lower[i]))
        triangles += [triangle for triangle in pair if len(set(triangle)) == 3]
    return triangles


def _wind(triangles: list[Triangle], boundary: Edge) -> list[Triangle]:
    """Turn triangles so that neighbours run alike and ``boundary`` is run from its first point to its second."""
    owners: dict[frozenset[int], list[int]] = {}
    for i, triangle in enumerate(triangles):
        for edge in _sides(triangle):
            owners.setdefault(frozenset(edge), []).append(i)
    (start,) = owners[frozenset(boundary)]
    result = list(triangles)
    if boundary not in _sides(result[start]):
        result[start] = result[start][::-1]
    done, waiting = {start}, [start]
    while waiting:
        for a, b in _sides(result[waiting.pop()]):
            for other in owners[frozenset((a, b))]:
                if other not in done:
                    if (b, a) not in _sides(result[other]):
                        result[other] = result[other][::-1]
                    done.add(other)
                    waiting.append(other)
    if len(done) != len(triangles):
        raise ValueError("The mesh is not connected.")
    return result


def _sides(triangle: Triangle) -> tuple[Edge, Edge, Edge]:
    a, b, c = triangle
    return (a, b), (b, c), (c, a)


def _points(edges: list[Edge]) -> list[int]:
    return list(dict.fromkeys(point for edge in edges for point in edge))


def _iris(lists: dict[str, list[Edge]], side: str) -> list[int]:
    """The ring of an iris with its centre, the point before it, in front."""
    ring = _points(lists[f"FACEMESH_{side}_IRIS"])
    return [ring[0] - 1, *ring]


def _table(name: str, meaning: str, rows: Iterable[int] | Iterable[Triangle]) -> str:
    items = [", ".join(map(str, row)) if isinstance(row, tuple) else str(row) for row in rows]
    triple = ", " in items[0]
    lines, line = [], "   "
    for item in items:
        if len(line) + len(item) + 2 > 119:
            lines.append(line)
            line = "   "
        line += f" {item},"
    lines.append(line)
    body = "\n".join(lines)
    shape = ".reshape(-1, 3)" if triple else ""
    note = f"{len(items)}x3 point numbers" if triple else f"{len(items)} point numbers"
    return (
        f"{name}: Final[NDArray[np.int32]] = np.array([\n{body}\n], np.int32){shape}\n"
        f'"""{meaning} {note}."""\n'
    )
