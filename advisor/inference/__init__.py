"""Say which rules fire and which could not be decided; the only room that knows the engine."""

from advisor.inference.engine import Engine, Inference
from advisor.inference.examples import ExampleRunner
from advisor.inference.outcome import Derived, Hit, Outcome, Undecided

__all__ = ["Derived", "Engine", "ExampleRunner", "Hit", "Inference", "Outcome", "Undecided"]
