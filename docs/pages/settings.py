"""docs/settings.md: every setting, as `workflow.settings` declares it."""

from collections.abc import Mapping

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from docs.pages.markdown import code, page, table
from workflow.settings import Settings

_KINDS: Mapping[object, str] = {int: "a whole number", float: "a number", str: "text"}


def text() -> str:
    """The page."""
    prefix = Settings.model_config.get("env_prefix", "")
    lines = [
        (code(f"{prefix}{name.upper()}"), code(field.default), _takes(field), field.description)
        for name, field in Settings.model_fields.items()
    ]
    return page(
        "# Settings",
        "Everything the service can be told is an environment variable. There is no settings file, and no other place "
        "reads the environment. Durations are in seconds. A variable that is not set has its default; one that does "
        "not fit stops the service at its start, and the message says why.",
        table(["variable", "default", "takes", "what it says"], lines),
        "`ACCORD_DATABASE_URL` takes `sqlite:///path/to/file.db` or `postgresql://user:password@host/database`. The "
        "path of a SQLite file is relative to the folder in which the command is run; with four slashes it is absolute.",
        "[Operations](operations.md) says when one would change which.",
    )


def _takes(field: FieldInfo) -> str:
    said = [_KINDS[field.annotation]]
    for bound in field.metadata:
        match bound:
            case Ge():
                said.append(f"at least {bound.ge}")
            case Gt():
                said.append(f"more than {bound.gt}")
            case Le():
                said.append(f"at most {bound.le}")
    return ", ".join(said)
