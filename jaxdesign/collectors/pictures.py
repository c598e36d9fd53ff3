"""Bytes from a stranger to a picture: type, size and pixels are bounded before anything is decoded."""

from __future__ import annotations

import io
import warnings

from PIL import Image

from jaxdesign.collectors.refusals import RefusedError

MAX_BYTES = 25_000_000
MAX_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def open_picture(data: bytes, name: str) -> Image.Image:
    """The first frame as RGB on white. Raises ``RefusedError`` for what is no picture, broken, or a bomb."""
    if len(data) > MAX_BYTES:
        raise RefusedError(f"{name}: more than {MAX_BYTES // 1_000_000} MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise RefusedError(
                        f"{name}: {picture.width} x {picture.height} px; "
                        f"at most {MAX_PIXELS // 1_000_000} megapixels."
                    )
                rgba = picture.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError(f"{name}: far too large once unpacked.") from error
    except RefusedError:
        raise
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        TypeError,
        MemoryError,
    ) as error:
        # Pillow's decoders raise any of these on broken data.
        raise RefusedError(f"{name}: not a picture that can be read (PNG, JPEG, WebP, GIF).") from error
    white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, rgba).convert("RGB")
