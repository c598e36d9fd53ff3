"""Innovation as one compiled program: decode, rasterize, score, gradient and update in a scan."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple, Protocol, TypeVar

import jax
import jax.numpy as jnp
import optax
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from jaxtyping import Array, Float, Int

from jaxdesign.innovation.objective import Judgement, Objective, judge
from jaxdesign.types import Design

Variables = Any
"""A pytree of floats; every space has its own."""


class Space(Protocol):
    """Where the loop moves: the interface that element, tree and latent spaces share.

    A space is a pytree, so that designs batch; its methods are pure.
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
    best_value: Float[Array, ""]
    best_step: Int[Array, ""]


class Trace(NamedTuple):
    """What one step leaves behind."""

    design: Design
    judgement: Judgement


def _transform() -> optax.GradientTransformation:
    return optax.chain(
        optax.zero_nans(), optax.clip_by_global_norm(1e3), optax.scale_by_adam(b1=0.9, b2=0.99)
    )


def init_carry(space: Space, objective: Objective, variables: Variables) -> Carry:
    """The state before the first step: the start is the best so far."""
    design = space.decode(variables, jnp.float32(0.0))
    return Carry(
        variables=variables,
        opt_state=_transform().init(variables),
        best=design,
        best_value=judge(design, objective).value,
        best_step=jnp.int32(-1),
    )


def _step(
    space: Space, objective: Objective, num_steps: Int[Array, ""], carry: Carry, step: Int[Array, ""]
) -> tuple[Carry, Trace]:
    fraction = (step + 1) / num_steps
    release = jnp.minimum(fraction / RELEASED_BY, 1.0)
    release = release * release * (3 - 2 * release)

    def cost(variables: Variables) -> tuple[Float[Array, ""], Trace]:
        design = space.decode(variables, release)
        judgement = judge(design, objective)
        return -judgement.value, Trace(design=design, judgement=judgement)

    (_, trace), gradients = jax.value_and_grad(cost, has_aux=True)(carry.variables)
    direction, opt_state = _transform().update(gradients, carry.opt_state)
    cooling = 0.5 * (1 + jnp.cos(jnp.pi * fraction)) * 0.95 + 0.05
    variables = jax.tree.map(
        lambda value, towards, size: value - size * cooling * towards,
        carry.variables, direction, space.step_size(),
    )  # fmt: skip
    better = trace.judgement.value > carry.best_value
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


@jax.jit
def start(space: Space, objective: Objective, variables: Variables) -> Carry:
    """Carries ``[designs, candidates]`` of variables of that shape; space and objective ``[designs]``."""
    per_candidate = jax.vmap(init_carry, in_axes=(None, None, 0))
    return jax.vmap(per_candidate)(space, objective, variables)


@functools.partial(jax.jit, static_argnames="chunk", donate_argnames="carry")
def advance(
    space: Space, objective: Objective, carry: Carry, first_step: Int[Array, ""], num_steps: Int[Array, ""],
    *, chunk: int,
) -> tuple[Carry, Trace]:  # fmt: skip
    """``chunk`` steps of every candidate of every design; the trace is ``[designs, candidates, chunk]``."""

    def candidate(space: Space, objective: Objective, carry: Carry) -> tuple[Carry, Trace]:
        steps = first_step + jnp.arange(chunk)
        return jax.lax.scan(functools.partial(_step, space, objective, num_steps), carry, steps)

    per_candidate = jax.vmap(candidate, in_axes=(None, None, 0))
    return jax.vmap(per_candidate)(space, objective, carry)


def candidate_mesh(num_candidates: int) -> Mesh:
    """A mesh over as many devices as share the candidates evenly."""
    devices = jax.devices()
    count = max(d for d in range(1, len(devices) + 1) if num_candidates % d == 0)
    return Mesh(devices[:count], ("candidate",), axis_types=(jax.sharding.AxisType.Auto,))


def shard_candidates(variables: Variables, mesh: Mesh) -> Variables:
    """Lay ``[designs, candidates, ...]`` out over the mesh, a share of the candidates on each device."""
    sharding = NamedSharding(mesh, PartitionSpec(None, "candidate"))
    return jax.tree.map(lambda leaf: jax.device_put(leaf, sharding), variables)
