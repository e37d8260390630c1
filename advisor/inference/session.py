"""Run rulesets in the durable_rules engine, one kept session each.

The only module that touches the engine. What crosses into its C code is small integers under
names chosen here, never a word of the caller's. A query is one strict cycle: assert one flat
message, drain the firings, retract it. A cycle that did not end leaves the session marked, and the
next query starts from a fresh one.
"""

from __future__ import annotations

import importlib
import itertools
import json
import math
import os
import sys
import threading
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from operator import getitem, itemgetter
from typing import NoReturn, Protocol, cast

from advisor.errors import EngineError, EngineUnavailableError

__all__ = ["LimitError", "Ruleset"]

MISSING = -1
MAX_FIELDS = 252  # a message of the engine holds 254 properties, two of them its id and session
MAX_CONDITIONS = 4095  # 4,096 rules, one of them the start rule
MAX_TESTS = 500  # 512 distinct tests under one node hang the engine for ever
MAX_PENDING = 64  # matches waiting inside one query; tests in field order need one a field at most

Condition = tuple[tuple[int, int], ...]  # (field, local code), in the order of the fields
Rule = Mapping[int, Collection[int]]
Codes = Mapping[int, int] | Sequence[int]
Numbers = Mapping[int, Mapping[int, int]]  # field -> its codes -> their local codes

_END = '"id":"m","sid":"s"}'
_START = '{"start":1,' + _END
_RETRACT = "{" + _END
_SESSION = "s"
_START_RULE = "0000"
_MANY = 256  # codes of sets of symbols may be larger, and are not noted
_OK, _UNMATCHED = 0, 1

_names = itertools.count(1)
# One lock for all: calls take microseconds and never overlap, and a fork then finds no query open.
_lock = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release
    )


class _Engine(Protocol):
    """The functions of the C module that are used here, and no others."""

    error: type[Exception]

    def create_ruleset(self, name: str, definition: str, /) -> int: ...
    def delete_ruleset(self, handle: int, /) -> None: ...
    def delete_state(self, handle: int, session: str, /) -> None: ...
    def assert_fact(self, handle: int, message: str, /) -> tuple[int, int]: ...
    def retract_fact(self, handle: int, message: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None: ...


class LimitError(EngineError):
    """A ruleset is larger than the engine can hold; ``rule`` is the first that did not fit."""

    def __init__(self, message: str, rule: int) -> None:
        super().__init__(message)
        self.rule = rule


class Ruleset:
    """One ruleset compiled in durable_rules with one kept session.

    A rule is a conjunction: field index -> the symbol codes (0 and up) that satisfy it. An empty
    rule always fires; a field without codes is never satisfied.
    """

    fields: tuple[int, ...]

    def __init__(self, name: str, rules: Sequence[Rule]) -> None:
        self.fields = tuple(sorted({field for rule in rules for field in rule}))
        self._name = name
        self._always = tuple(index for index, rule in enumerate(rules) if not rule)
        _check_rules(name, rules, self.fields)
        numbers = _local_numbers(rules)
        groups = list(_groups(_conditions(name, rules, numbers)))
        for group in groups:
            _check_tests(name, group)
        self._sessions = [_Session(name, group, numbers) for group in groups]
        self._closed = False
        # Not at exit: the process frees everything itself, and a thread may still be asking.
        self._finalizer = weakref.finalize(self, _close_all, self._sessions)
        self._finalizer.atexit = False
        with _lock:
            for session in self._sessions:
                session.open()

    def fired(self, codes: Codes) -> tuple[int, ...]:
        """Return the indexes of the rules that fire, in ascending order.

        The codes are looked up by field index and must hold every one of ``fields``; -1 says that
        the value is missing, and a code that no rule names satisfies none.
        """
        found = [*self._always]
        with _lock:
            if self._closed:
                raise EngineError(f"ruleset {self._name!r} is closed")
            for session in self._sessions:
                session.ask(codes, found)
        found.sort()
        return tuple(found)

    def close(self) -> None:
        """Free the session and the ruleset; asking afterwards is refused, closing again is not."""
        self._closed = True
        self._finalizer()


class _Session:
    """Up to 4,095 conditions compiled in the engine, and the one session that is asked."""

    def __init__(
        self, name: str, conditions: Mapping[Condition, tuple[int, ...]], numbers: Numbers
    ) -> None:
        self._name = name
        self._engine = _engine()
        fields = sorted({field for condition in conditions for field, _ in condition})
        self._pick = _picker(fields)
        self._books = [_Book(place, numbers[field]) for place, field in enumerate(fields)]
        self._firings = {f"{n:04}": rules for n, rules in enumerate(conditions.values(), start=1)}
        self._definition = _definition(conditions, fields)
        self._handle: int | None = None
        self._state = 0
        self._started = False
        self._unfinished = False

    def open(self) -> None:
        """Compile the ruleset and fire its start rule, so that the session may be deleted."""
        engine = self._engine
        try:
            handle = engine.create_ruleset(f"advisor-{next(_names)}", self._definition)
            self._started = False
            self._handle = handle
            status, self._state = engine.assert_fact(handle, _START)
            first = engine.start_action_for_state(handle, self._state)
            self._started = first is not None
            if status != _OK or first is None or first[1][2:6] != _START_RULE:
                raise EngineError(f"ruleset {self._name!r}: the start rule did not fire")
            engine.complete_and_start_action(handle, self._state)
            engine.retract_fact(handle, _RETRACT)
            self._unfinished = False
        except engine.error as error:
            raise EngineError(f"ruleset {self._name!r}: not compiled: {error}") from error

    def ask(self, codes: Codes, found: list[int]) -> None:
        """Add the rules that fire for these codes."""
        message = "{" + "".join(map(getitem, self._books, self._pick(codes))) + _END
        handle = self._handle
        if self._unfinished or handle is None:
            handle = self._reopen()
        engine, state, firings = self._engine, self._state, self._firings
        self._unfinished = True
        try:
            status, _ = engine.assert_fact(handle, message)
            if status == _OK:
                first = engine.start_action_for_state(handle, state)
                if first is None:
                    raise EngineError(f"ruleset {self._name!r}: a match was lost")
                step: str | None = first[1]
                # A firing is the text {"0001":{"m":...}}, so its name is found without parsing.
                while step:
                    found += firings[step[2:6]]
                    step = engine.complete_and_start_action(handle, state)
                engine.retract_fact(handle, _RETRACT)
            elif status != _UNMATCHED:
                raise EngineError(f"ruleset {self._name!r}: an earlier message was left behind")
        except engine.error as error:
            raise EngineError(f"ruleset {self._name!r}: {error}") from error
        self._unfinished = False

    def close(self) -> None:
        """Delete the session, then the ruleset: in any other order the memory is lost."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        # Deleting a session that never fired frees a pointer the engine never set: rather leak it.
        if self._started:
            self._engine.delete_state(handle, _SESSION)
        self._engine.delete_ruleset(handle)

    def _reopen(self) -> int:
        self.close()
        self._unfinished = True
        self.open()
        return cast(int, self._handle)


class _Book(dict[int, str]):
    """The part of a message that each code of one field becomes; codes not named become 0."""

    def __init__(self, place: int, numbers: Mapping[int, int]) -> None:
        super().__init__({code: f'"f{place}":{number},' for code, number in numbers.items()})
        self[MISSING] = f'"f{place}":-1,'
        self._unnamed = f'"f{place}":0,'

    def __missing__(self, code: int) -> str:
        if type(code) is int and code < _MANY:
            self[code] = self._unnamed  # the next look-up then needs no Python
        return self._unnamed


def _local_numbers(rules: Sequence[Rule]) -> Numbers:
    """Number the codes of each field from 1; codes that occur in the same conditions share one."""
    wanted: dict[int, dict[frozenset[int], None]] = {}
    for rule in rules:
        for field, codes in rule.items():
            wanted.setdefault(field, {})[frozenset(codes)] = None
    return {field: _classes(list(sets)) for field, sets in wanted.items()}


def _classes(sets: Sequence[frozenset[int]]) -> dict[int, int]:
    members: dict[int, list[int]] = {}
    for number, codes in enumerate(sets):
        for code in codes:
            members.setdefault(code, []).append(number)
    numbers: dict[tuple[int, ...], int] = {}
    return {
        code: numbers.setdefault(tuple(members[code]), len(numbers) + 1) for code in sorted(members)
    }


def _conditions(
    name: str, rules: Sequence[Rule], numbers: Numbers
) -> dict[Condition, tuple[int, ...]]:
    """Expand "one of" into plain conjunctions; equal ones are merged, with all their rules."""
    found: dict[Condition, tuple[int, ...]] = {}
    for index, rule in enumerate(rules):
        choices = [
            sorted({(field, numbers[field][code]) for code in codes})
            for field, codes in sorted(rule.items())
        ]
        if rule and math.prod(map(len, choices)) <= MAX_CONDITIONS:
            for condition in itertools.product(*choices):
                found[condition] = (*found.get(condition, ()), index)
        elif rule:
            _refuse_size(name, "it expands 'one of'", index)
        if len(found) > MAX_CONDITIONS:
            _refuse_size(name, "the rules up to it expand", index)
    return dict(sorted(found.items()))


def _groups(
    conditions: Mapping[Condition, tuple[int, ...]],
) -> Iterator[dict[Condition, tuple[int, ...]]]:
    """Split where one query could leave more matches pending than the engine can hold."""
    group: dict[Condition, tuple[int, ...]] = {}
    fields: set[int] = set()
    for condition, rules in conditions.items():
        more = fields.union(field for field, _ in condition)
        if group and len(more) > MAX_PENDING:
            yield group
            group, more = {}, {field for field, _ in condition}
        fields = more
        group[condition] = rules
    if group:
        yield group


def _check_rules(name: str, rules: Sequence[Rule], fields: Sequence[int]) -> None:
    seen: set[int] = set()
    for index, rule in enumerate(rules):
        if any(field < 0 or any(code < 0 for code in codes) for field, codes in rule.items()):
            raise EngineError(
                f"ruleset {name!r}: rule {index} names a negative field or code; both start at 0"
            )
        seen.update(rule)
        if len(seen) > MAX_FIELDS:
            raise LimitError(
                f"its topic {name!r} reads {len(fields)} facts at once, of {MAX_FIELDS} at most;"
                " divide it",
                index,
            )


def _check_tests(name: str, conditions: Mapping[Condition, tuple[int, ...]]) -> None:
    below: dict[Condition, dict[tuple[int, int], int]] = {}
    for condition, rules in conditions.items():
        for depth, test in enumerate(condition):
            tests = below.setdefault(condition[:depth], {})
            tests[test] = min(rules[0], tests.get(test, rules[0]))
    widest = max(below.values(), key=len)
    count = len(widest) + 1  # the start rule tests at the top, too
    if count > MAX_TESTS:
        raise LimitError(
            f"its topic {name!r} needs {count} distinct tests side by side, of {MAX_TESTS} at"
            " most; give it fewer facts or symbols, or divide it",
            sorted(widest.values())[MAX_TESTS - 1],
        )


def _refuse_size(name: str, what: str, rule: int) -> NoReturn:
    raise LimitError(
        f"in topic {name!r} {what} to more than {MAX_CONDITIONS} conditions; name fewer symbols"
        " in each 'one of', or divide the topic",
        rule,
    )


def _definition(conditions: Mapping[Condition, tuple[int, ...]], fields: Sequence[int]) -> str:
    # The engine compares names by a 32-bit hash: f0 .. f251 by place are known not to collide.
    names = {field: f"f{place}" for place, field in enumerate(fields)}
    patterns: list[list[dict[str, int]]] = [[{"start": 1}]]
    patterns += [[{names[field]: code} for field, code in condition] for condition in conditions]
    return json.dumps(
        {f"{n:04}": {"all": [{"m": {"$and": tests}}]} for n, tests in enumerate(patterns)},
        separators=(",", ":"),
    )


def _picker(fields: Sequence[int]) -> Callable[[Codes], Sequence[int]]:
    if len(fields) > 1:
        return cast("Callable[[Codes], Sequence[int]]", itemgetter(*fields))
    (field,) = fields
    return lambda codes: (codes[field],)


def _close_all(sessions: Sequence[_Session]) -> None:
    with _lock:
        for session in sessions:
            session.close()


@cache
def _engine() -> _Engine:
    """Import the engine; lazy binding, because from Python 3.13 a symbol it never calls is gone."""
    lazy = getattr(os, "RTLD_LAZY", None)
    flags = sys.getdlopenflags() if lazy is not None else 0
    try:
        if lazy is not None:
            sys.setdlopenflags(lazy)
        return cast(_Engine, importlib.import_module("durable_rules_engine"))
    except ImportError as error:
        raise EngineUnavailableError(
            f"the rule engine cannot be imported ({error}); it is compiled when it is installed:"
            " have a C compiler and the Python headers at hand, then run"
            " CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject"
            " pip install --force-reinstall --no-cache-dir --no-binary durable-rules"
            " durable-rules==2.0.28"
        ) from error
    finally:
        if lazy is not None:
            sys.setdlopenflags(flags)
