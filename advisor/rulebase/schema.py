"""The format of rule files: one closed pydantic model a kind of file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from advisor.descriptor.kinds import SchemaVersion

__all__ = [
    "CutEntry",
    "DocumentEntry",
    "ExampleEntry",
    "FactEntry",
    "FileEntry",
    "Name",
    "Path",
    "ProfileFile",
    "ProvenanceEntry",
    "QuantityEntry",
    "QuantityReference",
    "ReadingEntry",
    "RuleEntry",
    "Sentence",
    "SourcesFile",
    "StatementsFile",
    "Symbol",
    "Symbols",
    "Text",
    "ThresholdEntry",
    "ThresholdsFile",
    "TopicFile",
    "UncoveredEntry",
    "VocabularyFile",
]


def _sentence(text: str) -> str:
    """Refuse what is no sentence: mostly the torn half of one that holds a comma."""
    first, last = text[0], text.rstrip("\"')")[-1:]
    if not (first.isupper() or first.isdigit() or first in "{\"'(") or last not in ".!?":
        raise ValueError(
            "a sentence starts with a capital and ends with a full stop; quote it if it has commas"
        )
    return text


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Kebab = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2,4}[0-9]{3}$")]
StatementId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.]*$", max_length=32)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$", max_length=64)]
Path = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_0-9]+)*$", max_length=120)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Sentence = Annotated[Text, AfterValidator(_sentence)]
Symbol = bool | Annotated[str, Field(min_length=1, max_length=64)]
Symbols = Symbol | list[Symbol]
Sentences = list[Sentence]
Severity = Literal["info", "warning", "error"]
Basis = Literal["stated", "interpreted"]
Symptom = Literal[
    "healthy",
    "stuck",
    "oscillating",
    "diverging",
    "overfitting",
    "underfitting",
    "validation_overfit",
    "wrong_initial_loss",
    "wrong_feed",
    "zero_data_smooth",
    "single_batch_fail",
    "exploding_gradient",
    "vanishing_gradient",
    "gan_healthy",
    "gan_d_collapse",
    "gan_g_fooling",
    "gan_unstable_gradients",
    "impossible_loss",
    "chance_level",
]


class FileEntry(BaseModel):
    """A part of a rule file; unknown keys are refused and nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class ProvenanceEntry(FileEntry):
    """On whose word a rule speaks; what a rule leaves out comes from its file."""

    document: Key | None = Field(default=None, description="A document of a sources file.")
    locator: Text | None = Field(default=None, description="Where in the document.")
    statement: StatementId | list[StatementId] | None = Field(
        default=None, description="The statements of the document that the rule claims."
    )
    basis: Basis | None = Field(
        default=None, description="`stated` by the document, or `interpreted` from it."
    )


class QuantityReference(FileEntry):
    """An output that is computed: the value of a quantity."""

    quantity: Name


Output = bool | int | float | Annotated[str, Field(min_length=1, max_length=200)]
Outputs = (
    Output | QuantityReference | Annotated[list[Output | QuantityReference], Field(min_length=1)]
)


class RuleEntry(FileEntry):
    """One rule: when which facts hold, what is concluded, and why."""

    id: RuleId
    name: Kebab = Field(description="The thing found, not its cure.")
    status: Literal["draft", "stable", "deprecated"] = "stable"
    when: dict[Name, Symbols] = Field(description="All must hold; a list means one of these.")
    then: dict[Name, Outputs] = Field(default_factory=dict, description="What is advised.")
    kind: Literal["recommendation", "finding", "diagnosis", "good_sign"] = "recommendation"
    severity: Severity | None = None
    review_severity: Severity = Field(
        default="warning", description="How grave it is when the descriptor states something else."
    )
    salience: Annotated[int, Field(ge=-100, le=100)] = 0
    symptom: Symptom | None = None
    onset: Name | None = Field(
        default=None, description="The quantity that gives the row where the symptom begins."
    )
    may_pass: bool = Field(
        default=False,
        description="What the rule sees may pass while a run goes on; a monitor waits longer.",
    )
    message: Sentence
    review_message: Sentence | None = None
    rationale: Sentence | None = None
    causes: Sentences = []
    remedies: Sentences = []
    innocent_explanations: Sentences = []
    measure_next: Sentences = []
    updates: list[RuleId] = Field(default=[], description="Older rules that this one overtakes.")
    provenance: ProvenanceEntry = ProvenanceEntry()

    @model_validator(mode="after")
    def _symptom_belongs_to_a_diagnosis(self) -> RuleEntry:
        if (self.symptom is not None) != (self.kind == "diagnosis"):
            raise ValueError("a diagnosis has a symptom, and nothing else has one")
        if self.onset is not None and self.symptom is None:
            raise ValueError("only a symptom has an onset")
        if self.may_pass and self.symptom is None:
            raise ValueError("only a symptom may pass")
        return self


class ExampleEntry(FileEntry):
    """A case that is run as a test: facts or a descriptor, and what must come of them."""

    name: Text
    given: dict[Name, Symbol] | None = None
    descriptor: dict[str, object] | None = None
    fires: list[RuleId]
    then: dict[Name, Symbols | float] = Field(default_factory=dict)
    asks: list[Name] = []
    kinds: dict[RuleId, Literal["recommendation", "finding", "diagnosis", "good_sign"]] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _one_input(self) -> ExampleEntry:
        if (self.given is None) == (self.descriptor is None):
            raise ValueError("an example has either `given` or `descriptor`")
        return self


class UncoveredEntry(FileEntry):
    """Combinations of inputs that a table leaves without a row on purpose."""

    when: dict[Name, Symbols]
    reason: Sentence


class TopicFile(FileEntry):
    """A decision table or a collection of heuristics about one topic."""

    schema_version: SchemaVersion = Field(alias="schema")
    topic: Name
    title: Text
    kind: Literal["decision_table", "heuristics"]
    hit_policy: Literal["unique", "any", "first", "collect"] = "collect"
    internal: bool = Field(default=False, description="Feeds other topics and is never reported.")
    diagnostic: bool = Field(
        default=False,
        description="Asked when a run is diagnosed, as every topic with symptoms is anyway.",
    )
    presentation: Literal["checklist"] | None = None
    inputs: Annotated[list[Name], Field(min_length=1)]
    outputs: list[Name] = []
    review: dict[Name, Name] | None = Field(
        default=None, description="For each output, the fact that holds what the descriptor states."
    )
    uncovered: list[UncoveredEntry] = []
    provenance: ProvenanceEntry = ProvenanceEntry()
    rules: Annotated[list[RuleEntry], Field(min_length=1)]
    examples: list[ExampleEntry] = []


class QuantityEntry(FileEntry):
    """A number: a field, or a measure over fields and other quantities."""

    path: Path | None = None
    measure: Name | None = None
    of: list[Path] = []
    default: Name | None = None
    points: Name | None = Field(
        default=None, description="The threshold that says how many values each series must have."
    )
    unit: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> QuantityEntry:
        if (self.path is None) == (self.measure is None) or bool(self.of) != bool(self.measure):
            raise ValueError("a quantity has either `path`, or `measure` and `of`")
        return self


class CutEntry(FileEntry):
    """One step of a scale; without a comparison it takes every finite number."""

    symbol: Symbol
    below: Name | None = None
    above: Name | None = None
    at_least: Name | None = None
    at_most: Name | None = None
    not_finite: Literal[True] | None = None

    @property
    def comparisons(self) -> list[tuple[str, str | None]]:
        """The comparisons that are set, each with its threshold."""
        named = [(name, getattr(self, name)) for name in ("below", "above", "at_least", "at_most")]
        found = [(name, threshold) for name, threshold in named if threshold is not None]
        return [*found, ("not_finite", None)] if self.not_finite else found

    @model_validator(mode="after")
    def _at_most_one(self) -> CutEntry:
        if len(self.comparisons) > 1:
            raise ValueError("a cut has at most one comparison")
        return self


class ReadingEntry(FileEntry):
    """One way to find a fact's symbol in a descriptor."""

    path: Path | None = None
    groups: dict[Symbol, list[Symbol]] | None = None
    rest: Symbol | None = None
    given: dict[Symbol, list[str]] | None = None
    contains: list[str] | None = None
    same: Annotated[list[Path], Field(min_length=2, max_length=2)] | None = None
    quantity: Name | None = None
    cuts: list[CutEntry] | None = None
    stated: Annotated[list[Path], Field(min_length=1)] | None = None
    symbol: Symbol | None = None

    @model_validator(mode="after")
    def _one_form(self) -> ReadingEntry:
        used = frozenset(key for key in self.model_fields_set if getattr(self, key) is not None)
        forms = [{"path"}, {"path", "groups"}, {"path", "groups", "rest"}, {"path", "given"},
                 {"path", "contains"}, {"same"}, {"quantity", "cuts"}, {"stated", "symbol"},
                 {"symbol"}]  # fmt: skip
        if used not in map(frozenset, forms):
            raise ValueError(
                "a reading is one of: path, path + groups (+ rest), path + given, "
                "path + contains, same, quantity + cuts, stated + symbol, symbol"
            )
        return self


class FactEntry(FileEntry):
    """A fact: the question that asks for it, and how it is read."""

    question: Sentence
    asks: Path | None = None
    readings: Annotated[list[ReadingEntry], Field(min_length=1)]


class VocabularyFile(FileEntry):
    """Quantities and facts."""

    schema_version: SchemaVersion = Field(alias="schema")
    kind: Literal["vocabulary"]
    title: Text
    quantities: dict[Name, QuantityEntry] = Field(default_factory=dict)
    facts: dict[Name, FactEntry] = Field(default_factory=dict)


class ThresholdEntry(FileEntry):
    """A cut-point, with the reason for it."""

    value: Annotated[int | float, Field(allow_inf_nan=False)]
    reason: Sentence
    basis: Basis = "interpreted"
    reference: Text | None = None


class ThresholdsFile(FileEntry):
    """Cut-points by name."""

    schema_version: SchemaVersion = Field(alias="schema")
    kind: Literal["thresholds"]
    title: Text | None = None
    thresholds: dict[Name, ThresholdEntry]


class DocumentEntry(FileEntry):
    """A document that rules may cite."""

    title: Text
    author: Text
    year: Annotated[int, Field(ge=1900, le=2200)]
    revision: Text | None = None
    where: Text | None = Field(default=None, description="Journal, conference or address.")


class SourcesFile(FileEntry):
    """Documents by key."""

    schema_version: SchemaVersion = Field(alias="schema")
    kind: Literal["sources"]
    title: Text | None = None
    documents: dict[Key, DocumentEntry]


class StatementEntry(FileEntry):
    """One thing that a document says, in own words."""

    where: Text
    says: Sentence


class StatementsFile(FileEntry):
    """The statements of one document, each to be claimed by a rule."""

    schema_version: SchemaVersion = Field(alias="schema")
    kind: Literal["statements"]
    title: Text | None = None
    document: Key
    statements: dict[StatementId, StatementEntry]


class DisableEntry(FileEntry):
    """A rule that a user does not want, and why."""

    rule: RuleId
    reason: Sentence


class OverrideEntry(FileEntry):
    """A threshold that a user sets differently, and why."""

    value: Annotated[int | float, Field(allow_inf_nan=False)]
    reason: Sentence


class ProfileFile(FileEntry):
    """A user's own choices about the rules: some disabled, some thresholds moved."""

    schema_version: SchemaVersion = Field(alias="schema")
    kind: Literal["profile"]
    title: Text | None = None
    disable: list[DisableEntry] = []
    thresholds: dict[Name, OverrideEntry] = Field(default_factory=dict)
