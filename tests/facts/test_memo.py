"""What is remembered stays within bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.facts import Memo


@given(st.lists(st.integers()), st.integers(1, 5))
def test_memory_never_outgrows_its_limit(keys: list[int], limit: int) -> None:
    """However many keys come, no more than the limit are kept, and the last one is."""
    memo: Memo[int, int] = Memo(limit)
    for key in keys:
        assert memo.keep(key, -key) == -key
        assert memo[key] == -key
        assert len(memo) <= limit
