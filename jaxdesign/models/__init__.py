"""Networks: what encodes a design to a latent and decodes a latent to a design (Flax NNX)."""
