"""A file's hash, alone and while it is copied."""

import hashlib

import pytest

from pipeline.digests import copied, sha256_of


@pytest.mark.parametrize("size", [0, 1, (1 << 20) + 7])
def test_a_file_and_its_copy_have_the_hash_of_their_bytes(tmp_path, size):
    data = bytes(index % 251 for index in range(1000)) * (size // 1000 + 1)
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(data[:size])
    wanted = hashlib.sha256(data[:size]).hexdigest()
    assert copied(source, target) == (wanted, size)
    assert sha256_of(source) == sha256_of(target) == wanted
    assert target.read_bytes() == data[:size]
