"""The network for Russian names that ships in the wheel `natasha`: slovnet's weights on navec's word vectors.

Read from its files and run in numpy by ourselves, a text at once: https://github.com/natasha/slovnet#ner says what it is
(three convolutions over three words each, then a linear-chain CRF). The first convolution is taken apart by word, so that a
word is multiplied once however often it stands in the text, and the commonest words never.
"""

import json
import re
import tarfile
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from gzip import decompress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.model import EntityKind

OUTSIDE = 1
KINDS: tuple[EntityKind, ...] = ("person", "place", "organisation")  # tags: padding, outside, then B and I of each
LONGEST = 200  # words: what is longer is read in parts
CHUNK = 3_000  # words in one go: bounds the memory a text takes

_TAGS = 2 + 2 * len(KINDS)
_COMMON = 4_096
_WIDTH = 3
_CACHED = 16_384
_PUNCTUATION = r"""!#$%&()[]\/*+,.:;<=>?@^_{|}~-‐−‒⁃–—―`"'«»„“ʼʻ”№…"""
_TYPES = re.compile(rf"(?P<RU>[а-яё]+)|(?P<EN>[a-z]+)|(?P<NUM>[+-]?\d+)|(?P<PUNCT>[{re.escape(_PUNCTUATION)}]+)", re.I)

Floats = NDArray[np.float32]


class Layer(NamedTuple):
    """A convolution with the normalisation behind it; `weights` for the word before, the word, the word behind."""

    weights: tuple[Floats, ...]  # inputs × outputs each
    bias: Floats
    scale: Floats
    shift: Floats


class Network:
    """Weights and vocabulary, once for all."""

    def __init__(self, folder: Path) -> None:
        with tarfile.open(folder / "model" / "slovnet_ner_news_v1.tar") as pack:
            arrays = _arrays(pack)
            shapes = _lines(pack, "vocabs/shape.gz")
            self.words = _lines(pack, "vocabs/word.gz")  # in order
        self.encoded = lru_cache(maxsize=_CACHED)(self._encode)
        self.unknown = self.words.index("<unk>")
        del self.words[self.unknown :]
        self.shapes = {shape: number for number, shape in enumerate(shapes)}
        vectors = folder / "emb" / "navec_news_v1_1B_250K_300d_100q.tar"
        with tarfile.open(vectors) as pack:
            counts = decompress(pack.extractfile("vocab.bin").read())  # type: ignore[union-attr]
            quantised = pack.getmember("pq.bin")
        rows, parts, centroids = (
            int(size) for size in np.fromfile(vectors, np.uint32, 4, offset=quantised.offset_data)[[0, 2, 3]]
        )
        at = quantised.offset_data + 16
        self.indexes = np.memmap(vectors, np.uint8, "r", at, (rows, parts))
        self.codes = np.fromfile(vectors, np.float32, quantised.size - 16 - rows * parts, offset=at + rows * parts)[
            : parts * centroids * 3
        ].reshape(parts, centroids, -1)
        self.parts = np.arange(parts)
        dimensions = parts * self.codes.shape[2]
        first = arrays["encoder.layers.0.conv.weight"]  # outputs, inputs, words
        self.by_word = np.ascontiguousarray(first[:, :dimensions].transpose(1, 2, 0).reshape(dimensions, -1))
        by_shape = first[:, dimensions:].transpose(1, 2, 0).reshape(first.shape[1] - dimensions, -1)
        self.of_shape = arrays["emb.shape.weight"] @ by_shape
        self.layers = [_layer(arrays, number) for number in range(3)]
        self.project, self.offset = arrays["head.proj.weight"], arrays["head.proj.bias"]
        self.transitions = arrays["head.crf.transitions"]
        size = int(np.frombuffer(counts, np.uint32, 1)[0])
        common = np.argsort(np.frombuffer(counts, np.uint32, size, 4))[-_COMMON:]
        self.common_row = np.full(rows, -1, np.int32)
        self.common_row[common] = np.arange(_COMMON, dtype=np.int32)
        self.common = self._multiplied(common)

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[int]]:
        """Tags of sentences of words; each no longer than LONGEST, all together not much longer than CHUNK."""
        if not sentences:
            return []
        lengths = [len(words) for words in sentences]
        # One empty row before each sentence and behind the last is all the padding that convolutions over three words need.
        starts = np.cumsum([1, *(length + 1 for length in lengths)])
        total = int(starts[-1])
        ids, shapes = np.full(total, -1, np.int64), np.full(total, -1, np.int64)
        for words, start in zip(sentences, starts, strict=False):
            for at, word in enumerate(words, start=int(start)):
                ids[at], shapes[at] = self.encoded(word)
        scores = self._forward(ids, shapes)
        return self._decode([scores[start : start + length] for start, length in zip(starts, lengths, strict=False)])

    def _encode(self, word: str) -> tuple[int, int]:
        lower = word.lower()
        at = bisect_left(self.words, lower)
        known = at < len(self.words) and self.words[at] == lower
        return at if known else self.unknown, self.shapes[shape(word)]

    def _multiplied(self, ids: NDArray[np.int64]) -> Floats:
        """Words' vectors times the first convolution's weights for each of the three places."""
        vectors = self.codes[self.parts, self.indexes[ids]].reshape(len(ids), len(self.by_word))
        product: Floats = vectors @ self.by_word
        return product

    def _forward(self, ids: NDArray[np.int64], shapes: NDArray[np.int64]) -> Floats:
        empty = ids < 0
        distinct, rows = np.unique(ids[~empty], return_inverse=True)
        stored = self.common_row[distinct]
        table = np.empty((len(distinct), self.by_word.shape[1]), np.float32)
        rare = stored < 0
        table[~rare] = self.common[stored[~rare]]
        table[rare] = self._multiplied(distinct[rare])
        first = np.zeros((len(ids), table.shape[1]), np.float32)
        first[~empty] = table[rows] + self.of_shape[shapes[~empty]]
        before, here, behind = np.split(first, _WIDTH, axis=1)
        output = _moved(before, here + self.layers[0].bias, behind)
        for number, layer in enumerate(self.layers):
            if number:
                before, here, behind = (output @ weight for weight in layer.weights)
                output = _moved(before, here + layer.bias, behind)
            np.maximum(output, 0, out=output)
            output *= layer.scale
            output += layer.shift
            output[empty] = 0
        scores: Floats = output @ self.project + self.offset
        return scores

    def _decode(self, emissions: Sequence[Floats]) -> list[list[int]]:
        """The best tags of each sentence (Viterbi), all sentences side by side, the longest first."""
        order = sorted(range(len(emissions)), key=lambda number: -len(emissions[number]))
        lengths = [len(emissions[number]) for number in order]
        padded = np.zeros((lengths[0], len(order), _TAGS), np.float32)
        for column, number in enumerate(order):
            padded[: lengths[column], column] = emissions[number]
        score = padded[0].copy()
        history = np.zeros((lengths[0], len(order), _TAGS), np.int8)
        going = len(order)
        for step in range(1, lengths[0]):
            while lengths[going - 1] <= step:
                going -= 1
            ways = score[:going, :, None] + self.transitions
            history[step, :going] = ways.argmax(1)
            score[:going] = ways.max(1) + padded[step, :going]
        decoded: list[list[int]] = [[] for _ in order]
        back = history.tolist()
        for column, (number, last) in enumerate(zip(order, score.argmax(1).tolist(), strict=True)):
            tags = [last]
            for step in range(lengths[column] - 1, 0, -1):
                last = back[step][column][last]
                tags.append(last)
            decoded[number] = tags[::-1]
        return decoded


@cache
def network() -> Network:
    """The network; read on the first call."""
    _one_thread()
    spec = find_spec("natasha")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Network(Path(spec.submodule_search_locations[0]) / "data")


def _one_thread() -> None:
    """The matrix library at work in this thread alone, for the whole process: on matrices this small its others only wait,
    at the price of all cores (370 ms of CPU an article instead of 13)."""
    threadpool_limits(1, user_api="blas")


def shape(word: str) -> str:
    """A word's script and capitals as the network was taught them."""
    found = _TYPES.match(word)
    script = found.lastgroup if found else None
    if script in ("RU", "EN"):
        return f"{script}_{_outline(word)}"
    if script == "PUNCT":
        return f"PUNCT_{word}" if len(word) == 1 else "PUNCT_OTHER"
    return script or "OTHER"


def _outline(word: str) -> str:
    if len(word) == 1:
        return "X" if word.isupper() else "x"
    if word.isupper():
        return "XX"
    if word.islower():
        return "xx"
    if _titled(word):
        return "Xx"
    left, dash, right = word.partition("-")
    return "Xx-Xx" if dash and _titled(left) and _titled(right) else "OTHER"


def _titled(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word[1:].islower()


def _moved(before: Floats, here: Floats, behind: Floats) -> Floats:
    """What each row, the row before it and the one behind it give together."""
    here[1:] += before[:-1]
    here[:-1] += behind[1:]
    return here


def _layer(arrays: dict[str, Floats], number: int) -> Layer:
    prefix = f"encoder.layers.{number}"
    weight = arrays[f"{prefix}.conv.weight"]
    scale = arrays[f"{prefix}.norm.weight"] / arrays[f"{prefix}.norm.std"]
    return Layer(
        tuple(np.ascontiguousarray(one) for one in weight.transpose(2, 1, 0)),
        arrays[f"{prefix}.conv.bias"],
        scale,
        arrays[f"{prefix}.norm.bias"] - arrays[f"{prefix}.norm.mean"] * scale,
    )


def _arrays(pack: tarfile.TarFile) -> dict[str, Floats]:
    """The model's weights by their paths in it."""
    found: dict[str, Floats] = {}

    def visit(item: object, path: str) -> None:
        if isinstance(item, list):
            for number, one in enumerate(item):
                visit(one, f"{path}.{number}")
        elif isinstance(item, dict) and "array" in item:
            data = pack.extractfile(f"arrays/{item['array']}.bin")
            assert data is not None
            found[path] = np.frombuffer(data.read(), np.float32).reshape(item["shape"])
        elif isinstance(item, dict):
            for key, one in item.items():
                visit(one, f"{path}.{key}" if path else key)

    model = pack.extractfile("model.json")
    assert model is not None
    visit(json.load(model), "")
    return found


def _lines(pack: tarfile.TarFile, name: str) -> list[str]:
    data = pack.extractfile(name)
    assert data is not None
    return decompress(data.read()).decode("utf-8").splitlines()
