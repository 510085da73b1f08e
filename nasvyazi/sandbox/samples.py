"""Files of every kind, as small as they go: what a resident sends beside photos when nobody gives a real one."""

from __future__ import annotations

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat"
OGG = b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(9)
MP3 = b"ID3\x03\0\0\0\0\0\0\xff\xfb\x90\0" + bytes(32)
