"""Differentiable rasterizer: a design as arrays to pixels, with exact gradients."""

from jaxdesign.raster.rasterize import RasterLayers, rasterize

__all__ = ["RasterLayers", "rasterize"]
