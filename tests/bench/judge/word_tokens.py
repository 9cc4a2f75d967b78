"""Gives the tiny model tokens of whole words: ``python word_tokens.py MODEL < TEXTS``.

Runs in the engine's environment, not in Salon's. A token of the original model is a byte, so its prompts are four times
as long as the judge's; with these tokens they are about as long.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

MERGES = 6000
"""With this many, a token of the suite's prompts and of the checklists has about four bytes, as for the judge."""


def main(model: Path, texts: str) -> None:
    """Learn the tokens from the texts and add them to the model's files."""
    tokenizer = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    # The control tokens keep their numbers, because the model's configuration names them.
    vocabulary.update({token["content"]: token["id"] for token in tokenizer["added_tokens"]})
    merges = _learnt(texts)
    for left, right in merges:
        vocabulary.setdefault(left + right, len(vocabulary))
    tokenizer["model"]["merges"] = merges
    _write(model / "tokenizer.json", tokenizer)
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    config["text_config"]["vocab_size"] = len(vocabulary)
    _write(model / "config.json", config)


def _learnt(texts: str) -> list[tuple[str, str]]:
    """The pairs of tokens that make a new one, the most frequent first."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=len(alphabet) + MERGES, initial_alphabet=alphabet, show_progress=False, min_frequency=1
    )
    learner.train_from_iterator(texts.splitlines(), trainer)
    return [(left, right) for left, right in json.loads(learner.to_str())["model"]["merges"]]


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read())
