"""The descriptor: all that a caller may say about a neural-network project."""

from __future__ import annotations

from pydantic import Field

from advisor.descriptor.kinds import SchemaVersion, Text
from advisor.descriptor.network import Gan, Model, Recurrent, Reinforcement
from advisor.descriptor.progress import History, Observed, Sanity, Training
from advisor.descriptor.project import Data, Evaluation, ProblemStatement
from advisor.descriptor.section import Section

__all__ = ["Descriptor"]


class Descriptor(Section):
    """A neural-network project; every section and every field may be left out."""

    schema_version: SchemaVersion = Field(
        1, alias="schema", description="version of this format, 1"
    )
    name: Text | None = Field(None, description="name of the project, free text")
    problem: ProblemStatement | None = Field(None, description="what is to be predicted")
    data: Data | None = Field(None, description="the examples")
    evaluation: Evaluation | None = Field(None, description="how success is measured")
    model: Model | None = Field(None, description="the network")
    training: Training | None = Field(None, description="how it is trained")
    sanity: Sanity | None = Field(None, description="what trial runs showed")
    recurrent: Recurrent | None = Field(None, description="what a network with memory adds")
    gan: Gan | None = Field(None, description="what an adversarial pair adds")
    reinforcement: Reinforcement | None = Field(None, description="what learning by acting adds")
    history: History | None = Field(None, description="numbers logged during a run")
    observed: Observed | None = Field(None, description="what a person saw, without numbers")
