"""Creates a tiny model of the judge's architecture: ``python tiny_model.py DIR``.

Runs in the engine's environment (transformers, tokenizers), not in Salon's. With random weights it tests plumbing,
protocol and caching, not judgement: four layers (three linear, one full attention), under two million parameters.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CONTROL_TOKENS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<think>",
    "</think>",
)
CHAT_TEMPLATE = """\
{%- for message in messages -%}
<|im_start|>{{ message.role }}
{% if message.content is string %}{{ message.content }}{% else -%}
{%- for part in message.content -%}
{%- if part.type in ("image", "image_url") or "image" in part -%}<|vision_start|><|image_pad|><|vision_end|>
{%- elif "text" in part -%}{{ part.text }}
{%- endif -%}
{%- endfor -%}
{%- endif %}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}
<|im_start|>assistant
{% if enable_thinking is defined and enable_thinking is false %}<think>

</think>

{% else %}<think>
{% endif %}
{%- endif -%}
"""


def make(folder: Path) -> None:
    """Write all files of the model except its weights, which the engine draws itself (``--load-format dummy``)."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = _tokenizer(folder)
    _write(folder / "config.json", _config(ids))
    _write(folder / "generation_config.json", {"eos_token_id": ids["<|im_end|>"], "pad_token_id": ids["<|endoftext|>"]})
    pixels = {"shortest_edge": 65536, "longest_edge": 16777216}
    image = {
        "patch_size": 16,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "size": pixels,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    }
    processor = {"processor_class": "Qwen3VLProcessor"}
    _write(folder / "preprocessor_config.json", {**image, **processor, "image_processor_type": "Qwen2VLImageProcessor"})
    video = {**image, **processor, "video_processor_type": "Qwen3VLVideoProcessor"}
    _write(folder / "video_preprocessor_config.json", video)
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE, encoding="utf-8")


def _tokenizer(folder: Path) -> dict[str, int]:
    """A tokenizer of single bytes and the control tokens; returns the control tokens' ids."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={char: number for number, char in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in CONTROL_TOKENS[:8]])
    tokenizer.add_tokens([AddedToken(token, normalized=False, special=False) for token in CONTROL_TOKENS[8:]])
    tokenizer.save(str(folder / "tokenizer.json"))
    named = {
        "tokenizer_class": "Qwen2TokenizerFast",
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "model_max_length": 16384,
        "image_token": "<|image_pad|>",
        "video_token": "<|video_pad|>",
        "vision_bos_token": "<|vision_start|>",
        "vision_eos_token": "<|vision_end|>",
    }
    _write(folder / "tokenizer_config.json", named)
    return {token: int(tokenizer.token_to_id(token)) for token in CONTROL_TOKENS}


def _config(ids: dict[str, int]) -> dict[str, Any]:
    from transformers import Qwen3_5Config

    text = {
        "vocab_size": 512,
        "hidden_size": 128,
        "intermediate_size": 256,
        "num_hidden_layers": 4,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "head_dim": 64,  # 16 is refused by the engine's CPU attention
        "linear_num_key_heads": 2,
        "linear_num_value_heads": 2,
        "linear_key_head_dim": 64,
        "linear_value_head_dim": 64,
        "layer_types": ["linear_attention"] * 3 + ["full_attention"],
        "max_position_embeddings": 16384,
        "eos_token_id": ids["<|im_end|>"],
    }
    vision = {
        "depth": 2,
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_heads": 2,
        "out_hidden_size": 128,
        "patch_size": 16,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "num_position_embeddings": 2304,
    }
    config = Qwen3_5Config(
        text_config=text,
        vision_config=vision,
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
    )
    return {**config.to_dict(), "architectures": ["Qwen3_5ForConditionalGeneration"]}


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
