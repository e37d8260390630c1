"""The tools: each asks the advisor one kind of question and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp_types import ToolAnnotations
from pydantic import Field

from advisor.errors import UnknownNameError
from advisor.intake import Run, read_run, run_of_columns
from advisor.mcp.answers import Form, as_json, plainly, written
from advisor.service import Advisor

__all__ = ["add_tools"]

AnyTool = TypeVar("AnyTool", bound=Callable[..., str])

Project = Annotated[
    dict[str, Any],
    Field(
        description="What is known of the project, by section; leave out what is not known.",
        examples=[{"problem": {"task": "binary_classification"}, "model": {"loss": "mse"}}],
    ),
]
Columns = Annotated[
    dict[str, list[float | None]],
    Field(
        description="The columns of the log, each a list with a value an epoch; null for a gap.",
        examples=[{"loss": [2.3, 1.1, 0.7], "val_loss": [2.2, 1.3, 1.4]}],
    ),
]
Written = Annotated[
    Form, Field(description="markdown to read and pass on, json to work with: it is far longer.")
]
RuleId = Annotated[str, Field(description="The id of a rule.", examples=["LL001"])]
Topics = Annotated[
    list[str] | None, Field(description="Topics to speak of, such as metric; all by default.")
]
Sources = Annotated[
    list[str] | None, Field(description="Documents that may speak; all by default.")
]
Framework = Annotated[
    Literal["pytorch", "keras", "sklearn"] | None,
    Field(description="Show the advice as code of this framework too."),
]
_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def add_tools(server: MCPServer[None], asked: Callable[[], Advisor], *, files: bool) -> None:
    """Give a server the tools."""
    _add_questions(server, asked)
    _add_diagnosis(server, asked)
    if files:
        _add_log_diagnosis(server, asked)
    _add_explanations(server, asked)


def _tool(server: MCPServer[None]) -> Callable[[AnyTool], AnyTool]:
    return server.tool(annotations=_READS, structured_output=False)


def _add_questions(server: MCPServer[None], asked: Callable[[], Advisor]) -> None:
    @_tool(server)
    def advise(
        descriptor: Project,
        topics: Topics = None,
        sources: Sources = None,
        framework: Framework = None,
        form: Written = "markdown",
    ) -> str:
        """Review a neural-network project: what is wrong, what to do next, what is not known."""
        with plainly():
            advisor = asked()
            report = advisor.advise(descriptor, topics=topics, sources=sources, framework=framework)
            return written(report, advisor, form)

    @_tool(server)
    def ask(
        topic: Annotated[str, Field(description="The topic.", examples=["last_layer"])],
        facts: Annotated[
            dict[str, Any],
            Field(description="Facts by name.", examples=[{"task": "binary_classification"}]),
        ],
        form: Written = "markdown",
    ) -> str:
        """Answer one choice, such as last_layer, metric, evaluation or network_type, from facts."""
        with plainly():
            return written(asked().ask(topic, **facts), asked(), form)

    @_tool(server)
    def what_if(
        descriptor: Project,
        changes: Annotated[
            dict[str, Any],
            Field(
                description="New values by dotted path; null takes one out.",
                examples=[{"model.loss": "mse"}],
            ),
        ],
    ) -> str:
        """Compare the advice before and after a change: conclusions gained, lost and altered."""
        with plainly():
            return as_json(asked().what_if(descriptor, changes))


def _add_diagnosis(server: MCPServer[None], asked: Callable[[], Advisor]) -> None:
    @_tool(server)
    def diagnose(
        columns: Columns,
        descriptor: Project | None = None,
        kind: Annotated[
            str | None, Field(description="training, zero_data, one_batch or gan, if known.")
        ] = None,
        form: Written = "markdown",
    ) -> str:
        """Say what the numbers of a training run show: over-fitting, divergence, a stuck loss..."""
        with plainly():
            return _diagnosed(asked(), run_of_columns(columns), descriptor, kind, form)


def _add_log_diagnosis(server: MCPServer[None], asked: Callable[[], Advisor]) -> None:
    @_tool(server)
    def diagnose_log(
        path: Annotated[
            str,
            Field(
                description="A file or folder: CSV, JSON, TensorBoard, Keras, Lightning, Trainer,"
                " MLflow or W&B."
            ),
        ],
        descriptor: Project | None = None,
        kind: Annotated[
            str | None, Field(description="training, zero_data, one_batch or gan, if known.")
        ] = None,
        form: Written = "markdown",
    ) -> str:
        """Say what the training log in a file or folder of this machine shows."""
        with plainly():
            return _diagnosed(asked(), read_run(path), descriptor, kind, form)


def _diagnosed(
    advisor: Advisor, run: Run, descriptor: dict[str, Any] | None, kind: str | None, form: Form
) -> str:
    diagnosis = advisor.diagnose(run, descriptor, kind=kind)
    return diagnosis.to_json().decode() if form == "json" else diagnosis.to_markdown()


def _add_explanations(server: MCPServer[None], asked: Callable[[], Advisor]) -> None:
    @_tool(server)
    def explain(rule: RuleId) -> str:
        """Tell everything about a rule: conditions, thresholds, reasons, source, examples."""
        with plainly():
            return as_json(asked().explain(rule))

    @_tool(server)
    def why_not(rule: RuleId, descriptor: Project) -> str:
        """Say which conditions of a rule hold, fail or are unknown for a project."""
        with plainly():
            return as_json(asked().why_not(rule, descriptor))

    @_tool(server)
    def coverage(
        document: Annotated[
            str | None, Field(description="One document, such as practical-advice.")
        ] = None,
    ) -> str:
        """List the statements of the documents, each with the rules that rest on it."""
        with plainly():
            entries = asked().coverage()
            documents = dict.fromkeys(entry.document for entry in entries)
            if document is not None and document not in documents:
                raise UnknownNameError("document", document, documents)
            return as_json([e for e in entries if document in (None, e.document)])
