"""Chat requests as the project sends them to a judge, for tests."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

from PIL import Image

from workers.standins.pixel_judge.verdicts import Checklist

CHECKLISTS: dict[str, Checklist] = {
    "Quality": (
        ("Realism", ("Physical Logic", "Material Texture")),
        ("Detail", ("Noise", "Edge Clarity", "Naturalness")),
        ("Resolution", ("Resolution",)),
    ),
    "Aesthetics": (
        ("Composition", ("Composition",)),
        ("Color Harmony", ("Color Harmony",)),
        ("Lighting", ("Lighting & Atmosphere",)),
        ("Style Control", ("Style Control",)),
    ),
    "Alignment": (
        ("Attributes", ("Quantity", "Color", "Shape")),
        ("Layout", ("2D Space", "3D Space")),
        ("Relations", ("Difference/Similarity",)),
    ),
    "Real-world Fidelity": (("Safety & Compliance", ("Safety & Compliance",)),),
    "Creative Generation": (("Visual Storytelling", ("Camera / Lens Style", "Composition")),),
}


def checklist_text(dimension: str) -> str:
    """What follows the image: dimension, scoring rules, checklist, output format."""
    lines = [f"The dimension is {dimension}.", "", "Scoring rules:", "- 0, fail: a clear defect", '- "N/A": no', ""]
    for sub_capability, facets in CHECKLISTS[dimension]:
        lines.append(f"## {sub_capability}")
        lines.extend(f"- {facet}: Is it so? 0: no. 2: yes: very." for facet in facets)
    return "\n".join([*lines, "", "Output format. One JSON object:", "- score: 0, 1, 2", "- nothing: else"])


def png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def data_url(image: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(image).decode()}"


def chat_document(
    image: bytes, *, prompt: str = "A red ball.", dimension: str = "Quality", **more: Any
) -> dict[str, Any]:
    content = [
        {"type": "text", "text": prompt},
        {"type": "image_url", "image_url": {"url": data_url(image)}},
        {"type": "text", "text": checklist_text(dimension)},
    ]
    messages = [{"role": "system", "content": "You judge."}, {"role": "user", "content": content}]
    return {"model": "salon/pixel-baseline", "messages": messages, "max_tokens": 4096, **more}


def chat_body(image: bytes, **options: Any) -> bytes:
    return json.dumps(chat_document(image, **options)).encode()
