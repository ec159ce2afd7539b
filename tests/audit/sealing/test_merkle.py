"""Trees as RFC 6962 has them; the roots are those of the RFC's reference implementation (certificate-transparency)."""

import pytest

from audit.domain import merkle

INPUTS = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
)]  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_root_of_the_reference(size: int, root: str) -> None:
    assert merkle.root_of(merkle.leaf_hashes(INPUTS[:size])).hex() == root


def test_every_path_of_every_size_leads_to_the_root_and_no_other_does() -> None:
    for size in range(1, 40):
        leaves = merkle.leaf_hashes(str(number).encode() for number in range(size))
        root = merkle.root_of(leaves)
        for index, leaf in enumerate(leaves):
            path = merkle.path_of(leaves, index)
            assert merkle.root_by_path(leaf, index, size, path) == root
            assert size == 1 or merkle.root_by_path(leaves[index - 1], index, size, path) != root
            assert merkle.root_by_path(leaf, index, size, [*path, leaf]) is None
            assert not path or merkle.root_by_path(leaf, index, size, path[:-1]) is None
