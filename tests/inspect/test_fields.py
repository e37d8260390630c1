"""What an inspection takes for granted is what the rules say."""

from advisor import Advisor
from advisor.descriptor import FIELDS
from advisor.facts import Stated
from advisor.inspect.fields import state_task
from advisor.inspect.result import Draft, Place

HERE = Place("train.py", 1)


def task_by(loss: str) -> object:
    """Return the task that one output with a loss is taken for."""
    draft = Draft()
    draft.state("model.output_units", 1, HERE)
    state_task(draft, loss, HERE)
    return draft.get("problem.task")


def test_losses_that_speak_of_regression_are_those_that_the_rules_call_distances() -> None:
    readings = Advisor().rulebase.vocabulary.facts["loss_type"].readings
    grouped = [each for each in readings if isinstance(each, Stated) and "distance" in each.groups]
    (distances,) = (set(each.groups["distance"]) for each in grouped)
    losses = FIELDS["model.loss"].symbols
    assert {loss for loss in losses if task_by(loss) == "regression"} == distances
