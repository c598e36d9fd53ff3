"""Styles: what references have in common, measured, saved, blended, compared and exported."""
