"""Every code that a refusal may carry, with one line on what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["CODES", "codes_in", "problems_page"]

LETTERS = {
    "Y": "Reading a file",
    "D": "Descriptors",
    "I": "Training logs",
    "T": "Tables of data",
    "M": "Models and programs",
    "A": "Reviews",
    "S": "The form of rule files",
    "R": "The rule base as a whole",
}

CODES = {
    "Y001": "The file does not exist or cannot be read, or a folder holds no rule file.",
    "Y002": "The file is empty.",
    "Y003": "The file is no text: binary, or not UTF-8.",
    "Y004": "The file is larger than the limit.",
    "Y005": "The text breaks the syntax of its format.",
    "Y006": "A key is given twice; the message names both places.",
    "Y007": "A word such as yes, no, on or off stands where `true` or `false` is meant.",
    "Y008": "A YAML tag is used; plain values only.",
    "Y009": "A YAML anchor or alias is used; write the value out.",
    "Y010": "A YAML merge key is used; write the keys out.",
    "Y011": "The text is nested too deeply.",
    "Y012": "The file holds more than one document.",
    "Y013": "The top level is not a mapping of names to values.",
    "D001": "The descriptor has no such field.",
    "D002": "The field has no such symbol.",
    "D003": "The value is of the wrong type.",
    "D004": "The number is out of bounds, or not finite where it must be.",
    "D005": "Something required is missing.",
    "D006": "The schema version is unknown.",
    "D007": "A fact contradicts another one, or a field, that is told beside it.",
    "I001": "The log cannot be read: it does not exist, or may not be opened.",
    "I002": "The log is empty, too large to be read whole, or of no kind that is known.",
    "I003": "No column, tag or key is known as a loss, an accuracy or a gradient norm.",
    "I004": "The mapping (`--map`) names a series or a column that does not exist.",
    "I005": "Two columns could each be the same series; a mapping (`--map`) decides.",
    "I006": "A cell is no number, or a line or record is broken or unfinished.",
    "I007": "The log holds no values yet.",
    "I008": "Several runs are found where one is wanted, or two stand in one file.",
    "I009": "The folder holds no training log.",
    "I010": "A package that the format needs is not installed; the message names the extra.",
    "I011": "The tracking server does not answer.",
    "T001": "The table cannot be read: it does not exist, or may not be opened.",
    "T002": "The file is empty, encrypted, compressed, too large to be read whole, or no table.",
    "T003": "A row, block or object is broken; the message says how, and where that is known.",
    "T004": "The text is not UTF-8.",
    "T005": "The header is missing, or a name in it cannot be used or is given twice.",
    "T006": "There is no such column.",
    "T007": "There are too few rows, or nothing but gaps.",
    "T008": "Lists or objects stand inside cells.",
    "T009": "A column mixes types.",
    "T010": "The folder holds no images in folders by class.",
    "M001": "The model or program cannot be read: it does not exist, or may not be opened.",
    "M002": "The file is empty, larger than the limit, or of no kind that is known.",
    "M003": "The Python source does not parse.",
    "M004": "The source holds no model of Keras or PyTorch.",
    "M005": "The file is damaged, or is not what its form promises.",
    "M006": "The file is a pickle, which runs code when it is opened; it is never opened.",
    "M007": "The archive is encrypted, or would unpack to more than the limit.",
    "M008": "The model needs code to be run, which was not asked for.",
    "M009": "The code that makes the model failed, or made something else.",
    "M010": "A package that the form needs is not installed; the message names it.",
    "A001": "A comment ignores a rule that does not exist.",
    "A002": "A comment ignores nothing that is found.",
    "A003": "A comment ignores something without saying why.",
    "A004": "A file in a folder cannot be read; the rest is reviewed.",
    "A005": "A setting in `[tool.advisor]` or its table `review` is unknown or wrong.",
    "S001": "The rule file has a key that its kind does not know.",
    "S002": "A required key is missing.",
    "S003": "A value is of the wrong type or out of bounds.",
    "S004": "The `kind` of the rule file is missing or unknown.",
    "S005": "The schema version of the rule file is unknown.",
    "S006": "A name or an id is not of the form asked for.",
    "R101": "The id of the rule is taken.",
    "R102": "The name of the rule is taken.",
    "R103": "An input or a condition names an unknown fact.",
    "R104": "A fact has no such symbol.",
    "R105": "Two rows of a table overlap although its hit policy wants one.",
    "R106": "A combination of inputs has no row and is not declared as uncovered.",
    "R107": "A row can never be reached.",
    "R108": "An input discriminates nothing.",
    "R109": "No example fires the rule.",
    "R110": "No example leaves the file silent.",
    "R111": "An example contradicts what the rules do.",
    "R112": "A rule does not say on whose word it speaks.",
    "R113": "A document is cited that no sources file knows.",
    "R114": "A statement is claimed that the document does not make.",
    "R115": "A statement is claimed by no rule.",
    "R116": "A message names something that need not be known when its rule fires.",
    "R117": "Topics build on each other in a circle, or an input comes from the topic itself.",
    "R118": "An unknown threshold is named.",
    "R119": "A quantity, a measure, a field or a reading is unknown or does not fit.",
    "R120": "A fact's readings are incomplete or in the wrong order.",
    "R121": "An output is named that the topic does not have.",
    "R122": "A rule matches on something that is no input of its topic.",
    "R123": "An output is reviewed against an unknown fact.",
    "R124": "A topic, fact, quantity or output is defined twice, or an output is never given.",
    "R125": "A set-valued fact is matched on; such facts only serve for review.",
    "R126": "A rule is named that does not exist.",
    "R127": "A combination declared as uncovered has a row.",
    "R128": "A rule that is reported rests on no fact.",
    "R129": "The rule is the first that the rule engine cannot hold; the message names the limit.",
    "R130": "A rule is `basis: stated` and names no statement, though the document lists them.",
    "R131": "The rows of a table are too tangled to be checked for gaps in a bounded time.",
    "R132": "A snippet is for advice that no rule gives.",
    "R133": "The code of a snippet is no Python.",
    "R134": "The code of a snippet names what is neither bound, given nor filled in.",
    "R135": "A snippet is never shown, because an earlier one stands for the same advice.",
}


def codes_in(folder: Path) -> Iterator[str]:
    """Find every code that the modules of a folder spell."""
    for path in sorted(folder.rglob("*.py")):
        yield from re.findall(r'"([YDSRT][0-9]{3})"', path.read_text())
        yield from re.findall(r'"([YDMSR][0-9]{3})"', path.read_text())


def problems_page() -> str:
    """Return the page that lists every code."""
    parts = ["# Problems", "Refusals read `file:line:column: CODE path: message`. Generated."]
    for letter, title in LETTERS.items():
        rows = [f"| {code} | {line} |" for code, line in CODES.items() if code[0] == letter]
        parts += [f"## {title}", "\n".join(["| Code | Meaning |", "| --- | --- |", *rows])]
    return "\n\n".join(parts) + "\n"
