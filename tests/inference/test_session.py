"""A ruleset answers what a plain evaluator answers, again and again, and cleans up after itself."""

import gc
import importlib
import itertools
import os
import random
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import EngineError, EngineUnavailableError
from advisor.inference import session as session_module
from advisor.inference.session import Ruleset

Rules = Sequence[Mapping[int, Collection[int]]]


def plain(rules: Rules, codes: Mapping[int, int] | Sequence[int]) -> tuple[int, ...]:
    """Say which rules fire, in the most obvious way."""
    return tuple(
        index
        for index, rule in enumerate(rules)
        if all(codes[field] in wanted for field, wanted in rule.items())
    )


def random_rules(random: random.Random, most: int = 60) -> list[dict[int, set[int]]]:
    """Make rules over up to twelve fields of up to eight codes, some empty, some unsatisfiable."""
    fields, codes = random.randint(1, 12), random.randint(1, 8)
    return [
        {
            field: {random.randrange(codes) for _ in range(random.choice([1, 1, 2, 3, 0]))}
            for field in random.sample(range(fields), random.randint(0, min(fields, 5)))
        }
        for _ in range(random.randint(1, most))
    ]


def query(random: random.Random) -> list[int]:
    """Make codes for twelve fields: missing, named or beyond any name."""
    return [random.randint(-1, 9) for _ in range(12)]


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_many_queries_on_one_ruleset(random: random.Random) -> None:
    """Whatever was asked before, the answer is the plain one."""
    rules = random_rules(random)
    book = Ruleset("many", rules)
    for _ in range(60):
        codes = query(random)
        assert book.fired(codes) == plain(rules, codes)
        assert book.fired(dict(enumerate(codes))) == plain(rules, codes)
    book.close()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.integers(0, 11), st.frozensets(st.integers(0, 7), max_size=3), max_size=5
        ),
        max_size=12,
    ),
    st.lists(st.lists(st.integers(-1, 9), min_size=12, max_size=12), min_size=1, max_size=5),
)
def test_small_rulesets(rules: Rules, queries: list[list[int]]) -> None:
    """As above, with cases that shrink to something a person can read."""
    book = Ruleset("small", rules)
    assert [book.fired(codes) for codes in queries] == [plain(rules, codes) for codes in queries]
    book.close()


def test_several_threads_on_one_ruleset() -> None:
    """Queries from eight threads do not mix."""
    source = random.Random(1)
    rules = random_rules(source)
    book = Ruleset("threads", rules)
    queries = [query(source) for _ in range(1000)]
    right = [plain(rules, codes) for codes in queries]
    old = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: [book.fired(codes) for codes in queries], range(8)))
    finally:
        sys.setswitchinterval(old)
    assert answers == [right] * 8


def test_every_combination_of_a_table() -> None:
    """A table of three inputs is right in each of its cells."""
    rules = [{0: [0]}, {0: [1, 2], 1: [0]}, {0: [2, 1], 1: [1, 2], 2: [0, 3]}, {2: [3]}, {}]
    book = Ruleset("table", rules)
    for codes in itertools.product(range(-1, 5), repeat=3):
        assert book.fired(codes) == plain(rules, codes)


def test_empty_and_unsatisfiable_rules() -> None:
    """An empty rule always fires, a field without codes never; neither needs the engine."""
    assert Ruleset("none", []).fired([]) == ()
    rules: Rules = [{}, {3: []}, {}]
    always = Ruleset("always", rules)
    assert always.fields == (3,)
    assert always.fired({3: 1}) == (0, 2)


def test_fields_and_what_a_query_must_hold() -> None:
    """A field that the ruleset reads must be answered, be it with -1."""
    book = Ruleset("fields", [{7: [0], 2: [1]}, {5: [0]}])
    assert book.fields == (2, 5, 7)
    assert book.fired({2: 1, 5: -1, 7: 0, 9: 4}) == (0,)
    with pytest.raises(KeyError):
        book.fired({2: 1})
    assert book.fired({2: 1, 5: 0, 7: 0}) == (0, 1)


def test_rules_that_share_a_condition_compile_once() -> None:
    """Equal conditions are one for the engine, and codes used alike are one code."""
    rules: Rules = [{0: [1, 2, 3]}, {0: [3, 2, 1]}, {0: range(1, 4)}, {0: [1, 2, 3], 1: [4, 5]}]
    book = Ruleset("shared", rules)
    assert len(book._sessions[0]._firings) == 2
    assert book.fired([2, 5]) == (0, 1, 2, 3)


@pytest.mark.parametrize("rules", [[{-1: [0]}], [{0: [-1]}], [{0: [1]}, {2: [3, -2]}]])
def test_negative_fields_and_codes_are_refused(rules: Rules) -> None:
    """Minus one says missing, which no rule may ask for."""
    with pytest.raises(EngineError, match="names a negative field or code"):
        Ruleset("negative", rules)


def test_closing() -> None:
    """Closing twice is fine, before any query too; asking afterwards is refused."""
    book = Ruleset("closing", [{0: [1]}, {}])
    assert book.fired([1]) == (0, 1)
    book.close()
    book.close()
    assert book._sessions[0]._handle is None
    with pytest.raises(EngineError, match="ruleset 'closing' is closed"):
        book.fired([1])
    Ruleset("unused", [{0: [1]}]).close()
    Ruleset("no engine", [{}]).close()


def test_a_ruleset_nobody_holds_is_closed() -> None:
    """Without a call of close the memory is given back with the object."""
    book = Ruleset("dropped", [{0: [1]}])
    inner = book._sessions[0]
    assert inner._handle is not None
    del book
    gc.collect()
    assert inner._handle is None


class Breaking:
    """The engine, but its n-th call raises, before it does its work or after."""

    def __init__(self, real: object, countdown: int, error: BaseException, *, after: bool) -> None:
        self._real, self._left, self._error, self._after = real, countdown, error, after

    def __getattr__(self, name: str) -> object:
        """Wrap a function of the engine."""
        found = getattr(self._real, name)
        if not callable(found) or name == "error":
            return found

        def call(*args: object) -> object:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise self._error
            result = found(*args)
            if self._left == 0:
                raise self._error
            return result

        return call


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), SystemExit(1)], ids=repr)
@pytest.mark.parametrize("reopening", [False, True])
def test_a_query_cut_short_leaves_no_trace(
    error: BaseException, after: bool, reopening: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever call of a query, or of the recovery, breaks: the next answer is right."""
    rules = [{0: [1]}, {1: [1]}, {0: [1], 1: [1]}]
    broken = 0
    for countdown in range(1, 14):
        book = Ruleset("cut", rules)
        (inner,) = book._sessions
        with monkeypatch.context() as patch:
            inner._unfinished = reopening
            patch.setattr(inner, "_engine", Breaking(inner._engine, countdown, error, after=after))
            try:
                assert book.fired([1, 1]) == (0, 1, 2)
            except type(error):
                broken += 1
        for codes in ([1, 0], [1, 1], [0, 0], [1, 1]):
            assert book.fired(codes) == plain(rules, codes)
        book.close()
    assert broken == (13 if reopening else 6)


def test_an_error_of_the_engine_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the C module is an EngineError that names the ruleset, and is recovered from."""
    book = Ruleset("failing", [{0: [1]}])
    (inner,) = book._sessions
    error = inner._engine.error("error code: 999")
    with monkeypatch.context() as patch:
        patch.setattr(inner, "_engine", Breaking(inner._engine, 2, error, after=False))
        with pytest.raises(EngineError, match=r"ruleset 'failing': error code: 999"):
            book.fired([1])
    with monkeypatch.context() as patch:
        patch.setattr(inner, "_engine", Breaking(inner._engine, 3, error, after=False))
        with pytest.raises(EngineError, match=r"ruleset 'failing': not compiled"):
            book.fired([1])
    assert book.fired([1]) == (0,)


def run(code: str) -> str:
    """Run code in a fresh interpreter and return what it printed."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()


def test_real_interrupts_by_the_thousand() -> None:
    """Signals that raise anywhere in a query change no answer and leave no lock behind."""
    code = """
import random, signal, threading
from advisor.inference.session import Ruleset
rules = [{0: [1]}, {1: [1, 2]}, {0: [1], 1: [2]}, {}]
right = {(a, b): tuple(i for i, r in enumerate(rules) if all((a, b)[f] in c for f, c in r.items()))
         for a in range(-1, 4) for b in range(-1, 4)}
queries = list(right)
book = Ruleset("signals", rules)
class Stop(BaseException): pass
def stop(*_): raise Stop
signal.signal(signal.SIGALRM, stop)
stopped, r = 0, random.Random(1)
while stopped < 6000:
    try:
        signal.setitimer(signal.ITIMER_REAL, r.uniform(5e-6, 60e-6))
        while True:
            q = r.choice(queries)
            found = book.fired(q)
            if found != right[q]:
                signal.setitimer(signal.ITIMER_REAL, 0)
                raise SystemExit(f"{q}: {found}")
    except Stop:
        stopped += 1
other = []
thread = threading.Thread(target=lambda: other.append(book.fired((1, 1))), daemon=True)
thread.start()
thread.join(10)
print(other)
"""
    assert run(code) == "[(0, 1, 3)]"


def test_memory_stays_level() -> None:
    """Neither 200 rulesets opened and closed nor 100,000 queries cost memory."""
    code = """
from advisor.inference.session import Ruleset
def resident():
    with open("/proc/self/statm") as file: return int(file.read().split()[1]) * 4096 // 2**20
rules = [{i % 9: [1, 2], 9 + i % 7: [i % 5]} for i in range(60)]
def cycle():
    book = Ruleset("cycle", rules); book.fired([1] * 16); book.close()
for _ in range(20): cycle()
before = resident()
for _ in range(200): cycle()
book = Ruleset("kept", rules)
for i in range(100_000): book.fired([i % 3] * 16)
print(resident() - before)
"""
    assert int(run(code)) < 6


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_forks_while_other_threads_ask() -> None:
    """Children answer from the inherited session, make their own, and end cleanly."""
    code = """
import os, threading, warnings
from advisor.inference.session import Ruleset
warnings.simplefilter("ignore", DeprecationWarning)
rules = [{0: [1]}, {1: [2, 3]}, {}]
book = Ruleset("forked", rules)
going = True
def ask():
    while going: assert book.fired((1, 2)) == (0, 1, 2)
threads = [threading.Thread(target=ask) for _ in range(2)]
for thread in threads: thread.start()
failed = 0
for _ in range(20):
    child = os.fork()
    if not child:
        own = Ruleset("own", rules)
        good = all(b.fired((1, 0)) == (0, 2) and b.fired((0, 3)) == (1, 2) for b in (book, own))
        own.close(); book.close()
        os._exit(0 if good else 1)
    failed += os.waitpid(child, 0)[1] != 0
going = False
for thread in threads: thread.join()
print(failed, book.fired((1, 2)))
"""
    assert run(code) == "0 (0, 1, 2)"


def test_leaving_the_interpreter_with_rulesets_open() -> None:
    """Open rulesets, and a daemon thread in the middle of one, do not disturb the exit."""
    code = """
import threading
from advisor.inference.session import Ruleset
book, unused = Ruleset("a", [{0: [1]}]), Ruleset("b", [{0: [1]}])
def ask():
    while True: book.fired([1])
threading.Thread(target=ask, daemon=True).start()
print(book.fired([1]))
"""
    assert run(code) == "(0,)"


@pytest.fixture
def fresh_engine() -> Iterator[None]:
    """Forget that the engine was imported, before and after."""
    known = sys.modules.pop("durable_rules_engine", None)
    session_module._engine.cache_clear()
    yield
    session_module._engine.cache_clear()
    if known is not None:
        sys.modules["durable_rules_engine"] = known


@pytest.mark.usefixtures("fresh_engine")
def test_without_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing engine is reported with what to do, when a ruleset is made and not before."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    before = sys.getdlopenflags()
    flags = os.RTLD_NOW | os.RTLD_GLOBAL
    sys.setdlopenflags(flags)
    try:
        with pytest.raises(EngineUnavailableError, match="C compiler and the Python headers"):
            Ruleset("x", [{0: [1]}])
        assert sys.getdlopenflags() == flags
    finally:
        sys.setdlopenflags(before)
    assert Ruleset("x", [{}]).fired([]) == (0,)


@pytest.mark.usefixtures("fresh_engine")
def test_the_engine_is_bound_lazily(monkeypatch: pytest.MonkeyPatch) -> None:
    """From Python 3.13 the engine only loads so; the flags are put back."""
    seen: list[int] = []
    real = importlib.import_module

    def import_module(name: str) -> object:
        seen.append(sys.getdlopenflags())
        return real(name)

    monkeypatch.setattr(importlib, "import_module", import_module)
    flags = sys.getdlopenflags()
    assert Ruleset("x", [{0: [1]}]).fired([1]) == (0,)
    assert seen == [os.RTLD_LAZY]
    assert sys.getdlopenflags() == flags
