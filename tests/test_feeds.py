"""What is read from feeds, and that nothing else is: no file, no address, no entity."""
from __future__ import annotations

import socket
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.errors import InputError
from kgraph.ingest.feeds import Entry, Feed, is_feed, read_feed
from tests.fuzz import damaged, fuzzed

RSS = b'''<?xml version="1.0" encoding="UTF-8"?>
<!-- a feed --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Daily Example</title><link>https://www.e.example/</link>
<item><title>Senator &amp; Governor Resign</title><link>https://e.example/a</link><guid isPermaLink="false">g1</guid>
<pubDate>Mon, 09 Nov 2020 23:30:00 -0500</pubDate><dc:creator>Jane Doe</dc:creator><description>They resigned.</description>
<content:encoded><![CDATA[<p>They <b>resigned</b> on Friday.]]></content:encoded></item>
<item><title>Vote Held</title><link>/b</link><author>john@e.example (John Roe)</author><description>&lt;p&gt;The vote was held.</description></item>
</channel></rss>'''
ATOM = b'''<feed xmlns="http://www.w3.org/2005/Atom"><title>Daily Example</title><link href="https://e.example/"/><entry><id>urn:1</id>
<title type="html">Senator &amp;amp; Governor</title><link href="https://e.example/a"/><published>2020-11-09T23:30:00-05:00</published>
<updated>2020-11-12T00:00:00Z</updated><author><name>Jane Doe</name></author><author><name>John Roe</name></author>
<content type="text">1 &lt; 2</content></entry>
<entry><id>urn:2</id><title>Vote</title><updated>2020-11-12T00:00:00Z</updated><summary>The vote.</summary></entry></feed>'''
RDF = b'''<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://e.example/"><title>Daily Example</title><link>https://e.example/</link></channel>
<item rdf:about="https://e.example/a"><title>Senator Resigns</title><link>https://e.example/a</link><dc:date>2020-11-09</dc:date></item></rdf:RDF>'''


def rss(item: str = "", title: str = "Daily Example", before: str = "") -> bytes:
    """A feed of the site e.example with one item."""
    return (f"{before}<rss version='2.0'><channel><title>{title}</title><link>https://e.example/</link>"
            f"<item><title>T</title>{item}</item></channel></rss>").encode()


def only(raw: bytes, url: str | None = None) -> Entry:
    (entry,) = read_feed(raw, url).entries
    return entry


def test_rss_gives_the_article_where_the_feed_carries_it() -> None:
    assert read_feed(RSS, "https://e.example/feed") == Feed((
        Entry("g1", "https://e.example/a", "Senator & Governor Resign", date(2020, 11, 9), "Daily Example", ("Jane Doe",),
              "<p>They <b>resigned</b> on Friday.", True),
        Entry("https://e.example/b", "https://e.example/b", "Vote Held", None, "Daily Example", ("John Roe",), "<p>The vote was held.", False)))


def test_atom_text_comes_as_html_and_an_update_is_no_publication() -> None:
    first, second = read_feed(ATOM).entries
    assert first == Entry("urn:1", "https://e.example/a", "Senator & Governor", date(2020, 11, 9), "Daily Example", ("Jane Doe", "John Roe"),
                          "1 &lt; 2", True)
    assert (second.link, second.published, second.html, second.full) == (None, None, "The vote.", False)


def test_rss_1_is_dated_by_its_dc_date() -> None:
    assert only(RDF).published == date(2020, 11, 9)


def test_a_long_summary_is_taken_for_the_article() -> None:
    assert only(rss(f"<description>{'word ' * 120}</description>")).full
    assert not only(rss(f"<description>{'word ' * 119}</description>")).full


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "/a", "http://[", ""])
def test_a_link_that_is_no_address_of_the_web_is_none(link: str) -> None:
    assert only(rss(f"<link>{link}</link>")).link is None


@pytest.mark.parametrize(("title", "outlet"), [
    ("BBC News", "BBC News"), ("The Hill", "The Hill"), ("The Washington Times", "The Washington Times"), ("NYT &gt; World", None),
    ("Latest headlines", None), ("World news | The Guardian", None), ("Example RSS Feed", None), ("All the news that we find", None), ("News", None), ("", None),
])
def test_a_feeds_title_is_an_outlet_only_where_it_is_plainly_a_name(title: str, outlet: str | None) -> None:
    assert only(rss("<link>https://news.e.example/a</link>", title)).outlet == outlet


def test_an_entry_of_another_site_has_the_outlet_that_it_names() -> None:
    assert only(rss("<link>https://other.example/a</link>")).outlet is None
    assert only(rss("<link>https://other.example/a</link><source url='https://other.example'>The Other</source>")).outlet == "The Other"


@pytest.mark.parametrize(("raw", "feed"), [
    (RSS, True), (ATOM, True), (RDF, True), (RSS.decode().replace("UTF-8", "UTF-16").encode("utf-16"), True), (b"\xef\xbb\xbf" + RSS, True),
    (rss(before='<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'), True), (b"  " + RSS.split(b"?>")[1], True),
    (b"<html><body><rss>", False), (b"<!DOCTYPE html><html>", False), (b'<rdf:RDF xmlns:rdf="x">', False), (b"", False), (b"{}", False),
    (b"<feed>no atom</feed>", False), (b"https://e.example/feed", False), (b"Senator resigns", False),
])
def test_a_feed_is_told_by_its_first_element(raw: bytes, feed: bool) -> None:
    assert is_feed(raw) is feed


def test_encodings_that_a_feed_declares_are_kept_to() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?>' + rss("<description>Сенатор</description>").decode()
    assert only(text.encode("windows-1251")).html == "Сенатор"
    assert only(text.replace("windows-1251", "UTF-16").encode("utf-16")).html == "Сенатор"
    for wrong in ("no-such-thing", "punycode", "UTF-16", "rot13"):
        assert only(text.replace("windows-1251", wrong).encode()).html == "Сенатор"


def test_bytes_that_are_no_characters_are_told() -> None:
    assert read_feed(rss("<description>S\u0009</description>").replace(b"\t", b"\xff")).damage == "holds bytes that are no characters of its encoding"


def test_a_feed_that_breaks_off_gives_the_entries_that_are_whole() -> None:
    feed = read_feed(RSS[:RSS.index(b"The vote was")])
    assert [entry.id for entry in feed.entries] == ["g1"]
    assert feed.damage == "breaks off before its end; the entries that are whole were read"


def test_bad_xml_is_read_as_well_as_can_be_and_told() -> None:
    feed = read_feed(rss("<description>Vote &nbsp; held</description>"))
    assert feed.entries[0].html.split() == ["Vote", "held"] or "&nbsp;" in feed.entries[0].html
    assert feed.damage == "is no good XML (undefined entity); its entries were read as well as could be"


@pytest.mark.parametrize("raw", [b"", b"https://e.example/feed", b"Senator resigns", b"<html></html>"])
def test_what_is_no_feed_is_an_error(raw: bytes) -> None:
    with pytest.raises(InputError, match="is no RSS or Atom feed"):
        read_feed(raw)


def test_a_feed_that_is_too_large_is_not_read() -> None:
    with pytest.raises(InputError, match="is too large") as caught:
        read_feed(RSS + b" " * 10_000_000)
    assert caught.value.reason == "too_large"


def test_a_feed_of_more_tags_than_can_be_read_in_seconds_is_not_read() -> None:
    with pytest.raises(InputError, match=r"is too large: 300,\d+ tags"):
        read_feed(rss("<a>" * 300_000))


def test_no_file_and_no_address_is_ever_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feed.xml").write_bytes(RSS)

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name in (str(tmp_path / "feed.xml"), (tmp_path / "feed.xml").as_uri(), "http://127.0.0.1/feed"):
        assert not is_feed(name.encode())
        with pytest.raises(InputError):
            read_feed(name.encode())
    assert read_feed(RSS, (tmp_path / "feed.xml").as_uri()).entries[1].link is None


@pytest.mark.parametrize("entity", ['<!ENTITY x SYSTEM "{file}">', '<!ENTITY % p SYSTEM "{file}"> %p; <!ENTITY x "y">', '<!ENTITY x PUBLIC "a" "{file}">'])
def test_an_external_entity_is_not_resolved(tmp_path: Path, entity: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    raw = rss("<description>&x;</description>", before=f"<!DOCTYPE rss [{entity.format(file=secret.as_uri())}]>")
    assert "secret words" not in repr(read_feed(raw))


def test_an_entity_bomb_does_not_swell() -> None:
    laughs = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    flat = f'<!ENTITY x11 "{"a" * 100_000}">'
    for declared, used in ((f'<!ENTITY x0 "ha">{laughs}', 1), (flat, 50_000)):
        begin = time.monotonic()
        feed = read_feed(rss(f"<description>{'&x11;' * used}</description>", before=f"<!DOCTYPE rss [{declared}]>"))
        assert len(repr(feed)) < 1_000_000
        assert time.monotonic() - begin < 10


@fuzzed(300)
@given(data=st.data())
def test_no_bytes_make_a_feed_fail(data: st.DataObject) -> None:
    raw = data.draw(st.one_of(st.binary(), *(damaged(good) for good in (RSS, ATOM, RDF))))
    is_feed(raw)
    try:
        feed = read_feed(raw, data.draw(st.sampled_from([None, "https://e.example/feed", "http://[", "feed.xml"])))
    except InputError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert (feed.damage or "").isprintable()
        assert all(entry.id and (entry.link is None or entry.link.lower().startswith("http")) for entry in feed.entries)
