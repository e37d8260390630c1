"""What we ship can also be read where PyYAML was built without its C parser."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

WITHOUT_C_PARSER = """
import sys
sys.modules["yaml._yaml"] = None
import yaml
assert not yaml.__with_libyaml__
from pathlib import Path
from advisor.source import read_path
for folder in sys.argv[1:]:
    for path in sorted(Path(folder).glob("*.yaml")):
        print(path.name, len(read_path(path).data))
"""


def test_shipped_files_are_read_without_the_c_parser() -> None:
    folders = [ROOT / "rules", ROOT / "examples"]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_C_PARSER, *folders],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    read = {line.split()[0] for line in done.stdout.splitlines()}
    assert read == {path.name for folder in folders for path in folder.glob("*.yaml")}
