"""What the fuzz tests share: how many examples they run and how they damage a file that was good."""
from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

FACTOR = int(os.environ.get("KGRAPH_FUZZ", "1"))  # how many times as many examples as by default


def fuzzed(examples: int) -> settings:
    """Settings of a test that runs so many examples, times KGRAPH_FUZZ."""
    return settings(max_examples=examples * FACTOR, deadline=None,
                    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """The bytes of a good file, some of them replaced, left out or said twice, the end perhaps cut off."""
    raw = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 30)))
        raw[start:end] = draw(st.one_of(st.binary(max_size=8), st.just(bytes(raw[start:end]) * 2), st.sampled_from(SPLINTERS)))
    return bytes(raw[:draw(st.integers(0, len(raw)))] if draw(st.booleans()) else raw)


SPLINTERS = [b'"', b",", b"\n", b"\r", b"\0", b"[", b"{", b"]", b"}", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"\\ud800", b"\xff", b"\xef\xbb\xbf",
             b"null", b"NaN", b"1e999", b"9" * 5000, b"[" * 3000, b"../", b"/etc/hostname", b"\\u0000", b"http://[", b"2020-13-01", b"=",
             b"<a>" * 2000, b"&#x110000;", b"&nbsp;"]
