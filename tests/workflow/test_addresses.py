"""E-mail addresses: what is taken, and what counts as the same."""

import pytest

from workflow.addresses import fold_address, parse_address, read_address
from workflow.errors import InvalidRequest

TAKEN = {
    "ada@example.org": ("ada@example.org", "ada@example.org"),
    "  Ada.Lin@Example.org ": ("Ada.Lin@example.org", "ada.lin@example.org"),
    "ada+award@example.org": ("ada+award@example.org", "ada+award@example.org"),
    "cora@x.test": ("cora@x.test", "cora@x.test"),
    "o'neill@example.org": ("o'neill@example.org", "o'neill@example.org"),
    "jörg@example.org": ("jörg@example.org", "jörg@example.org"),
    "JÖRG@example.org": ("JÖRG@example.org", "jörg@example.org"),
    "jo\u0308rg@example.org": ("jörg@example.org", "jörg@example.org"),
    "ada@münchen.example": ("ada@xn--mnchen-3ya.example", "ada@xn--mnchen-3ya.example"),
    "ada@XN--MNCHEN-3YA.example": ("ada@xn--mnchen-3ya.example", "ada@xn--mnchen-3ya.example"),
    "ada@ｅｘａｍｐｌｅ.org": ("ada@example.org", "ada@example.org"),
    "ａｄａ@example.org": ("ａｄａ@example.org", "ada@example.org"),
    "张伟@例子.公司": ("张伟@xn--fsqu00a.xn--55qx5d", "张伟@xn--fsqu00a.xn--55qx5d"),
}
REFUSED = (
    "", " ", "not an address", "a..b@example.org", ".a@example.org", "a.@example.org", "a@b..org", "ada@", "@example.org",
    "ada@example", "ada@localhost", "ada@-example.org", "ada@exa mple.org", "ada@example.org.", "ada@example.org, b@c.org",
    "Ada <ada@example.org>", '"a b"@example.org', "ada@[127.0.0.1]", "a@b@example.org", "ada@example.org\r\nBcc: b@c.org",
    "ada\u200b@example.org", "a\u034fda@example.org", "\u202eada@example.org", "a\u00adda@example.org", "a\x00@example.org",
    f"{'x' * 65}@example.org", f"ada@{'x' * 64}.org", f"{'x' * 60}@{'.'.join(['y' * 60] * 4)}.org", "\ufdfa" * 20 + "@x.org",
)  # fmt: skip


@pytest.mark.parametrize("typed", TAKEN)
def test_an_address_is_kept_as_typed_sent_to_by_its_a_labels_and_compared_by_its_fold(typed: str) -> None:
    address = parse_address(typed)

    assert (address.typed, address.mailbox, address.folded) == (typed.strip(), *TAKEN[typed])
    assert fold_address(address.folded) == fold_address(typed) == address.folded


@pytest.mark.parametrize("typed", REFUSED)
def test_what_no_mail_server_takes_is_refused_with_the_value_and_its_place(typed: str) -> None:
    with pytest.raises(
        InvalidRequest, match="not an e-mail address that can be written to, such as ada@example"
    ) as caught:
        parse_address(typed)

    assert caught.value.pointer == "/email"
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200
    assert read_address(typed) is None
    fold_address(typed)  # never raises
