"""Programs with a mistake, and the same programs without it."""

from pathlib import Path

import pytest

import advisor as front
from advisor import Advisor
from advisor.inspect import Inspection

PROGRAMS = Path(__file__).parent / "programs"

NAMED = {
    "cats_dropout_convolution": "RG002",
    "churn_bce_without_sigmoid": "LF002",
    "churn_sigmoid_twice": "LF001",
    "clothes_binary_loss": "LL002",
    "digits_nine_units": "LF009",
    "digits_raw_pixels": "DT007",
    "digits_softmax_twice": "LF001",
    "digits_turned_in_place": "AU002",
    "digits_without_activation": "LF002",
    "faces_same_optimizer": "GN004",
    "flowers_relu_head": "LF026",
    "fragment_categorical_one_unit": "LF024",
    "houses_sigmoid": "LF012",
    "letters_nll_softmax": "LF004",
    "lightning_softmax": "LF001",
    "line_tanh": "LF017",
    "news_label_form": "LF008",
    "one_hot_sparse": "LF007",
    "one_unit_cross_entropy": "LF015",
    "reviews_lstm_clipping": "RC003",
    "sensor_two_heads": "LF025",
    "sides_minus_one": "LF013",
    "tags_softmax_bce": "LL002",
    "tape_from_logits": "LF001",
    "transfer_head": "LF001",
    "wine_squared_error": "LL002",
    "words_gru_clipping": "RC003",
    "xor_softmax_unit": "LF005",
}
"""The finding that names the mistake."""


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


def _findings(advisor: Advisor, program: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for inspection in _read(program):
        report = advisor.advise(inspection.descriptor)
        found |= {
            conclusion.rule: conclusion.severity
            for conclusion in report.conclusions
            if conclusion.kind in ("finding", "diagnosis")
        }
    return found


def _read(program: str) -> tuple[Inspection, ...]:
    return front.inspect(PROGRAMS / f"{program}.py")


def test_every_program_has_its_twin_and_its_finding() -> None:
    names = sorted(path.stem for path in PROGRAMS.glob("*.py"))
    assert names == sorted(f"{name}_{kind}" for name in NAMED for kind in ("buggy", "repaired"))


@pytest.mark.parametrize("name", NAMED)
def test_the_mistake_is_named_and_its_repair_is_not(name: str, advisor: Advisor) -> None:
    assert NAMED[name] in _findings(advisor, f"{name}_buggy")
    repaired = _findings(advisor, f"{name}_repaired")
    assert NAMED[name] not in repaired
    assert "error" not in repaired.values()


@pytest.mark.parametrize("name", NAMED)
def test_every_field_has_its_place(name: str) -> None:
    for inspection in _read(f"{name}_buggy"):
        lines = (PROGRAMS / f"{name}_buggy.py").read_text().splitlines()
        assert inspection.found
        for place in inspection.found.values():
            assert place.line is not None
            assert place.column is not None
            assert lines[place.line - 1].strip() == place.text
