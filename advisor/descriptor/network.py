"""Sections on the network: its form, and what recurrent, adversarial and acting ones add."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from advisor.descriptor.kinds import AtLeastOne, Count, NotNegative, Positive, Rate, Symbols
from advisor.descriptor.section import Section

__all__ = [
    "Discriminator",
    "Dropout",
    "Gan",
    "Generator",
    "Initialization",
    "Model",
    "Recurrent",
    "Reinforcement",
]

Architecture = Annotated[str, Symbols("architecture")]
Activation = Annotated[str, Symbols("activation")]
Loss = Annotated[str, Symbols("loss")]
LossExpects = Annotated[str, Symbols("loss_expects")]
LabelEncoding = Annotated[str, Symbols("label_encoding")]
InitializationScheme = Annotated[str, Symbols("initialization")]
Layers = Annotated[list[Annotated[str, Symbols("layer")]], Strict(False)]
Regularization = Annotated[list[Annotated[str, Symbols("regularization")]], Strict(False)]
Pooling = Annotated[str, Symbols("pooling")]
Optimizer = Annotated[str, Symbols("optimizer")]
Reduction = Annotated[str, Symbols("reduction")]
Algorithm = Annotated[str, Symbols("algorithm")]
Filters = Annotated[list[AtLeastOne], Strict(False)]


class Initialization(Section):
    """How weights are set before training."""

    scheme: InitializationScheme | None = Field(None, description="how first weights are drawn")
    scale: NotNegative | None = Field(
        None, description="standard deviation or half-width of the first weights"
    )
    checked: bool | None = Field(
        None, description="whether first weights and outputs were looked at"
    )


class Dropout(Section):
    """Random silencing of units during training."""

    rate: Rate | None = Field(None, description="share of units silenced, 0 up to below 1")
    on: Layers | None = Field(None, description="kinds of layers that dropout is applied to")


class Model(Section):
    """The network: layers, loss and labels."""

    architecture: Architecture | None = Field(None, description="family of the network")
    n_layers: Count | None = Field(None, description="number of layers with weights")
    n_parameters: Count | None = Field(None, description="number of trainable weights")
    first_layer_units: AtLeastOne | None = Field(None, description="units of the first layer")
    convolutional_first_layers: bool | None = Field(
        None, description="whether the first layers are convolutions"
    )
    filters: Filters | None = Field(
        None, description="filters of each convolutional layer, first layer first"
    )
    hidden_activation: Activation | None = Field(None, description="activation between the layers")
    last_activation: Activation | None = Field(
        None, description="activation of the last layer; none where it gives plain numbers"
    )
    output_units: AtLeastOne | None = Field(None, description="units of the last layer")
    loss: Loss | None = Field(None, description="loss that training makes small")
    loss_expects: LossExpects | None = Field(
        None, description="whether the loss is fed logits or probabilities"
    )
    label_encoding: LabelEncoding | None = Field(None, description="how labels are written")
    label_min: float | None = Field(None, description="smallest label")
    label_max: float | None = Field(None, description="largest label")
    initialization: Initialization | None = Field(
        None, description="how weights are set before training"
    )
    dropout: Dropout | None = Field(None, description="random silencing of units")
    batch_normalization: bool | None = Field(
        None, description="whether activations are normalized over the batch"
    )
    regularization: Regularization | None = Field(
        None, description="means taken against overfitting"
    )
    pooling: Pooling | None = Field(None, description="how neighbouring values are merged")
    startup_seconds: NotNegative | None = Field(
        None, description="seconds from starting the program to its first training step"
    )
    debuggable_outputs: bool | None = Field(
        None, description="whether outputs inside the network can be looked at"
    )
    sparse_gradients_hurt: bool | None = Field(
        None, description="whether the network suffers where gradients are mostly zero"
    )


class Recurrent(Section):
    """What a network with memory adds."""

    feed_forward_first: bool | None = Field(
        None, description="whether a network without memory was tried first"
    )
    per_step_outputs: bool | None = Field(
        None, description="whether training uses an output at every step of the sequence"
    )
    single_prediction: bool | None = Field(
        None, description="whether one prediction for the whole sequence is all that is needed"
    )
    residual_stack: bool | None = Field(
        None, description="whether stacked recurrent layers have connections around them"
    )
    stacked_layers: Count | None = Field(None, description="recurrent layers on top of another")
    order_matters: bool | None = Field(
        None, description="whether the order of the sequences carries information"
    )
    knows_shuffling_is_safe: bool | None = Field(
        None, description="whether it was established that sequences may be shuffled"
    )


class Generator(Section):
    """The half of an adversarial pair that makes examples."""

    activation: Activation | None = Field(None, description="activation between its layers")
    optimizer: Optimizer | None = Field(None, description="its optimizer")
    pooling: Pooling | None = Field(None, description="how neighbouring values are merged")
    learning_rate: Positive | None = Field(None, description="its learning rate")


class Discriminator(Generator):
    """The half of an adversarial pair that tells real examples from made ones."""

    real_and_fake_normalized_separately: bool | None = Field(
        None, description="whether real and made batches get batch statistics of their own"
    )
    batches_mixed: bool | None = Field(
        None, description="whether real and made examples share a batch"
    )
    loss_form: Reduction | None = Field(
        None, description="whether the losses on real and made examples are summed or averaged"
    )


class Gan(Section):
    """What an adversarial pair adds."""

    generator: Generator | None = Field(None, description="the half that makes examples")
    discriminator: Discriminator | None = Field(
        None, description="the half that tells real examples from made ones"
    )
    generator_steps: AtLeastOne | None = Field(
        None, description="generator updates in one iteration"
    )
    discriminator_steps: AtLeastOne | None = Field(
        None, description="discriminator updates in one iteration"
    )


class Reinforcement(Section):
    """What learning by acting adds."""

    algorithm: Algorithm | None = Field(None, description="learning algorithm")
