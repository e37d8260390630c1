"""The pages that people see in a browser, written on the server; they work without script."""

from advisor.web.files import STATIC, static_file
from advisor.web.form import link, project_of, told_of
from advisor.web.pages import Pages

__all__ = ["STATIC", "Pages", "link", "project_of", "static_file", "told_of"]
