"""What the layers of Keras and PyTorch are: one table for each library, by the names of classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from advisor.descriptor import canonical

__all__ = ["Form", "activation_symbol", "keras_form", "torch_form"]


@dataclass(frozen=True, slots=True)
class Form:
    """The kind of a layer, and where its width stands among the arguments.

    ``units`` is a position and names; ``inputs`` is the position of the width that goes in;
    ``dimensions`` are those of a convolution.
    """

    kind: str
    form: str = ""
    units: tuple[int | None, tuple[str, ...]] = (None, ())
    inputs: tuple[int | None, tuple[str, ...]] = (None, ())
    dimensions: int | None = None


_K_UNITS = (0, ("units", "output_dim"))
_K_FILTERS = (0, ("filters", "nb_filter"))
_T_OUT = (1, ("out_features", "out_channels", "hidden_size", "embed_dim"))
_T_IN = (0, ("in_features", "in_channels", "input_size"))

_KERAS: tuple[tuple[str, Form], ...] = (
    (r"(Dense|TimeDistributedDense|EinsumDense|MaxoutDense)", Form("dense", "", _K_UNITS)),
    (
        r"(?:Separable|Depthwise|AtrousC|C)onv(?:olution)?([123])D(Transpose)?|Deconvolution2D",
        Form("convolutional", "", _K_FILTERS),
    ),
    (r"(CuDNN)?LSTM(Cell)?|ConvLSTM[123]D", Form("recurrent", "lstm", _K_UNITS)),
    (r"(CuDNN)?GRU(Cell)?", Form("recurrent", "gru", _K_UNITS)),
    (r"SimpleRNN(Cell)?|RNN", Form("recurrent", "rnn", _K_UNITS)),
    (r"MultiHeadAttention|(Additive)?Attention|GroupQueryAttention", Form("attention")),
    (r"Embedding", Form("embedding")),
    (r"(Spatial)?(Alpha|Gaussian)?Dropout([123]D)?", Form("dropout")),
    (r"BatchNormalization", Form("normalization", "batch")),
    (r"(Layer|Group|Unit|Instance|Spectral)Normalization|LRN2D", Form("normalization", "layer")),
    (r"Global(Max|Average)Pool(ing)?[123]D|(Max|Average)Pool(ing)?[123]D", Form("pooling")),
    (r"Activation|LeakyReLU|PReLU|ELU|ReLU|Softmax|ThresholdedReLU", Form("activation")),
    (r"Flatten", Form("shape", "flatten")),
    (
        r"Reshape|Permute|RepeatVector|Input|InputLayer|Masking|UpSampling[123]D"
        r"|ZeroPadding[123]D|Cropping[123]D|Identity|ActivityRegularization|Normalization",
        Form("shape"),
    ),
    (r"Rescaling|Resizing|CenterCrop", Form("shape", "input")),
    (r"GaussianNoise", Form("noise")),
    (r"Random[A-Z][A-Za-z]*", Form("noise", "augmentation")),
    (r"[Aa]dd|[Ss]ubtract", Form("merge", "add")),
    (r"[Cc]oncatenate|Merge|merge|[Mm]ultiply|[Aa]verage|[Mm]aximum|[Dd]ot", Form("merge", "join")),
)

_TORCH: tuple[tuple[str, Form], ...] = (
    (r"Linear", Form("dense", "", _T_OUT, _T_IN)),
    (r"LazyLinear", Form("dense", "", (0, ("out_features",)))),
    (r"Bilinear", Form("dense", "", (2, ("out_features",)))),
    (r"Conv(?:Transpose)?([123])d", Form("convolutional", "", _T_OUT, _T_IN)),
    (r"LazyConv(?:Transpose)?([123])d", Form("convolutional", "", (0, ("out_channels",)))),
    (r"LSTM(Cell)?", Form("recurrent", "lstm", _T_OUT, _T_IN)),
    (r"GRU(Cell)?", Form("recurrent", "gru", _T_OUT, _T_IN)),
    (r"RNN(Cell)?", Form("recurrent", "rnn", _T_OUT, _T_IN)),
    (r"MultiheadAttention|Transformer((En|De)coder)?(Layer)?", Form("attention")),
    (r"Embedding(Bag)?", Form("embedding")),
    (r"(Alpha|FeatureAlpha)?Dropout([123]d)?", Form("dropout")),
    (r"(Lazy|Sync)?BatchNorm([123]d)?", Form("normalization", "batch")),
    (r"(Layer|Group|RMS|(Lazy)?Instance)Norm([123]d)?", Form("normalization", "layer")),
    (r"LocalResponseNorm", Form("normalization", "layer")),
    (r"(Adaptive)?(Max|Avg)Pool[123]d|LPPool2d", Form("pooling")),
    (r"Flatten", Form("shape", "flatten")),
    (
        r"Unflatten|Identity|Upsample|UpsamplingNearest2d|UpsamplingBilinear2d|PixelShuffle"
        r"|PixelUnshuffle|(Zero|Reflection|Replication|Constant)Pad[123]d|Fold|Unfold",
        Form("shape"),
    ),
)

_LOGARITHM = re.compile(r"log_?softmax", re.IGNORECASE)


@cache
def keras_form(name: str) -> Form | None:
    """Return what a layer class of Keras is, in any of its spellings, or None."""
    return _form(_KERAS, name)


@cache
def torch_form(name: str) -> Form | None:
    """Return what a module class of PyTorch is, or None."""
    found = _form(_TORCH, name)
    if found is None and name[:1].isupper() and activation_symbol(name):
        return Form("activation")
    return found


@cache
def activation_symbol(name: str) -> str | None:
    """Return the symbol of an activation by a library's name, the logarithm of a softmax kept."""
    if _LOGARITHM.fullmatch(name):
        return "log_softmax"
    if name in ("no", "logits", "other", "custom"):
        return None
    return canonical("activation", name)


def _form(table: tuple[tuple[str, Form], ...], name: str) -> Form | None:
    for pattern, form in table:
        if matched := re.fullmatch(pattern, name):
            if form.kind == "convolutional":
                number = matched[1] or "2"
                return Form(form.kind, "", form.units, form.inputs, int(number))
            if form.kind == "pooling":
                return Form("pooling", _pooling(name))
            return form
    return None


def _pooling(name: str) -> str:
    kind = "max" if "Max" in name else "average"
    return f"global {kind}" if name.startswith(("Global", "Adaptive")) else kind
