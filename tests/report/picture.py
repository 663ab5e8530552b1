"""Reads a PNG as Chromium writes it: 8 bits, RGB or RGBA, not interlaced. Only zlib is needed."""

import struct
import zlib


def unfilter(kind, line, above, step):
    if kind == 0:
        return
    if kind == 2:
        line[:] = bytes((one + up) & 255 for one, up in zip(line, above))
        return
    for i, byte in enumerate(line):
        left = line[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        if kind == 1:
            byte += left
        elif kind == 3:
            byte += (left + up) // 2
        elif kind == 4:
            guess = left + up - corner
            away = abs(guess - left), abs(guess - up), abs(guess - corner)
            byte += (left, up, corner)[away.index(min(away))]
        line[i] = byte & 255


def rows(path):
    """The rows of the picture, top to bottom: the brightness (0 to 255) of each pixel."""
    with open(path, "rb") as file:
        data = file.read()
    width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    if (depth, interlaced) != (8, 0) or color not in (2, 6):
        raise ValueError("%s: another kind of PNG" % path)
    step, place, packed = {2: 3, 6: 4}[color], 8, b""
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        if data[place + 4 : place + 8] == b"IDAT":
            packed += data[place + 8 : place + 8 + size]
        place += 12 + size
    raw, above = zlib.decompress(packed), bytearray(width * step)
    for row in range(height):
        start = row * (width * step + 1)
        line = bytearray(raw[start + 1 : start + 1 + width * step])
        unfilter(raw[start], line, above, step)
        above = line
        yield [(line[i] * 2 + line[i + 1] * 5 + line[i + 2]) // 8 for i in range(0, len(line), step)]
