"""A scanner for tests: pages turned into pictures with skew, blur, noise and JPEG marks."""

import io
from typing import Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image

DPI = 200


def scanned(
    pdf: bytes, *, angle: float = 0.7, noise: float = 8.0, blur: float = 0.6, quality: int = 60
) -> list[Any]:
    """The pages of a PDF as a 200-dpi scanner gives them, grey; ``angle`` in degrees."""
    random = np.random.default_rng(20230101)
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = np.array(page.render(scale=DPI / 72, grayscale=True).to_pil())
        height, width = picture.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        picture = cv2.warpAffine(picture, turn, (width, height), borderValue=255.0)
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
        noisy = picture + random.normal(0, noise, picture.shape)
        _, jpeg = cv2.imencode(
            ".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality]
        )
        pages.append(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE))
    return pages


def as_pdf(pages: list[Any]) -> bytes:
    """Pictures as the PDF that a scanner makes of them."""
    first, *rest = (Image.fromarray(page) for page in pages)
    target = io.BytesIO()
    first.save(target, "PDF", save_all=True, append_images=rest, resolution=DPI)
    return target.getvalue()


def as_picture(page: Any, kind: str = "PNG") -> bytes:
    """One page as a picture file."""
    target = io.BytesIO()
    Image.fromarray(page).save(target, kind)
    return target.getvalue()
