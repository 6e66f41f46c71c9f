"""A small GPT-2 with random weights and a tokenizer of letters, made without any download."""

import re
import string
from collections.abc import Sequence
from pathlib import Path

__all__ = ["build_tiny_model"]


def build_tiny_model(folder: Path, *, seed: int = 0, texts: Sequence[str] = ()) -> Path:
    """Write the model into a folder as safetensors.

    Parameters
    ----------
    folder : path
        Where to write it.
    seed : int
        Of the weights.
    texts : sequence of str
        Texts whose frequent pieces are tokens, quantities in braces whole; without any, letters.

    Returns
    -------
    path
        The folder.
    """
    import torch
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast
    from transformers.utils import logging

    letters = ["<eos>", "<unk>", *string.ascii_letters, *string.digits, *" .,:;!?'-/%\n"]
    words = Tokenizer(models.WordLevel({letter: i for i, letter in enumerate(letters)}, "<unk>"))
    words.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    words.decoder = decoders.Fuse()
    if texts:
        words = Tokenizer(models.BPE(unk_token="<unk>"))
        words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        words.decoder = decoders.ByteLevel()
        names = sorted({name for text in texts for name in re.findall(r"\{\w+\}", text)})
        trainer = trainers.BpeTrainer(
            vocab_size=700,
            special_tokens=["<eos>", "<unk>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        words.train_from_iterator(texts, trainer)
        words.add_tokens(names)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, eos_token="<eos>", unk_token="<unk>", pad_token="<eos>"
    )
    torch.manual_seed(seed)
    width = 64 if texts else 32
    config = GPT2Config(
        vocab_size=words.get_vocab_size(),
        n_positions=256,
        n_embd=width,
        n_layer=2,
        n_head=2,
        bos_token_id=0,
        eos_token_id=0,
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
