"""Reasons of system, store and database are Vietnamese to their end."""

import errno
import os

import pytest

from pipeline.plain_words import from_database, from_store, from_system

VIETNAMESE_ONLY = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


def is_vietnamese(reason):
    return any(letter in VIETNAMESE_ONLY for letter in reason.lower())


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_refusal_of_the_system_has_vietnamese_words(number):
    """Known ones by name, others by number; never the C library's sentence or a path."""
    reason = from_system(OSError(number, os.strerror(number), "/kho/mật.pdf"))
    assert is_vietnamese(reason)
    assert os.strerror(number) not in reason
    assert "/kho" not in reason


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError("An error occurred (507) when calling PutObject"), "hết chỗ"),
        (PermissionError("Access Denied."), "quyền"),
        (PermissionError(errno.EACCES, "Permission denied"), "quyền"),
        (FileNotFoundError("The specified bucket does not exist: NoSuchBucket"), "bucket"),
        (TimeoutError("read timed out"), "không nối được"),
        (OSError("part 50321 is strange"), "kho lưu trữ báo lỗi"),
    ],
)
def test_what_a_store_refuses(error, words):
    """By its codes, wherever they stand; numbers that are no codes say nothing."""
    assert words in from_store(error)


@pytest.mark.parametrize(
    ("complaint", "words"),
    [
        ("database or disk is full", "hết chỗ"),
        ("attempt to write a readonly database", "quyền ghi"),
        ("database disk image is malformed", "bị hỏng"),
        ("file is not a database", "bị hỏng"),
        ("database is locked", "đang bị"),
        ('FATAL: password authentication failed for user "sohoa"', "mật khẩu"),
        ("connection failed: connection to server at 127.0.0.1 refused", "không nối được"),
        ("something new", "sổ cái báo lỗi"),
    ],
)
def test_what_a_database_refuses(complaint, words):
    """SQLite's and PostgreSQL's sentences."""
    assert words in from_database(complaint)
    assert is_vietnamese(from_database(complaint))
