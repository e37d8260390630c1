"""Lines as editors and syntax trees count them."""

import ast

import pytest

from advisor.source import split_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ["a", "b"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\rb", ["a", "b"]),
        ("a\n\n", ["a", ""]),
        ("a\x0cb\u2028c\x85d", ["a\x0cb\u2028c\x85d"]),
    ],
)
def test_only_the_ends_that_all_know_divide(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


def test_numbers_are_those_of_syntax_trees() -> None:
    text = "a = 1\r\n\x0c\r\nb = 'x\u2028y'\nc = 2\n"
    nodes = ast.parse(text).body
    assert [split_lines(text)[node.lineno - 1][0] for node in nodes] == ["a", "b", "c"]
