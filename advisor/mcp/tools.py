"""The tools: each asks the advisor one kind of question and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import Field

from advisor.descriptor import changed, read_descriptor
from advisor.errors import check_known, did_you_mean
from advisor.intake import Run, read_run
from advisor.mcp.answers import as_json, compared, covered, diagnosed, reported, structured
from advisor.mcp.parameters import (
    Columns,
    Framework,
    Kind,
    Mapped,
    Project,
    RuleId,
    Sources,
    Spelled,
    Topics,
    Written,
)
from advisor.mcp.refusals import both, plainly
from advisor.report import RuleExplanation, WhyNot
from advisor.service import Advisor

__all__ = ["make_tools"]

AnyTool = TypeVar("AnyTool", bound=Callable[..., CallToolResult])
Given = dict[str, Any]


def make_tools(asked: Callable[[], Advisor], *, files: bool) -> list[Tool]:
    """Make the tools; the one that reads files only where it may."""
    tools: list[Tool] = []
    _add_questions(tools, asked)
    _add_diagnosis(tools, asked)
    if files:
        _add_log_diagnosis(tools, asked)
    _add_explanations(tools, asked)
    return tools


def _tool(
    tools: list[Tool], title: str, *, reaches_out: bool = False
) -> Callable[[AnyTool], AnyTool]:
    """Make a tool of a function and keep it with the others."""
    hints = ToolAnnotations(
        read_only_hint=True,
        destructive_hint=False,
        idempotent_hint=True,
        open_world_hint=reaches_out,
    )

    def keep(function: AnyTool) -> AnyTool:
        tool = Tool.from_function(function, title=title, annotations=hints)
        # An argument that nobody knows is a mistake that an agent wants to hear of.
        model = tool.fn_metadata.arg_model
        model.model_config["extra"] = "forbid"
        model.model_rebuild(force=True)
        tools.append(tool.model_copy(update={"parameters": model.model_json_schema(by_alias=True)}))
        return function

    return keep


def _add_questions(tools: list[Tool], asked: Callable[[], Advisor]) -> None:
    @_tool(tools, "Review a project")
    def advise(
        descriptor: Spelled,
        topics: Topics = None,
        sources: Sources = None,
        framework: Framework = None,
        form: Written = "markdown",
    ) -> CallToolResult:
        """Review a neural-network project: what is wrong, what to do next, what is not known."""
        with plainly():
            advisor = asked()
            rules = advisor.rulebase
            project, _ = both(
                lambda: read_descriptor(descriptor),
                lambda: both(
                    lambda: check_known("topic", topics, rules.topics),
                    lambda: check_known("source", sources, rules.documents),
                ),
            )
            report = advisor.advise(project, topics=topics, sources=sources, framework=framework)
            return reported(report, rules, form)

    @_tool(tools, "Answer one choice")
    def ask(
        topic: Annotated[str, Field(description="The topic.", examples=["last_layer"])],
        facts: Annotated[
            Given,
            Field(
                description="Facts by name; with none, the questions of the topic come back.",
                examples=[{"task": "binary_classification"}],
            ),
        ],
        form: Written = "markdown",
    ) -> CallToolResult:
        """Answer one choice, such as last_layer, metric, evaluation or network_size, from facts."""
        with plainly():
            advisor = asked()
            return reported(advisor.ask(topic, **facts), advisor.rulebase, form)

    @_tool(tools, "Try a change")
    def what_if(
        descriptor: Project,
        changes: Annotated[
            Given,
            Field(
                description="New values by dotted path; null takes one out.",
                examples=[{"model.loss": "mse"}],
            ),
        ],
        form: Written = "markdown",
    ) -> CallToolResult:
        """Compare the advice before and after a change: conclusions gained, lost and altered."""
        with plainly():
            # Tried on nothing too: what is wrong with the changes is told beside the rest.
            project, _ = both(
                lambda: read_descriptor(descriptor), lambda: changed(read_descriptor({}), changes)
            )
            return compared(asked().what_if(project, changes), form)


def _add_diagnosis(tools: list[Tool], asked: Callable[[], Advisor]) -> None:
    @_tool(tools, "Diagnose a training run")
    def diagnose(
        columns: Columns,
        descriptor: Project | None = None,
        kind: Kind = None,
        map: Mapped = None,
        form: Written = "markdown",
    ) -> CallToolResult:
        """Say what the numbers of a training run show: over-fitting, divergence, a stuck loss..."""
        with plainly():
            run = _with_context(lambda: read_run(columns, columns=map), descriptor, kind)
            return diagnosed(asked().diagnose(run, descriptor, kind=kind), form)


def _add_log_diagnosis(tools: list[Tool], asked: Callable[[], Advisor]) -> None:
    # Not of this machine alone: a path may be the address of a server of MLflow.
    @_tool(tools, "Diagnose a training log", reaches_out=True)
    def diagnose_log(
        path: Annotated[
            str,
            Field(
                description="A file or folder: CSV, JSON, TensorBoard, Keras, Lightning, Trainer,"
                " MLflow or W&B; or the address of an MLflow server."
            ),
        ],
        descriptor: Project | None = None,
        kind: Kind = None,
        map: Mapped = None,
        form: Written = "markdown",
    ) -> CallToolResult:
        """Say what the training log in a file or folder of this machine shows."""
        with plainly():
            run = _with_context(lambda: _read_log(path, map), descriptor, kind)
            return diagnosed(asked().diagnose(run, descriptor, kind=kind), form)


def _with_context(read: Callable[[], Run], descriptor: Given | None, kind: str | None) -> Run:
    """Read a run, and tell in one go what is wrong with it and with what was said beside it."""
    run, _ = both(
        read,
        lambda: both(
            lambda: read_descriptor(descriptor or {}),
            lambda: read_descriptor({} if kind is None else {"history": {"kind": kind}}),
        ),
    )
    return run


def _read_log(path: str, columns: dict[str, str] | None) -> Run:
    if "://" in path:
        return read_run(path, columns=columns)
    if "\0" in path or not path.strip():
        raise ToolError(f"path: expected the path of a file or a folder, not {path[:60]!r}")
    place = Path(path).expanduser()
    if not place.exists():
        # In full: an agent may think of another folder than the one this server works in.
        near = did_you_mean(place.name, _names_beside(place))
        raise ToolError(f"{place.absolute()}: no such file or directory{near}")
    return read_run(place, columns=columns)


def _names_beside(place: Path) -> list[str]:
    return [path.name for path in place.parent.iterdir()] if place.parent.is_dir() else []


def _add_explanations(tools: list[Tool], asked: Callable[[], Advisor]) -> None:
    @_tool(tools, "Explain a rule")
    def explain(
        rule: RuleId, framework: Framework = None
    ) -> Annotated[CallToolResult, RuleExplanation]:
        """Tell everything about a rule: conditions, thresholds, reasons, source, examples."""
        with plainly():
            return structured(as_json(asked().explain(rule, framework=framework)))

    @_tool(tools, "Say why a rule is silent")
    def why_not(rule: RuleId, descriptor: Project) -> Annotated[CallToolResult, WhyNot]:
        """Say which conditions of a rule hold, fail or are unknown for a project."""
        with plainly():
            advisor = asked()
            project, _ = both(lambda: read_descriptor(descriptor), lambda: advisor.explain(rule))
            return structured(as_json(advisor.why_not(rule, project)))

    @_tool(tools, "List statements and their rules")
    def coverage(
        document: Annotated[str | None, Field(description="One document; all by default.")] = None,
        form: Written = "markdown",
    ) -> CallToolResult:
        """List the statements of the documents, each with the rules that rest on it."""
        with plainly():
            entries = asked().coverage()
            documents = dict.fromkeys(entry.document for entry in entries)
            check_known("document", None if document is None else [document], documents)
            return covered([e for e in entries if document in (None, e.document)], form)
