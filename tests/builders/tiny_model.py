"""A small GPT-2 with random weights and a tokenizer of letters, made without any download."""

import string
from pathlib import Path

__all__ = ["build_tiny_model"]


def build_tiny_model(folder: Path, *, seed: int = 0) -> Path:
    """Write the model into a folder as safetensors.

    Parameters
    ----------
    folder : path
        Where to write it.
    seed : int
        Of the weights.

    Returns
    -------
    path
        The folder.
    """
    import torch
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    letters = ["<eos>", "<unk>", *string.ascii_letters, *string.digits, *" .,:;!?'-/%\n"]
    words = Tokenizer(models.WordLevel({letter: i for i, letter in enumerate(letters)}, "<unk>"))
    words.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    words.decoder = decoders.Fuse()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, eos_token="<eos>", unk_token="<unk>", pad_token="<eos>"
    )
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=len(letters), n_positions=256, n_embd=32, n_layer=2, n_head=2, eos_token_id=0
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
