"""Read YAML strictly: plain data with places, and every problem of the text at once."""

from __future__ import annotations

from typing import Any

import yaml

from advisor.errors import Location, Problem, SourceError
from advisor.source.document import DEPTH_LIMIT, Document, Node, Place, no_mapping
from advisor.source.scalars import DIGIT_LIMIT, WORDS, scalar

__all__ = ["read_yaml"]

VALUE_LIMIT = 1_000_000
PROBLEM_LIMIT = 100
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Stop(Exception):
    """Nothing after this point of the text is worth reading."""


def read_yaml(text: str, name: str) -> Document:
    """Read one YAML document whose top level is a mapping.

    Raises:
        SourceError: all that is wrong with the text.
    """
    builder = _Builder(name)
    _feed(text, builder)
    if builder.problems:
        raise SourceError(builder.problems)
    if builder.root is None:
        raise SourceError([Problem("Y002", "the text is empty", location=Location(name))])
    data, spot = builder.root
    if not isinstance(data, dict) or not isinstance(spot, Node):
        place = spot.place if isinstance(spot, Node) else spot
        empty = data is None
        message = "the text is empty" if empty else no_mapping(data)
        problem = Problem("Y002" if empty else "Y013", message, location=Location(name, *place))
        raise SourceError([problem])
    return Document(name, data, spot.find)


def _feed(text: str, builder: _Builder) -> None:
    """Pass all events of a text to a builder, without recursion."""
    loader = _Loader(text)
    try:
        while loader.check_event():
            builder.take(loader.get_event())
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        builder.refuse("Y005", _syntax(error), _place(mark) if mark else (1, 1))
    except yaml.YAMLError as error:
        builder.refuse("Y005", f"not valid YAML: {error}".partition("\n")[0], (1, 1))
    finally:
        loader.dispose()


def _syntax(error: yaml.MarkedYAMLError) -> str:
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return f"not valid YAML: {said}"


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


class _Builder:
    """Data and places grown from events; a stack stands in for recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.root: tuple[object, Node | Place] | None = None
        self._open: list[tuple[dict[str, object] | list[object], Node]] = []
        self._keys: list[str | None] = []
        self._documents = 0
        self._values = 0

    def refuse(self, code: str, message: str, place: Place) -> None:
        """Note a problem; with very many, stop reading."""
        self.problems.append(Problem(code, message, location=Location(self.name, *place)))
        if len(self.problems) >= PROBLEM_LIMIT:
            raise _Stop

    def take(self, event: Any) -> None:
        """Grow by one event."""
        if isinstance(event, yaml.NodeEvent):
            self._refuse_marks(event)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(_place(event.start_mark))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(_place(event.start_mark))

    def _document(self, place: Place) -> None:
        self._documents += 1
        if self._documents > 1:
            self.refuse("Y012", "a second document starts here; one text holds one", place)
            raise _Stop

    def _refuse_marks(self, event: Any) -> None:
        place = _place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.refuse("Y009", f"alias *{event.anchor} is not allowed; write the value", place)
        elif event.anchor is not None:
            self.refuse("Y009", f"anchor &{event.anchor} is not allowed", place)
        if getattr(event, "tag", None) is not None:
            self.refuse("Y008", f"tag {event.tag} is not allowed", place)

    def _start(self, data: dict[str, object] | list[object], event: Any) -> None:
        place = _place(event.start_mark)
        if len(self._open) >= DEPTH_LIMIT:
            self.refuse("Y011", f"nested deeper than {DEPTH_LIMIT}", place)
            raise _Stop
        node = Node(place)
        if self._key_is_due():
            self.refuse("Y005", "a key must be a word, not a list or mapping", place)
            self._keys[-1] = ""
        else:
            self._put(data, node)
        self._open.append((data, node))
        self._keys.append(None)

    def _scalar(self, event: Any) -> None:
        place = _place(event.start_mark)
        if self._key_is_due():
            self._key(event, place)
        else:
            self._put(self._value(event, place) if event.implicit[0] else event.value, place)

    def _alias(self, place: Place) -> None:
        if self._key_is_due():
            self._keys[-1] = ""
        else:
            self._put(None, place)

    def _key_is_due(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._keys[-1] is None

    def _key(self, event: Any, place: Place) -> None:
        key: str = event.value
        keys = self._open[-1][1].keys
        if key == "<<" and event.implicit[0]:
            self.refuse("Y010", "merge key << is not allowed; write the keys out", place)
        elif key in keys:
            first, column = keys[key]
            message = f"key {key!r} stands here and in line {first}, column {column}"
            self.refuse("Y006", message, place)
        keys.setdefault(key, place)
        self._keys[-1] = key

    def _value(self, event: Any, place: Place) -> object:
        text: str = event.value
        if text.lower() in WORDS:
            message = f"write true or false, or quote the word: {text!r} is neither"
            self.refuse("Y007", message, place)
        try:
            return scalar(text)
        except OverflowError:
            self.refuse("Y005", f"a number with more than {DIGIT_LIMIT} digits", place)
            return None

    def _put(self, value: object, spot: Node | Place) -> None:
        self._values += 1
        if self._values > VALUE_LIMIT:
            place = spot.place if isinstance(spot, Node) else spot
            self.refuse("Y004", f"too large: more than {VALUE_LIMIT:,} values", place)
            raise _Stop
        if not self._open:
            self.root = self.root or (value, spot)
            return
        data, node = self._open[-1]
        if isinstance(data, dict):
            key = self._keys[-1] or ""
            data[key] = value
            node.children[key] = spot
            self._keys[-1] = None
        else:
            node.children[len(data)] = spot
            data.append(value)
