"""What is asked in several tests, and what an answer says."""

from __future__ import annotations

from mcp_types import CallToolResult, TextContent

SPAM = {"problem": {"task": "binary_classification"}, "model": {"last_activation": "softmax"}}
STUCK = {"loss": [2.3, 2.31, 2.3, 2.31, 2.3, 2.3]}


def text(result: CallToolResult) -> str:
    """Return the one text of an answer."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text
