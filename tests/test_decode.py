"""Bytes to text: which encoding wins, and what is refused."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.errors import InputError
from kgraph.ingest.decode import decode

ENGLISH = "He said: “We won’t go.” That was the end of it – and nobody in the café minded it much at all. " * 3
RUSSIAN = "Президент заявил о своей отставке в понедельник, сообщила вечером его пресс-служба. " * 3


@pytest.mark.parametrize(("codec", "declared", "named"), [
    ("utf-8", None, "utf-8"), ("utf-16", None, "utf-16"), ("utf-32", None, "utf-32"), ("utf-16-le", "utf-16le", "utf-16-le"),
    ("cp1252", None, "windows-1252"), ("cp1252", "iso-8859-1", "windows-1252"), ("cp1252", "us-ascii", "windows-1252"),
    ("cp1252", "koi8-r", "windows-1252"), ("utf-8", "windows-1252", "utf-8"), ("utf-8", "utf-16", "utf-8"), ("utf-8", "no-such", "utf-8"),
])
def test_english_text_is_read_in_its_encoding_whatever_is_declared(codec: str, declared: str | None, named: str) -> None:
    assert decode(ENGLISH.encode(codec), declared) == (ENGLISH, named)


@pytest.mark.parametrize(("codec", "declared", "named"), [("cp1251", None, "windows-1251"), ("koi8-r", "KOI8-R", "koi8-r")])
def test_text_in_another_script_is_read_too(codec: str, declared: str | None, named: str) -> None:
    assert decode(RUSSIAN.encode(codec), declared) == (RUSSIAN, named)


def test_the_mark_of_utf_8_stays_in_the_text() -> None:
    assert decode("\ufeffHe left.".encode()) == ("\ufeffHe left.", "utf-8")


@pytest.mark.parametrize(("raw", "reason"), [
    (b"", "empty_text"), (b" \n\xc2\xa0\n", "empty_text"), (b"\xff\xfe", "empty_text"), (b"text\0more", "binary"), (b"PK\x03\x04 zip", "binary"),
    (b"%PDF-1.7", "binary"), (ENGLISH.encode() + b"\xff", "encoding"), (ENGLISH.encode()[:11], "encoding"), (b"\xff\xfe\x00\xd8a", "encoding"),
    (b"ok \xff", "encoding"),
])
def test_what_cannot_be_read_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(raw)
    assert caught.value.reason == reason
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "windows-1252", "utf-16", "iso-2022-jp", "hex", "idna", "x\0"]))
def test_no_character_is_replaced_in_silence(raw: bytes, declared: str | None) -> None:
    try:
        text, _ = decode(raw, declared)
    except InputError:
        return
    assert "\ufffd" not in text or "\ufffd".encode() in raw or b"\xfd" in raw
