"""A file out of a form, while it comes: nothing of it waits in memory or in a second file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import HTTPException
from python_multipart.multipart import MultipartParser, parse_options_header

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["OneFile", "blocks_of"]

_MOST_HEADERS = 20
_MOST_HEADER = 8192


class OneFile:
    """Takes a form apart as its bytes come; the first part with a file name is the file.

    Args:
        content_type: Of the request.

    Raises:
        HTTPException: It says no boundary (415).

    Attributes:
        name: That the sender gave the file; None until its part begins.
    """

    def __init__(self, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary or len(boundary) > 200:
            raise HTTPException(415, "Biểu mẫu không có ranh giới (boundary).")
        self.name: str | None = None
        self._headers: dict[bytes, bytes] = {}
        self._field = self._value = b""
        self._taking = self._taken = self._whole = False
        self._found: list[bytes] = []
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header,
                "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data,
                "on_part_end": self._end,
                "on_end": self._on_end,
            },
        )

    def take(self, block: bytes) -> bytes:
        """The file's bytes in the next bytes of the form.

        Raises:
            HTTPException: It is no form (422).
        """
        self._found.clear()
        try:
            self._parser.write(block)
        except ValueError as error:  # python-multipart's own are such
            raise HTTPException(422, "Biểu mẫu gửi lên bị hỏng.") from error
        return b"".join(self._found)

    def see_end(self) -> None:
        """See that all of it came.

        Raises:
            HTTPException: It broke off, or there was no file in it (422).
        """
        if not self._taken:
            raise HTTPException(422, "Biểu mẫu không có tệp nào.")
        if not self._whole:
            raise HTTPException(422, "Biểu mẫu gửi lên bị đứt giữa chừng.")

    def _begin(self) -> None:
        self._headers = {}

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]
        self._see_size()

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._see_size()

    def _see_size(self) -> None:
        if len(self._field) + len(self._value) > _MOST_HEADER or len(self._headers) > _MOST_HEADERS:
            raise ValueError("headers too long")

    def _on_header(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"filename")
        if name is not None and not self._taken:
            self._taking = self._taken = True
            self.name = name.decode("utf-8", "replace")

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._taking:
            self._found.append(data[start:end])

    def _end(self) -> None:
        self._taking = False

    def _on_end(self) -> None:
        self._whole = True


async def blocks_of(stream: AsyncIterator[bytes], size: int = 1 << 20) -> AsyncIterator[bytes]:
    """A body in blocks large enough that writing each is worth a thread."""
    kept = bytearray()
    async for piece in stream:
        kept += piece
        if len(kept) >= size:
            yield bytes(kept)
            kept.clear()
    if kept:
        yield bytes(kept)
