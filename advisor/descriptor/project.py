"""Sections on the task: the problem, its data and how success is measured."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from advisor.descriptor.kinds import AtLeastOne, AtLeastTwo, Count, Counts, Symbols
from advisor.descriptor.section import Section

__all__ = ["Augmentation", "Data", "Evaluation", "ProblemStatement"]

Task = Annotated[str, Symbols("task")]
Balance = Annotated[str, Symbols("balance")]
TargetRange = Annotated[str, Symbols("target_range")]
Modality = Annotated[str, Symbols("modality")]
Layout = Annotated[str, Symbols("layout")]
Outliers = Annotated[str, Symbols("outliers")]
Missing = Annotated[str, Symbols("missing")]
Scheme = Annotated[str, Symbols("scheme")]
Metrics = Annotated[list[Annotated[str, Symbols("metric")]], Strict(False)]


class ProblemStatement(Section):
    """What is to be predicted."""

    task: Task | None = Field(None, description="what the network has to do")
    n_classes: AtLeastTwo | None = Field(None, description="number of classes")
    class_counts: Counts | None = Field(None, description="examples of each class, in any order")
    balance: Balance | None = Field(
        None, description="whether the classes have about equally many examples"
    )
    target_range: TargetRange | None = Field(
        None, description="range of the numbers to predict: any, or between 0 and 1"
    )
    output_predictable: bool | None = Field(
        None, description="whether the output can be predicted from the inputs at all"
    )
    precise_evaluation_needed: bool | None = Field(
        None, description="whether the score must be known precisely"
    )


class Augmentation(Section):
    """How examples are varied to make more of them."""

    used: bool | None = Field(None, description="whether data are augmented")
    on_copy: bool | None = Field(
        None, description="whether a copy is changed, so that the original stays"
    )
    realistic: bool | None = Field(
        None, description="whether augmented examples could occur in reality"
    )
    label_depends_on_orientation: bool | None = Field(
        None, description="whether turning or mirroring an example changes its label"
    )
    labels_adjusted: bool | None = Field(
        None, description="whether labels are changed along with their examples"
    )


class Data(Section):
    """The examples: their form, number, quality and preparation."""

    modality: Modality | None = Field(None, description="form of one example")
    layout: Layout | None = Field(
        None, description="whether volumes or point clouds are mostly empty (sparse)"
    )
    n_samples: Count | None = Field(None, description="number of examples")
    n_features: AtLeastOne | None = Field(None, description="numbers in one input")
    needs_very_deep_net: bool | None = Field(
        None, description="whether the data call for a very deep network"
    )
    time_ordered: bool | None = Field(
        None, description="whether the order of the examples in time matters"
    )
    subset_used: bool | None = Field(
        None, description="whether training uses only a part of the data for now"
    )
    informative: bool | None = Field(
        None, description="whether the inputs hold enough information to learn the relation"
    )
    wished_for: bool | None = Field(None, description="whether there are data one wishes to have")
    irrelevant_present: bool | None = Field(
        None, description="whether some examples or features have nothing to do with the task"
    )
    selection_documented: bool | None = Field(
        None, description="whether it is written down why data were kept or left out"
    )
    duplicates_present: bool | None = Field(None, description="whether examples occur twice")
    typos_present: bool | None = Field(None, description="whether categories are misspelt")
    inconsistent_capitalization: bool | None = Field(
        None, description="whether one category is written in upper and in lower case"
    )
    mislabeled_present: bool | None = Field(None, description="whether labels are wrong")
    outliers: Outliers | None = Field(None, description="extreme values, and what became of them")
    missing_categorical: Missing | None = Field(
        None, description="gaps in categories, and what became of them"
    )
    missing_numeric: Missing | None = Field(
        None, description="gaps in numbers, and what became of them"
    )
    standardized: bool | None = Field(
        None, description="whether inputs have mean 0 and standard deviation 1"
    )
    input_min: float | None = Field(None, description="smallest input number")
    input_max: float | None = Field(None, description="largest input number")
    splittable_features: bool | None = Field(
        None, description="whether a feature could be split into several (a date, an address)"
    )
    combinable_features: bool | None = Field(
        None, description="whether features could be merged into a more telling one"
    )
    augmentation: Augmentation | None = Field(None, description="how examples are varied")
    preprocessing_checked: bool | None = Field(
        None, description="whether the data were looked at after preparation, as the net sees them"
    )


class Evaluation(Section):
    """How success is measured."""

    scheme: Scheme | None = Field(None, description="how data are held out for evaluation")
    k: AtLeastTwo | None = Field(None, description="number of folds")
    repeats: AtLeastOne | None = Field(None, description="how often all folds are run")
    reshuffled: bool | None = Field(None, description="whether data are shuffled anew each time")
    metrics: Metrics | None = Field(None, description="scores that are looked at")
    beats_baseline: bool | None = Field(
        None, description="whether the network does better than a simple method"
    )
    tracks_validation: bool | None = Field(
        None, description="whether the validation loss is followed during training"
    )
    hyperparameters_tuned_on_validation: bool | None = Field(
        None, description="whether settings were chosen by their score on validation data"
    )
