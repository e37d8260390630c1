"""``advisor inspect``: a program or a model in, a descriptor out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from advisor.cli.inspect_text import inspection_lines, inspection_yaml
from advisor.cli.screen import emit, new_page, show
from advisor.cli.writing import check_free
from advisor.errors import AdvisorError, Problem, ProblemsError, did_you_mean
from advisor.inspect.find import inspect as inspected
from advisor.inspect.result import Inspection

__all__ = ["inspect"]

_EXAMPLES = """\b
Examples:
  advisor inspect train.py
  advisor inspect model.keras -o project.yaml && advisor advise project.yaml
  advisor inspect package.module:make_model --run
"""


@click.command(short_help="Fill a descriptor from a program or a model.", epilog=_EXAMPLES)
@click.argument("targets", metavar="MODEL...", nargs=-1, required=True)
@click.option("--run", is_flag=True, help="Run the code that makes a PyTorch module.")
@click.option(
    "--allow-pickle",
    "pickles",
    multiple=True,
    metavar="FILE",
    help="Open this pickled network of PyTorch, which may run any code. May be repeated.",
)
@click.option("--model", metavar="NAME", help="Only this one of several models.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the descriptor here, as YAML.",
)
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "yaml"]),
    default="text",
    show_default=True,
    help="How to show what was found; JSON has one line a model.",
)
def inspect(
    targets: tuple[str, ...],
    run: bool,
    pickles: tuple[str, ...],
    model: str | None,
    output: Path | None,
    force: bool,
    form: str,
) -> None:
    """Fill a descriptor from programs and models, each field with its place.

    MODEL is a Python program or a notebook that uses Keras or PyTorch, a model of Keras
    (.keras, JSON, .h5), ONNX, a config.json of Hugging Face, or package.module:factory of a
    PyTorch module. Nothing is run, but for the last with --run, and pickles that are allowed.
    """
    check_free([output] if output is not None else [], force)
    found = _chosen(_inspected(targets, run, pickles), model)
    if output is not None:
        emit(inspection_yaml(_one(found)), output)
        click.echo(f"Wrote {output}. Next: advisor advise {output}", err=True)
    if form == "json":
        emit("".join(f"{each.to_json()}\n" for each in found))
    elif form == "yaml":
        emit(inspection_yaml(_one(found)))
    else:
        page = new_page()
        for each in found:
            inspection_lines(page, each)
        show(page.lines)


def _inspected(targets: Sequence[str], run: bool, pickles: Sequence[str]) -> list[Inspection]:
    found: list[Inspection] = []
    problems: list[Problem] = []
    for target in targets:
        try:
            found += inspected(target, run=run, pickles=pickles)
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return found


def _chosen(found: list[Inspection], model: str | None) -> list[Inspection]:
    if model is None:
        return found
    chosen = [each for each in found if each.name == model]
    if not chosen:
        near = did_you_mean(model, [each.name for each in found])
        raise AdvisorError(f"no model {model!r}{near}")
    return chosen


def _one(found: list[Inspection]) -> Inspection:
    if len(found) > 1:
        names = ", ".join(each.name for each in found)
        raise AdvisorError(
            f"{len(found)} models are found, one is wanted; name it with --model: {names}"
        )
    return found[0]
