"""Review files and folders, one project after another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from advisor.errors import Location, Problem, ProblemsError
from advisor.inspect.result import Place
from advisor.report import Conclusion
from advisor.review.baseline import fingerprint, read_baseline, unknown
from advisor.review.comments import Ignores, ignores_in
from advisor.review.folders import counts, files_in, matches
from advisor.review.model import Finding, Remark, Review
from advisor.review.placing import blamed, reasons
from advisor.review.selection import Selection, Selector
from advisor.review.subjects import Subject, open_subjects
from advisor.review.texts import lines_of
from advisor.service import Advisor

__all__ = ["review"]

_NO_MODEL = "M004"
_LONGEST = 200
_CELL = re.compile(r"#cell(\d+)$")

_Line = tuple[int | None, int | None]
_Texts = Mapping[_Line, str]
"""What stands in a line of a cell."""

PathLike = str | os.PathLike[str]


def review(
    paths: Iterable[PathLike],
    *,
    advisor: Advisor | None = None,
    selection: Selection | None = None,
    baseline: PathLike | None = None,
    exclude: Sequence[str] = (),
    skip_others: bool = False,
    root: PathLike | None = None,
    names: Mapping[Path, str] | None = None,
    progress: Callable[[str], object] | None = None,
) -> Review:
    """Say what is wrong in descriptors, programs and models, and where.

    Args:
        paths: Files, and folders that are searched to the bottom.
        advisor: The advisor to ask; one with the shipped rules by default.
        selection: Which findings are wanted; all by default.
        baseline: A file of findings that are known already.
        exclude: Patterns of paths that are left out of folders.
        skip_others: Leave out files that hold nothing to review, as in folders, although they
            are named.
        root: The folder that patterns and fingerprints name files from; the current one by
            default. Places name files from the current folder in any case.
        names: How files are called, where not by their paths.
        progress: Called with the name of each file before it is read.

    Raises:
        ProblemsError: With every problem of the files named; those in folders are remarks.
        UnknownNameError: A rule to select or to ignore does not exist.
        AdvisorError: The baseline cannot be read.
    """
    work = _Work(
        advisor or Advisor(), selection or Selection(), Path(root or Path.cwd()), names or {}
    )
    work.selection.check(work.selector)
    known = read_baseline(Path(baseline)) if baseline is not None else None
    for path, named in _files(paths, exclude, skip_others):
        if progress is not None:
            progress(str(path))
        work.read(path, named=named)
    if work.problems:
        raise ProblemsError(work.problems)
    found = sorted(work.findings, key=_order)
    new = unknown(found, known) if known is not None else found
    about = work.advisor.rulebase
    return Review(
        rulebase={"version": about.version, "hash": about.hash},
        findings=tuple(new),
        remarks=tuple(work.remarks),
        files=work.files,
        projects=work.projects,
        partly=work.partly,
        ignored=work.ignored,
        known=len(found) - len(new),
    )


@dataclass
class _Work:
    """A review under way."""

    advisor: Advisor
    selection: Selection
    root: Path
    names: Mapping[Path, str]
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    projects: int = 0
    partly: int = 0
    ignored: int = 0

    def __post_init__(self) -> None:
        self.selector = Selector(self.advisor.rulebase)

    def read(self, path: Path, *, named: bool) -> None:
        """Review one file; what cannot be read is a problem where the caller named the file."""
        shown = self.names.get(path) or _relative(path, Path.cwd())
        try:
            subjects = open_subjects(path, shown)
        except ProblemsError as error:
            self._refuse(_renamed(error, str(path), shown), named=named)
            return
        self.files += 1
        self.projects += len(subjects)
        self.partly += sum(subject.partly for subject in subjects)
        lines = lines_of(path)
        ignores = ignores_in(path, lines, shown, self.selector)
        named_as = self.names.get(path) or _relative(path, self.root)
        texts: _Texts = {(line.cell, line.number): line.text for line in lines}
        self._keep(subjects, texts, ignores, named_as)
        self.remarks += ignores.remarks()

    def _keep(
        self, subjects: Sequence[Subject], texts: _Texts, ignores: Ignores, file: str
    ) -> None:
        # Several models of one file may share what is wrong; it is told once.
        found: dict[tuple[str, Place], Finding] = {}
        for subject in subjects:
            for conclusion in self.advisor.advise(subject.descriptor).conclusions:
                if conclusion.wrong:
                    finding = _finding(conclusion, subject, texts, file)
                    # What lies in another file altogether is told when that one is reviewed.
                    if finding.place.file == subject.start.file:
                        found.setdefault((finding.rule, finding.place), finding)
        for finding in found.values():
            # A comment is of use even where its rule is not asked for this time.
            covered = ignores.covers(finding)
            if self.selection.wants(finding, file, self.selector):
                self.ignored += covered
                self.findings += () if covered else (finding,)

    def _refuse(self, problems: Iterable[Problem], *, named: bool) -> None:
        if named:
            self.problems += problems
            return
        for problem in problems:
            if problem.code != _NO_MODEL:
                message = f"left out: {problem.message} ({problem.code})"
                spot = _spot(problem.location)
                self.remarks.append(Remark(code="A004", message=message, place=spot))


def _renamed(error: ProblemsError, file: str, shown: str) -> Iterator[Problem]:
    """Name the file as findings name it."""
    for each in error.problems:
        where = each.location
        yield replace(each, location=replace(where, file=where.file.replace(file, shown, 1)))


def _spot(where: Location) -> Place:
    cell = _CELL.search(where.file)
    return Place(
        file=_CELL.sub("", where.file),
        line=where.line,
        column=where.column,
        cell=int(cell[1]) if cell else None,
    )


def _relative(path: Path, root: Path) -> str:
    try:
        name = path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        name = path.as_posix()
    # A name may hold ends of lines, and bytes that are no text in any form of output.
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def _files(
    paths: Iterable[PathLike], exclude: Sequence[str], skip_others: bool
) -> Iterator[tuple[Path, bool]]:
    """Give each file once, and whether it must hold something to review."""
    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        folder = path.is_dir()
        if skip_others and not folder and (matches(path, exclude) or not counts(path)):
            continue
        for file in files_in(path, exclude) if folder else (path,):
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, not (folder or skip_others)


def _finding(conclusion: Conclusion, subject: Subject, texts: _Texts, file: str) -> Finding:
    def located(field: str) -> Place | None:
        found = subject.place(field)
        own = found is not None and found.file == subject.start.file
        return _with_text(found, texts) if found is not None and own else found

    path, place = blamed(conclusion, located, subject.start.file)
    value = next((each.value for each in conclusion.because if each.path == path), None)
    said = conclusion.provenance
    return Finding(
        rule=conclusion.rule,
        name=conclusion.name,
        topic=conclusion.topic,
        kind="diagnosis" if conclusion.kind == "diagnosis" else "finding",
        severity=conclusion.severity,
        message=conclusion.message,
        rationale=conclusion.rationale,
        remedies=conclusion.remedies,
        innocent_explanations=conclusion.innocent_explanations,
        because=tuple(reasons(conclusion, located)),
        document=said.document,
        statements=said.statements,
        locator=said.locator,
        project=subject.name,
        path=path,
        place=place or _with_text(subject.start, texts),
        fingerprint=fingerprint(conclusion.rule, file, subject.name, path, value),
    )


def _with_text(place: Place, texts: _Texts) -> Place:
    text = texts.get((place.cell, place.line), place.text)
    return replace(place, text=text.rstrip()[:_LONGEST])


def _order(finding: Finding) -> tuple[str, int, int, int, str]:
    place = finding.place
    return (place.file, place.cell or 0, place.line or 0, place.column or 0, finding.rule)
