"""E-mail addresses: the one validator, and the one form in which they are compared, kept unique and looked up.

What is taken is what mail servers take (RFC 5321 and 6531, without a look-up in the DNS): a local part in any script and a
domain with a dot in it; no quoted local part, no address literal, nothing that is not drawn. A letter goes to the domain's
A-labels; a local part beyond ASCII needs a server that offers SMTPUTF8. Compared is the local part by `states.text.fold`
and the domain by its A-labels, so that capitals, full-width letters and the two ways of writing a domain make no difference.
"""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from states import text
from workflow.errors import InvalidRequest

LONGEST = 254
"""Characters of an address at most (RFC 5321, 4.5.3.1.3)."""
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Address:
    """An address: as it was typed, as a letter is sent to it, and the form in which it is compared."""

    typed: str
    mailbox: str
    folded: str


def parse_address(typed: str, pointer: str | None = "/email") -> Address:
    """An address that mail servers take. Raises InvalidRequest with the value and its place for anything else."""
    found = read_address(typed)
    if found is None:
        raise InvalidRequest(
            f"“{show(typed)}” is not an e-mail address that can be written to, such as ada@example.org", pointer
        )
    return found


def read_address(typed: str) -> Address | None:
    """The address that a text is, or None if it is none."""
    stripped = typed.strip()
    try:
        found = validate_email(stripped, check_deliverability=False, test_environment=True, strict=True)
    except (EmailNotValidError, UnicodeError):
        return None
    domain = found.ascii_domain
    if domain is None or len(stripped) > LONGEST or text.has_unseen(found.local_part):
        return None
    folded = f"{text.fold(found.local_part)}@{domain.lower()}"
    return Address(stripped, f"{found.local_part}@{domain}", folded) if len(folded) <= LONGEST else None


def fold_address(typed: str) -> str:
    """The form in which an address is compared. Never raises: what is no address is folded as any other text."""
    found = read_address(typed)
    return text.fold(typed) if found is None else found.folded


def show(typed: str) -> str:
    """What somebody typed, as a sentence can quote it: short, and with what cannot be printed written out."""
    seen = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in typed)
    return seen if len(seen) <= _SHOWN else f"{seen[: _SHOWN - 1]}…"
