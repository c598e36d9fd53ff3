"""The content of a real design: what a sample is asked to show, so that it can stand beside the real one."""

from __future__ import annotations

from jaxdesign.design.document import Document
from jaxdesign.layout.compose import Piece


def pieces_of(document: Document) -> list[Piece]:
    """Texts with their roles and pictures with their proportions, in paint order."""
    pieces = []
    for element in document.elements:
        if element.text is not None and element.text.string.strip():
            pieces.append(Piece(string=element.text.string, role=element.text.role))
        elif element.image is not None:
            w, h = element.box[2:]
            share = w * h / (document.canvas.width * document.canvas.height)
            pieces.append(Piece(image=element.image, aspect=max(w, 1e-3) / max(h, 1e-3), share=share))
    return pieces
