"""The least moves that satisfy linear rules: an exact, small quadratic program.

``min sum w d^2  subject to  equal d = equal_to,  rows d >= bounds``. Equalities are eliminated by an
orthonormal basis of their null space; what remains is the least distance problem of C. Lawson and
R. Hanson, "Solving Least Squares Problems" (1974), chapter 23, solved by non-negative least squares.
If no move satisfies the rules, the multipliers name a set of rows that contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import nnls

_INFEASIBLE = 1e-7
_INDEPENDENT = 1e-9


@dataclass(frozen=True, kw_only=True)
class Moves:
    """The answer: the moves, or None and the rows that contradict each other, heaviest first."""

    moves: Float[ndarray, "n"] | None
    conflict: tuple[int, ...] = ()


def independent_rows(rows: Float[ndarray, "m n"]) -> list[int]:
    """Indices of a maximal set of linearly independent rows, the earlier ones preferred."""
    kept: list[int] = []
    basis = np.zeros((0, rows.shape[1]))
    for index, row in enumerate(rows):
        rest = row - basis.T @ (basis @ row)
        rest -= basis.T @ (basis @ rest)
        length = float(np.linalg.norm(rest))
        if length > _INDEPENDENT * max(float(np.linalg.norm(row)), 1.0):
            basis = np.vstack([basis, rest / length])
            kept.append(index)
    return kept


@dataclass(frozen=True, kw_only=True)
class Equalities:
    """Equalities on weighted moves, eliminated once: ``moves = scale * (start + null z)`` for any z."""

    scale: Float[ndarray, "n"]
    start: Float[ndarray, "n"]
    null: Float[ndarray, "n f"]


def _components(equal: Float[ndarray, "e n"]) -> list[tuple[list[int], list[int]]]:
    """Rows and columns of the blocks that share no unknown."""
    blocks: list[tuple[list[int], set[int]]] = []
    for row, values in enumerate(equal):
        rows, columns = [row], set(np.nonzero(values)[0].tolist())
        apart = []
        for other_rows, other_columns in blocks:
            if columns & other_columns:
                rows, columns = other_rows + rows, columns | other_columns
            else:
                apart.append((other_rows, other_columns))
        blocks = [*apart, (rows, columns)]
    return [(rows, sorted(columns)) for rows, columns in blocks]


def eliminate(
    weights: Float[ndarray, "n"], equal: Float[ndarray, "e n"], equal_to: Float[ndarray, "e"]
) -> Equalities:
    """The moves that satisfy ``equal moves = equal_to``; its rows must be independent."""
    n = len(weights)
    scale = 1.0 / np.sqrt(weights)
    start, free = np.zeros(n), np.ones(n, bool)
    parts: list[tuple[list[int], Float[ndarray, "c f"]]] = []
    for rows, columns in _components(equal):
        q, r = np.linalg.qr((equal[np.ix_(rows, columns)] * scale[columns]).T, mode="complete")
        rank = len(rows)
        start[columns] = q[:, :rank] @ np.linalg.solve(r[:rank].T, equal_to[rows])
        free[columns] = False
        parts.append((columns, q[:, rank:]))
    single = np.nonzero(free)[0]
    null = np.zeros((n, len(single) + sum(part.shape[1] for _, part in parts)))
    null[single, np.arange(len(single))] = 1.0
    at = len(single)
    for columns, part in parts:
        null[np.array(columns), at : at + part.shape[1]] = part
        at += part.shape[1]
    return Equalities(scale=scale, start=start, null=null)


def least_moves(equalities: Equalities, rows: Float[ndarray, "m n"], bounds: Float[ndarray, "m"]) -> Moves:
    """The moves of least weighted square sum under the equalities and ``rows moves >= bounds``.

    Lengths should be of the order of 1 (divide pixels by the canvas).
    """
    scale, start, null = equalities.scale, equalities.start, equalities.null
    rows = rows * scale
    left, right = rows @ null, bounds - rows @ start
    if not len(rows) or (right <= 0).all():
        return Moves(moves=start * scale)
    used = np.abs(left).max(axis=0) > 0
    system = np.vstack([left[:, used].T, right])
    target = np.zeros(len(system))
    target[-1] = 1.0
    multipliers, _ = nnls(system, target, maxiter=30 * (len(target) + len(bounds)))
    residual = system @ multipliers - target
    if -residual[-1] < _INFEASIBLE:
        heavy = np.argsort(-multipliers, kind="stable")
        return Moves(moves=None, conflict=tuple(int(k) for k in heavy if multipliers[k] > 1e-9))
    return Moves(moves=(start + null[:, used] @ (residual[:-1] / -residual[-1])) * scale)
