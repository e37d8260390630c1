"""Print one word: ready, or what this interpreter lacks. Plain enough for a Python of any age."""

import os
import sys
import sysconfig


def lacks():
    """Look for the version, the venv module, a C compiler and the headers, in this order."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return "version"
    try:
        import ensurepip  # noqa: F401
        import shutil
        import venv  # noqa: F401
    except ImportError:
        return "venv"
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if not shutil.which(compiler):
        return "compiler"
    headers = os.path.join(sysconfig.get_path("include"), "Python.h")  # noqa: PTH118
    return "ready" if os.path.exists(headers) else "headers"  # noqa: PTH110


print(lacks())
