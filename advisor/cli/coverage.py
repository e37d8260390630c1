"""``advisor coverage``: every statement of the documents and the rules that claim it."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.answers import answer_json
from advisor.cli.options import build_advisor, json_or_text, rule_base_options
from advisor.cli.screen import emit, new_page, show

__all__ = ["coverage"]


@click.command(short_help="Show which rules claim each statement of the documents.")
@rule_base_options
@json_or_text
@click.pass_context
def coverage(
    ctx: click.Context, rules_paths: tuple[Path, ...], disable: tuple[str, ...], form: str
) -> None:
    """Show which rules claim each statement; exit with 1 when one is claimed by none."""
    entries = build_advisor(rules_paths, disable).coverage()
    claimed = sum(1 for entry in entries if entry.rules)
    if form == "json":
        emit(answer_json(entries))
    else:
        page = new_page()
        for entry in entries:
            mark = page.glyphs.good if entry.rules else page.glyphs.error
            rules = " ".join(entry.rules) or "no rule"
            page.paragraph(
                f"{rules}  ({entry.says})",
                first=f"{mark} {entry.statement:<5} ",
                label="good" if entry.rules else "error",
            )
        page.line((f"{claimed} of {len(entries)} statements are claimed by a rule.", "title"))
        show(page.lines)
    ctx.exit(int(claimed < len(entries)))
