"""MinHash: the numbers that lie in ledgers, and what they tell."""

from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from pipeline.likeness.minhash import minhash

PARTS = st.lists(st.text(st.characters(codec="utf-8")), min_size=1)


@given(PARTS, st.sampled_from([12, 64]))
def test_the_values_are_datasketch_s(parts, values):
    """Ledgers hold values of documents that were read years ago."""
    theirs = MinHash(num_perm=values, seed=1)
    theirs.update_batch([part.encode() for part in parts])

    assert minhash(parts, values) == tuple(int(value) for value in theirs.hashvalues)


def test_a_value_is_pinned():
    """Whatever becomes of the library that we hold them against."""
    assert minhash({"uybnd", "ybndt", "bndti"}, 4) == (
        1788159771,
        306092084,
        2874071423,
        327215298,
    )


def test_sets_with_half_of_their_parts_in_common_share_half_of_their_values():
    """Within three standard deviations of 1,000 tosses."""
    shared = {f"chung {number}" for number in range(400)}
    one = shared | {f"riêng {number}" for number in range(200)}
    other = shared | {f"khác {number}" for number in range(200)}

    pairs = zip(minhash(one, 1000), minhash(other, 1000), strict=True)

    assert abs(sum(a == b for a, b in pairs) / 1000 - 400 / 800) < 3 * (0.25 / 1000) ** 0.5
