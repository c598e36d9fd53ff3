"""Innovation as one compiled program: decode, rasterize, score, gradient and update in a scan."""

from __future__ import annotations

import functools
from concurrent.futures import Future
from typing import Any, NamedTuple, Protocol, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec
from jaxtyping import Array, Float, Int

from jaxdesign.compiled import Program
from jaxdesign.innovation.objective import Judgement, Objective, RasterSettings, judge
from jaxdesign.types import AnyArray, Design

Variables = Any
"""A pytree of floats; every space has its own."""


class Space(Protocol):
    """Where the loop moves: the interface that element, tree and latent spaces share.

    A space is a pytree; its methods are pure.
    """

    def decode(self, variables: Variables, release: Float[Array, ""]) -> Design:
        """The design at ``variables``; ``release`` runs from 0 (the user's own design, exactly) to 1."""
        ...

    def step_size(self) -> Variables:
        """Size of a full Adam step of each variable, a pytree like the variables."""
        ...


SpaceT = TypeVar("SpaceT", bound=Space)


class Carry(NamedTuple):
    """State of one candidate between steps."""

    variables: Variables
    opt_state: optax.OptState
    best: Design
    best_value: Float[AnyArray, ""]
    best_step: Int[AnyArray, ""]


class Trace(NamedTuple):
    """What one step leaves behind."""

    design: Design
    judgement: Judgement


def _transform() -> optax.GradientTransformation:
    return optax.chain(
        optax.zero_nans(), optax.clip_by_global_norm(1e3), optax.scale_by_adam(b1=0.9, b2=0.99)
    )


def initial_carry(variables: Variables, design: Design) -> Carry:
    """The carries ``[candidates]`` before the first step, made on the host; nothing is kept yet.

    ``design`` is any that has the shapes of what the space decodes to.
    """
    one = jax.tree.map(lambda leaf: jax.ShapeDtypeStruct(leaf.shape[1:], leaf.dtype), variables)
    state = jax.eval_shape(_transform().init, one)
    num = jax.tree.leaves(variables)[0].shape[0]

    def zeros(like: Any) -> Any:
        return jax.tree.map(lambda leaf: np.zeros((num, *leaf.shape), leaf.dtype), like)

    return Carry(
        variables=variables,
        opt_state=zeros(state),
        best=zeros(design),
        best_value=np.full(num, -np.inf, np.float32),
        best_step=np.zeros(num, np.int32),
    )


def _step(
    space: Space,
    objective: Objective,
    num_steps: Int[Array, ""],
    settings: RasterSettings,
    carry: Carry,
    step: Int[Array, ""],
) -> tuple[Carry, Trace]:
    fraction = jnp.minimum(step / num_steps, 1.0)
    release = jnp.minimum(fraction / RELEASED_BY, 1.0)
    release = release * release * (3 - 2 * release)

    def cost(variables: Variables) -> tuple[Float[Array, ""], Trace]:
        design = space.decode(variables, release)
        judgement = judge(design, objective, settings, release)
        return -judgement.aim, Trace(design=design, judgement=judgement)

    (_, trace), gradients = jax.value_and_grad(cost, has_aux=True)(carry.variables)
    direction, opt_state = _transform().update(gradients, carry.opt_state)
    cooling = 0.5 * (1 + jnp.cos(jnp.pi * fraction)) * 0.95 + 0.05
    variables = jax.tree.map(
        lambda value, towards, size: value - size * cooling * towards,
        carry.variables, direction, space.step_size(),
    )  # fmt: skip
    better = (trace.judgement.value > carry.best_value) & (step <= num_steps)
    keep = functools.partial(jax.tree.map, lambda new, old: jnp.where(better, new, old))
    best = Carry(
        variables=variables,
        opt_state=opt_state,
        best=keep(trace.design, carry.best),
        best_value=keep(trace.judgement.value, carry.best_value),
        best_step=keep(step, carry.best_step),
    )
    return best, trace


RELEASED_BY = 0.6
"""Share of the steps after which nothing of the user's own displacement is left."""


def _advance(
    space: Space,
    objective: Objective,
    carry: Carry,
    first_step: Int[Array, ""],
    num_steps: Int[Array, ""],
    *,
    chunk: int,
    settings: RasterSettings,
    mesh: Mesh,
) -> tuple[Carry, Trace]:
    def every(
        space: Space, objective: Objective, carry: Carry, first_step: Array, num_steps: Array
    ) -> tuple[Carry, Trace]:
        step = functools.partial(_step, space, objective, num_steps, settings)
        along = functools.partial(jax.lax.scan, step, xs=first_step + jnp.arange(chunk))
        over = functools.partial(jax.lax.map, along) if _is_cpu(mesh) else jax.vmap(along)
        carry, trace = over(carry)
        return carry, jax.tree.map(lambda leaf: jnp.swapaxes(leaf, 0, 1), trace)

    shared, own = PartitionSpec(), PartitionSpec("candidate")
    sharded = jax.shard_map(
        every,
        mesh=mesh,
        in_specs=(shared, shared, own, shared, shared),
        out_specs=(own, PartitionSpec(None, "candidate")),
        check_vma=False,
    )
    return sharded(space, objective, carry, first_step, num_steps)


def _is_cpu(mesh: Mesh) -> bool:
    """Whether candidates go one by one: what comes of each is then the same on any number of devices."""
    return mesh.devices.flat[0].platform == "cpu"


_PROGRAM = Program(
    _advance, name="advance", static_argnames=("chunk", "settings", "mesh"), donate_argnames=("carry",)
)


def load_ahead() -> None:
    """Begin to load what ``advance`` ran last on this machine, before it is known what it will run now."""
    _PROGRAM.load_ahead()


def prepare(
    space: Space, objective: Objective, carry: Carry, *, chunk: int, settings: RasterSettings, mesh: Mesh
) -> Future[Any]:
    """Begin to load or compile what ``advance`` runs for arguments like these."""
    return _PROGRAM.prepare(
        space, objective, carry, np.int32(0), np.int32(0), chunk=chunk, settings=settings, mesh=mesh
    )


def advance(
    space: Space,
    objective: Objective,
    carry: Carry,
    *,
    first_step: int,
    num_steps: int,
    chunk: int,
    settings: RasterSettings,
    mesh: Mesh,
) -> tuple[Carry, Trace]:
    """``chunk`` steps of every candidate there is, in one compiled program; a trace ``[chunk, candidates]``.

    Step 0 judges the start itself, so a run of ``num_steps`` updates has ``num_steps + 1`` steps; what is
    found in steps beyond is not kept. Kinds of elements are the same for all candidates, so that each element
    costs only its own painter. Each device of the mesh takes its share of them. ``carry`` is used up.
    """
    first, num = np.int32(first_step), np.int32(num_steps)
    return _PROGRAM(space, objective, carry, first, num, chunk=chunk, settings=settings, mesh=mesh)


def candidate_mesh(num_candidates: int) -> Mesh:
    """A mesh over the devices among which candidates are shared, one each at the least."""
    devices = jax.devices()[:num_candidates]
    return Mesh(devices, ("candidate",), axis_types=(AxisType.Auto,))


def shard_candidates(carry: Carry, mesh: Mesh) -> Carry:
    """Lay ``[candidates, ...]`` out over the mesh, as many on each device.

    Where the candidates are no multiple of the devices the first ones are there once more, at the end.
    """
    num = len(carry.best_value)
    if num % mesh.size:
        padded = np.resize(np.arange(num), -(-num // mesh.size) * mesh.size)
        carry = jax.tree.map(lambda leaf: leaf[padded], carry)
    return jax.device_put(carry, NamedSharding(mesh, PartitionSpec("candidate")))


def replicate(constants: Any, mesh: Mesh) -> Any:
    """Lay what all candidates share out over the mesh, whole on each device."""
    return jax.device_put(constants, NamedSharding(mesh, PartitionSpec()))
