"""What sound pictures look like: walked part by part from the first byte to the last, so that nothing can ride along."""

import struct
import zlib

_PNG, _LARGEST = b"\x89PNG\r\n\x1a\n", 100_000_000
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA


def png_fault(file: bytes) -> str | None:
    """What is wrong with a PNG, if anything is."""
    if not file.startswith(_PNG):
        return "it is not a PNG: it does not begin as one"
    place = len(_PNG)
    kinds: list[bytes] = []
    while place + 12 <= len(file):
        length, kind = struct.unpack_from(">I4s", file, place)
        data = file[place + 8 : place + 8 + length]
        if len(data) < length or file[place + 8 + length : place + 12 + length] != _checked(kind, data):
            return "it is a damaged PNG: a part of it is cut off or does not match its checksum"
        if not kinds and (kind != b"IHDR" or length != 13):
            return "it is not a PNG: it does not say its size first"
        if not kinds and (fault := _too_large(*struct.unpack_from(">II", data))):
            return fault
        kinds.append(kind)
        place += 12 + length
        if kind == b"IEND":
            break
    if kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds:
        return "it is a damaged PNG: it ends before its end"
    return None if place == len(file) else "it goes on after the end of the picture"


def jpeg_fault(file: bytes) -> str | None:
    """What is wrong with a JPEG, if anything is."""
    if not file.startswith(b"\xff\xd8\xff"):
        return "it is not a JPEG: it does not begin as one"
    place, scanned, sized = 2, False, False
    while place + 1 < len(file) and file[place] == 0xFF:
        marker = file[place + 1]
        if marker == 0xFF:  # padding
            place += 1
            continue
        place += 2
        if marker == _EOI:
            if not (scanned and sized):
                return "it is a damaged JPEG: there is no picture in it"
            return None if place == len(file) else "it goes on after the end of the picture"
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(file[place : place + 2])
        if length < 2 or place + length > len(file):
            break
        if marker in _SIZED:
            sized = True
            if length < 8 or (fault := _too_large(*struct.unpack_from(">HH", file, place + 3))):
                return fault if length >= 8 else "it is a damaged JPEG: it does not say its size"
        place += length
        if marker == _SOS:
            scanned = True
            place = _after_scan(file, place)
    return "it is a damaged JPEG: it ends before its end"


def _after_scan(file: bytes, place: int) -> int:
    """The place of the first marker behind compressed picture data."""
    while (place := file.find(b"\xff", place)) >= 0 and place + 1 < len(file):
        if file[place + 1] != 0x00 and file[place + 1] not in _STANDALONE:
            return place
        place += 2
    return len(file)


def _checked(kind: bytes, data: bytes) -> bytes:
    return zlib.crc32(data, zlib.crc32(kind)).to_bytes(4)


def _too_large(width: int, height: int) -> str | None:
    if not width or not height:
        return "it is a picture of no size"
    return (
        f"it is a picture of {width:,} by {height:,} points, too large to be shown"
        if width * height > _LARGEST
        else None
    )
