"""Sections on training: its settings, the staged runs, and what was logged or seen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from advisor.descriptor.kinds import AtLeastOne, Count, LossNumber, Positive, Series, Share, Symbols
from advisor.descriptor.section import Section

__all__ = ["History", "Observed", "OneBatchRun", "Sanity", "SanityRun", "Training"]

Optimizer = Annotated[str, Symbols("optimizer")]
Clipping = Annotated[str, Symbols("clipping")]
Reduction = Annotated[str, Symbols("reduction")]
Stage = Annotated[str, Symbols("stage")]
Unit = Annotated[str, Symbols("unit")]
RunKind = Annotated[str, Symbols("run_kind")]
Aggregate = Annotated[str, Symbols("aggregate")]
TrainTrend = Annotated[str, Symbols("train_trend")]
ValTrend = Annotated[str, Symbols("val_trend")]
Level = Annotated[str, Symbols("level")]
GradientTrend = Annotated[str, Symbols("gradient_trend")]
DiscriminatorTrend = Annotated[str, Symbols("discriminator_trend")]
GeneratorTrend = Annotated[str, Symbols("generator_trend")]
ZeroDataTrend = Annotated[str, Symbols("zero_data_trend")]
Fit = Annotated[str, Symbols("fit")]


class Training(Section):
    """How the network is trained, and how the work is done."""

    optimizer: Optimizer | None = Field(None, description="rule for changing the weights")
    learning_rate: Positive | None = Field(None, description="size of the first steps, above 0")
    batch_size: AtLeastOne | None = Field(None, description="examples in one batch")
    epochs: Count | None = Field(None, description="passes through the data")
    shuffle: bool | None = Field(
        None, description="whether examples are shuffled before every epoch"
    )
    gradient_clipping: Clipping | None = Field(None, description="how gradients are cut back")
    tracks_gradients: bool | None = Field(
        None, description="whether gradient norms are followed during training"
    )
    loss_reduction: Reduction | None = Field(
        None, description="whether the loss is the sum or the mean over the batch"
    )
    loss_normalized_by_length: bool | None = Field(
        None, description="whether the loss is divided by the length of the sequence"
    )
    unit_tested: bool | None = Field(None, description="whether the code has unit tests")
    logbook: bool | None = Field(None, description="whether experiments are written down")
    works: bool | None = Field(None, description="whether training does what it should")
    stage: Stage | None = Field(None, description="how far the project has come")


class SanityRun(Section):
    """A short trial run that is made before the real training."""

    ran: bool | None = Field(None, description="whether the run was made")
    loss: Series | None = Field(None, description="loss after each step of the run")
    refused: bool | None = Field(None, description="whether the run ended in an error")


class OneBatchRun(SanityRun):
    """A trial run on one small batch, which the network should learn by heart."""

    memorized: bool | None = Field(None, description="whether the batch was learnt by heart")


class Sanity(Section):
    """What the trial runs showed."""

    zero_batch: SanityRun | None = Field(
        None, description="simple network on a batch of nothing but zeros"
    )
    zero_data: SanityRun | None = Field(
        None, description="fuller network on data that are all zeros"
    )
    one_batch: OneBatchRun | None = Field(None, description="network on one small batch")
    blind_batch: SanityRun | None = Field(
        None, description="network on zeros with the targets of that batch"
    )
    training_mode: bool | None = Field(
        None, description="whether the network was handed over in training mode"
    )
    trained_weights: Share | None = Field(
        None, description="share of the weights that training may change, 0 to 1"
    )
    reached_weights: Share | None = Field(
        None, description="share of these that get a gradient other than zero, 0 to 1"
    )
    shapes_stretched: bool | None = Field(
        None, description="whether outputs and targets fit only with one repeated along the other"
    )
    initial_loss: LossNumber | None = Field(None, description="loss before the first update")
    trivial_loss: float | None = Field(
        None, description="loss of always predicting the same (ln K, variance of the target)"
    )


class History(Section):
    """Numbers logged during a run, one for each epoch or step; null where none was logged."""

    unit: Unit | None = Field(None, description="what one number stands for")
    kind: RunKind | None = Field(None, description="kind of run that was logged")
    gradient_norm_aggregate: Aggregate | None = Field(
        None, description="how the gradient norms of one unit became one number"
    )
    steps: Series | None = Field(
        None, description="epoch or step of each row; 0 stands for before the first update"
    )
    train_loss: Series | None = Field(None, description="loss on training data")
    val_loss: Series | None = Field(None, description="loss on validation data")
    test_loss: Series | None = Field(None, description="loss on test data")
    train_accuracy: Series | None = Field(None, description="accuracy on training data, 0 to 1")
    val_accuracy: Series | None = Field(None, description="accuracy on validation data, 0 to 1")
    test_accuracy: Series | None = Field(None, description="accuracy on test data, 0 to 1")
    gradient_norm: Series | None = Field(None, description="norm of the whole gradient")
    learning_rate: Series | None = Field(None, description="learning rate in use")
    gradient_norm_first_layer: Series | None = Field(
        None, description="gradient norm of the first layer"
    )
    gradient_norm_last_layer: Series | None = Field(
        None, description="gradient norm of the last layer"
    )
    gradient_zero_fraction: Series | None = Field(
        None, description="share of gradient entries that are exactly zero, 0 to 1"
    )
    gradient_smallest_layer_mean: Series | None = Field(
        None, description="smallest mean absolute gradient of any layer"
    )
    discriminator_loss: Series | None = Field(None, description="loss of the discriminator")
    generator_loss: Series | None = Field(None, description="loss of the generator")
    discriminator_gradient_norm: Series | None = Field(
        None, description="gradient norm of the discriminator"
    )
    generator_gradient_norm: Series | None = Field(
        None, description="gradient norm of the generator"
    )


class Observed(Section):
    """What a person saw, for use where there are no numbers."""

    train_loss: TrainTrend | None = Field(None, description="how the training loss moves")
    val_loss: ValTrend | None = Field(None, description="how the validation loss moves")
    test_loss: Level | None = Field(None, description="how large the test loss is")
    gradient_norm: GradientTrend | None = Field(None, description="how the gradient norm moves")
    discriminator_loss: DiscriminatorTrend | None = Field(
        None, description="how the loss of the discriminator moves"
    )
    generator_loss: GeneratorTrend | None = Field(
        None, description="how the loss of the generator moves"
    )
    zero_data_loss: ZeroDataTrend | None = Field(
        None, description="how the loss moves on data that are all zeros"
    )
    fit: Fit | None = Field(None, description="verdict of the person on the fit")
