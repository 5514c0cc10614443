"""The Merkle tree: the published vectors of RFC 6962, and a plain recursive reading of its definition."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow import merkle

INPUTS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [merkle.leaf(bytes.fromhex(one)) for one in INPUTS]
MANY = [merkle.leaf(str(number).encode()) for number in range(130)]


def defined(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1, defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + defined(leaves[:half]) + defined(leaves[half:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_published_leaves_are_the_published_roots(size: int) -> None:
    counted, frontier = merkle.append(0, b"", LEAVES[:size])

    assert (counted, merkle.root(frontier).hex()) == (size, ROOTS[size])


def test_a_leaf_is_hashed_apart_from_a_node_so_that_neither_passes_for_the_other() -> None:
    left, right = merkle.leaf(b"left"), merkle.leaf(b"right")

    _, frontier = merkle.append(0, b"", [left, right])

    assert merkle.leaf(b"left") == hashlib.sha256(b"\0left").digest()
    assert merkle.root(frontier) == hashlib.sha256(b"\1" + left + right).digest()
    assert merkle.root(frontier) != merkle.leaf(left + right)


def test_the_root_of_every_size_up_to_130_is_the_one_the_definition_gives() -> None:
    found, wanted, size, frontier = [], [], 0, b""
    for number, leaf in enumerate(MANY, 1):
        size, frontier = merkle.append(size, frontier, [leaf])
        found.append((size, len(frontier) // 32, merkle.root(frontier)))
        wanted.append((number, number.bit_count(), defined(MANY[:number])))

    assert found == wanted


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_tree_grown_in_any_steps_is_the_tree_grown_at_once(steps: list[int]) -> None:
    leaves = (MANY * 3)[: sum(steps)]
    size, frontier, taken = 0, b"", 0
    for step in steps:
        size, frontier = merkle.append(size, frontier, leaves[taken : taken + step])
        taken += step

    assert (size, frontier) == merkle.append(0, b"", leaves)


def test_growing_by_nothing_changes_nothing() -> None:
    grown = merkle.append(0, b"", MANY)

    assert merkle.append(*grown, []) == grown
    assert merkle.append(0, b"", []) == (0, b"")
    assert merkle.root(b"") == merkle.EMPTY


def test_two_leaves_in_another_order_are_another_tree() -> None:
    _, one = merkle.append(0, b"", LEAVES)
    _, other = merkle.append(0, b"", [LEAVES[1], LEAVES[0], *LEAVES[2:]])

    assert merkle.root(one) != merkle.root(other)
