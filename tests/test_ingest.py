"""What an article is, stretch by stretch, and what becomes of files that are none."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.errors import InputError
from kgraph.ingest import LARGEST, label, read_documents
from kgraph.model import Document, Section

TOP = ("Senator Resigns After Report\n\nThe senator resigned on Friday, his office said. He had been under fire for weeks.\n\n"
       "He did not speak to the press. The vote was to be held on Monday.\n\n")
BOTTOM = ("\n\nThe vote will now be held in May, the governor said. Nobody has filed so far.\n\n"
          "The party did not comment. A spokesman was not available on Friday.")


def sections(text: str, outlet: str | None = None) -> list[tuple[str, str]]:
    """Section and words of every stretch."""
    return [(span.section.value, text[span.start:span.end]) for span in label(text, outlet)]


def inside(line: str) -> list[tuple[str, str]]:
    """Section and words of a line that stands between the paragraphs of an article."""
    text = TOP + line + BOTTOM
    return [(s.section.value, text[s.start:s.end]) for s in label(text) if len(TOP) <= s.start < len(TOP) + len(line)]


def write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        suffix = ".csv" if name == "sources" else ".txt"
        (folder / f"{name}{suffix}").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read_one(folder: Path, **files: str | bytes) -> Document:
    (document,), problems = read_documents([write(folder, **files)])
    assert not problems
    return document


# --- sections: lines that are no report -------------------------------------------------------------------------------

@pytest.mark.parametrize("line", [
    "Advertisement", "ADVERTISEMENT - CONTINUE READING BELOW", "Story continues below advertisement", "Continue reading the main story",
    "Sign up for the Morning Briefing newsletter", "Subscribe to our daily newsletter", "Newsletter Sign Up",
    "Please verify you're not a robot by clicking the box.", "Invalid email address. Please re-enter.", "Thank you for subscribing.",
    "Follow Jane Doe on Twitter @janedoe.", "Find us on Facebook and Twitter!",
    "Follow The Daily Example's politics coverage on Facebook and Twitter, and sign up for the newsletter.",
    "Get politics and Washington news updates via Facebook, Twitter and in the Morning Briefing newsletter.",
    "CLICK HERE TO GET THE EXAMPLE NEWS APP", "Click here to read more about the bill.", "Have a tip? Email us.",
    "Do you have information you want to share with the Example? Here's how.", "Suggest a correction",
    "A version of this article appears in print on Nov. 11, 2017, on Page A1 of the New York edition with the headline: Party Splits.",
    "This story has been updated with a statement from the senator.", "This is a developing story. Check back for updates.",
    "An earlier version of this article misstated the age of the senator. He is 61, not 60.",
    "Correction: An earlier version of this story misspelled the name of the judge, Ann Roe said.",
    "Editor's note: This article contains graphic language.",
    "Copyright 2018 The Associated Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
    "© 2020 Example Media", "Terms of Use | Privacy Policy", "We use cookies to improve your experience.",
    "The views expressed in this article are the author's own.", "This article originally appeared on ExamplePost.",
    "NEWYou can now listen to Example News articles!", "Listen to this article", "5 min read", "Image", "Play Video",
    "The site can also be accessed at the following alternate addresses:",
])
def test_notices_of_the_site_give_no_report(line: str) -> None:
    assert inside(line) == [("site_notice", line)]


@pytest.mark.parametrize(("section", "line"), [
    ("share_bar", "Share on Facebook Share on Twitter Email"), ("share_bar", "Tweet"), ("share_bar", "Like us on Facebook"), ("share_bar", "Facebook | Twitter | 12"),
    ("comment_form", "12 Comments"), ("comment_form", "Leave a Reply"),
    ("comment_form", "Your email address will not be published. Required fields are marked *"),
    ("url_line", "www.example.com"), ("url_line", "Original url:"), ("url_line", "https://news.example/2020/11/09/a"),
    ("byline", "By Jane Doe"), ("byline", "By JANE DOE and JOHN ROE"), ("byline", "By Jane Doe, Associated Press"),
    ("byline", "By JANE DOE NOV. 9, 2017"), ("byline", "By Jane Doe | November 9, 2020"),
    ("byline", "Jane Doe contributed reporting from Washington."), ("byline", "Reporting by Jane Doe; Editing by John Roe"),
    ("agency_credit", "The Associated Press contributed to this report."), ("agency_credit", "AFP contributed reporting."),
    ("agency_credit", "(With inputs from PTI)"), ("agency_credit", "Source: AFP"), ("agency_credit", "Reuters/AP"),
    ("date_line", "Nov. 9, 2017, 3:45 PM ET"), ("date_line", "Last updated on: November 9, 2017"), ("date_line", "3 hours ago"),
    ("date_line", "Published: 10:31 GMT, 9 November 2020 | Updated: 12:02 GMT, 9 November 2020"),
    ("bio", "Jane Doe can be reached at jane@example.com."), ("bio", "jane.doe@example.com"),
    ("teaser", "READ MORE: Senator Says He Will Not Resign"), ("teaser", "Related article: Ten photographs of the march"),
    ("teaser", "ALSO READ | Leaders meet in Geneva"), ("teaser", "SENATOR STORMS OUT OF HEARING ON HIS OWN BILL"),
    ("credit", "JANE DOE / REUTERS"), ("credit", "Drew Example/Getty Images"), ("credit", "Bloomberg via Getty Images"),
    ("credit", "CreditJane Doe/Reuters"), ("credit", "Photo by Jane Doe/AFP"),
    ("credit", "— Jane Doe (@janedoe) November 9, 2017"),
    ("caption", "FILE - In this Nov. 9, 2017, file photo, Sen. Jane Doe speaks to reporters."),
])
def test_other_furniture_is_labelled_for_what_it_is(section: str, line: str) -> None:
    assert inside(line) == [(section, line)]


@pytest.mark.parametrize(("caption", "credit"), [
    ("Sen. Jane Doe speaks at a rally in Mobile, Ala., on Friday.", "(AP Photo/John Roe)"),
    ("Jane Doe chairs a meeting on Sept. 28, 2020.", "(Sputnik/John Roe/Palace via Reuters)"),
    ("Jane Doe", "[Photo via Getty Images]"), ("Jane Doe attends a meeting.", "(Photo by AFP)"),
    ("Spokesman John Roe.", "Ann Poe / TASS"), ("Jane Doe, in December at the Capitol.", "CreditJohn Roe/Reuters"),
    ("Jane Doe at the Capitol on Tuesday.", "Credit Doug Roe/The New York Example"), ("Jane Doe speaks.", "(John Roe/Getty Images)"),
    ("Jane Doe on Thursday.", "Credit...Al Roe for The New York Example"),
    ("Sen. Jane Doe speaks to reporters at the Capitol.", "(AP)"), ("Sen. Jane Doe, in May", "(Reuters)"),
])
def test_a_line_that_ends_in_a_picture_credit_is_a_caption(caption: str, credit: str) -> None:
    for seam in ("", " ") if credit.startswith("Credit") else (" ",):
        assert inside(caption + seam + credit) == [("caption", caption), ("credit", credit)]


@pytest.mark.parametrize("line", [
    "Share prices fell on Monday after the vote.", "By Monday, the senator had changed his mind.",
    "Credit Suisse said on Monday it would cut 3,000 jobs.", "He was charged in 2018, prosecutors said (he denies it).",
    "Rep. Jane Doe (R-Texas) announced it on Friday.", "The Associated Press reported Friday that the senator would resign.",
    "Jane Doe is a senior reporter for The Daily Example who was detained in March, her lawyer said on Tuesday.",
    "Related charges against three aides were dropped.", "Read more than 30 books, the judge told him.",
    '"Click here to sign," he said in an e-mail to supporters.', "In this case, the image of the party suffered, she said.",
    "An earlier version of the bill would have allowed states to opt out.", "Getty Images sued the company in London.",
    "Join us in voting no, Doe told her colleagues on Twitter.", "The vote was 50/50.", "She said so on CNN.",
    "It was the first visit to Paris / London by a president in years.", "November 9, 2020, was a day of protest.",
    "Sen. Jane Doe speaks Spanish and won the Latino vote in 2018.", "Opinion: divided. That is how one diplomat put it.",
    "UPDATE 2:52 p.m. -- Records disclosed Wednesday showed that he spent $4,000 on trips.",
    "Reporting by the Post showed that aides knew of the payment.", "Watch the vote closely, he told aides.",
    "The opinions expressed by the judge were her own, the court said.", "She contributed from her own pocket.",
    "‘Total garbage’", "“I know,” he said.", "The ministry (AP) was told of it on Friday.",
])
def test_body_text_that_looks_like_furniture_stays_body(line: str) -> None:
    assert inside(line) == [("body", line)]


# --- sections: the shape of an article --------------------------------------------------------------------------------

def test_a_repeated_headline_is_a_duplicate() -> None:
    assert [s for s, _ in sections("Senator Resigns\n\nSENATOR  RESIGNS\n\nHe resigned on Friday, the office said.")] == [
        "headline", "duplicate", "body"]


def test_a_date_prefix_is_cut_from_the_headline() -> None:
    text = " date 2020-11-09 Senator resigns, says office\nHe resigned on Friday, the office of the senator said."
    assert sections(text)[:2] == [("date_line", "date 2020-11-09"), ("headline", "Senator resigns, says office")]


def test_the_name_of_the_site_is_cut_from_a_page_title() -> None:
    body = "\n\nHe resigned on Friday, the office of the senator said."
    assert sections("Senator Resigns After Report | Daily Example" + body)[:2] == [
        ("headline", "Senator Resigns After Report"), ("site_notice", "| Daily Example")]
    assert sections("Senator Resigns After Report - The Daily Example" + body, outlet="The Daily Example")[1][0] == "site_notice"
    assert sections("Senator Resigns After Report – Kremlin" + body)[0] == ("headline", "Senator Resigns After Report – Kremlin")


def test_a_breadcrumb_above_the_headline_is_no_headline() -> None:
    assert [s for s, _ in sections("News  /  Russia\n\nSenator: I will not resign\n\nHe said so on Friday, in the House.")] == [
        "breadcrumb", "headline", "body"]


@pytest.mark.parametrize("second", ["Moscow: The senator resigned on Friday, his office said.",
                                    "By Jane Doe\nThe senator resigned on Friday, his office said."])
def test_a_sentence_between_headline_and_dateline_or_byline_is_the_standfirst(second: str) -> None:
    found = sections(f"Senator resigns after report\nHe had been under fire for weeks, and did not comment.\n{second}")
    assert found[1] == ("standfirst", "He had been under fire for weeks, and did not comment.")
    assert found[-1] == ("body", "The senator resigned on Friday, his office said.")


def test_a_first_paragraph_is_no_standfirst() -> None:
    assert {s for s, _ in sections(TOP + BOTTOM)} == {"headline", "body"}


@pytest.mark.parametrize("dateline", [
    "MOSCOW (AGENCIES) –", "WASHINGTON —", "WASHINGTON ―", "WASHINGTON --", "ST. PETERSBURG, Fla. (AP) —", "Moscow:", "New Delhi:",
    "WASHINGTON, Nov. 9 (Reuters) -", "(CNN) —", "Washington (CNN)", "MOSCOW, November 9. /TASS/.", "KABUL, Afghanistan —"])
def test_a_dateline_is_cut_from_the_first_paragraph(dateline: str) -> None:
    found = sections(f"Senator resigns\n\n{dateline} The senator resigned on Friday, his office said.")
    assert found[1:] == [("dateline", dateline), ("body", "The senator resigned on Friday, his office said.")]


@pytest.mark.parametrize("line", ["Kremlin: Senator will not resign before final results are out",
                                  "Trump: Senator will 'step aside' if allegations are true"])
def test_a_headline_with_a_colon_has_no_dateline(line: str) -> None:
    assert sections(f"{line}\n\nThe senator resigned on Friday, his office said.")[0] == ("headline", line)


def test_names_under_the_headline_are_a_byline_and_the_authors_bio_ends_the_article() -> None:
    found = sections("Senator resigns\nJane Doe\n\nHe resigned on Friday, the office said. It gave no reason.\n\n"
                     "He had been in office since 2003, and was to leave in May.\n"
                     "Jane Doe is a senior reporter for The Daily Example. She has a background in marketing.")
    assert [s for s, _ in found] == ["headline", "byline", "body", "body", "bio"]


def test_a_caption_without_a_credit_of_its_own_is_known_by_the_credit_beside_it() -> None:
    found = sections("Senator resigns\n\nJANE DOE / REUTERS\nThe senator speaks to reporters in Mobile, Ala., in May.\n\n"
                     "He resigned on Friday, the office of the senator said.")
    assert [s for s, _ in found] == ["headline", "credit", "caption", "body"]


def test_a_paragraph_under_a_credit_is_no_caption() -> None:
    found = sections("Senator resigns\nJANE DOE / REUTERS\nThe senator resigned on Friday, his office confirmed.\nHe left at noon, and gave no reason.")
    assert [s for s, _ in found] == ["headline", "credit", "body", "body"]


def test_what_follows_also_read_is_other_articles_to_the_end() -> None:
    found = sections(TOP + "also read\nLeaders meet in Geneva for talks on trade\nThe meeting, the first in years, comes as tariffs rise\n"
                     "Judge rules against the ministry in a case that had been watched closely by lawyers all over the country.")
    assert [s for s, _ in found[-4:]] == ["teaser"] * 4


def test_a_box_of_related_articles_ends_where_the_report_goes_on() -> None:
    found = sections(TOP + "RELATED ARTICLES\nLeaders meet in Geneva\nJudge rules against ministry" + BOTTOM)
    assert [s for s, _ in found[-5:]] == ["teaser", "teaser", "teaser", "body", "body"]


def test_scraps_between_the_furniture_at_the_end_are_no_report() -> None:
    assert sections(TOP + "SHARE THIS ARTICLE\nDaily Example News Roku")[-1] == ("site_notice", "Daily Example News Roku")


def test_an_agency_in_brackets_after_the_last_sentence_is_a_credit() -> None:
    assert sections(TOP + "He left at noon, she said. (ANI)")[-2:] == [("body", "He left at noon, she said."), ("agency_credit", "(ANI)")]


def test_teasers_of_one_whole_sentence_each_are_no_report_that_goes_on() -> None:
    text = TOP + ("also read\n\nA walker found a bottle that had been at sea for 42 years.\n\nPolice search for runaway goats\n\n"
                  "Drivers in Ashby are still waiting for free parking.\n\nReaders told us what they would change first.")
    after = text.index("also read")
    assert {s.section for s in label(text) if s.start >= after} == {Section.TEASER}


def test_a_dateline_on_a_line_of_its_own_is_no_report() -> None:
    assert sections("Senator Resigns\n\nWashington Example News —\n\nThe senator resigned on Friday, his office said. He left at noon.")[1] == (
        "dateline", "Washington Example News —")


@pytest.mark.parametrize("line", ["Media contact: Jane Doe, press@example.com", "Our Standards: The Example Trust Principles."])
def test_contacts_and_standards_of_the_sender_are_no_report(line: str) -> None:
    assert [section for section, _ in inside(line)] in (["bio"], ["site_notice"])


FURNISHED = {
    "a page of a broadcaster": """Senate panel advances judge | Example News

POLITICS

Senate panel advances judge

Published February 20, 2018 | Last Update February 20, 2018

By Jane Doe, John Roe | Example News

Facebook
Twitter
Comments
Now Playing Senate panel advances judge

Sen. Jane Doe speaks at a hearing on Capitol Hill. (AP)

> The Senate Judiciary Committee on Tuesday advanced the nomination of Judge Ann Poe.

RED STATE DEMOCRATS FACE PRESSURE ON JUDGE

> "It was a good day," Sen. Jane Doe, R-Ala., told Example News. "We will vote next week."

Video

> Democrats boycotted the vote.

The Associated Press contributed to this report.

Jane Doe is a politics reporter for Example News. Follow her on Twitter: @janedoe

Trending in Politics
Judge rules against ministry
Report: Leaders meet in Geneva
©2018 Example Network, LLC. All rights reserved. This material may not be published, broadcast, rewritten, or redistributed.""",
    "a page of a newspaper": """Advertisement
Politics|Senate Panel Advances Judge
https://example.com/2abc
Advertisement
Supported by
Politics
Senate Panel Advances Judge
By CARL ROE and JANE DOEFEB. 20, 2018
Photo
Senator Jane Doe of Alabama on Tuesday. Credit Al Roe/The New York Example
WASHINGTON — > The Senate Judiciary Committee on Tuesday advanced the nomination of Judge Ann Poe, who has served in Mobile.

Continue reading the main story
Newsletter Sign Up
Thank you for subscribing.
View all New York Example newsletters.

> "It was a good day," Ms. Doe said.

Related Coverage
Judge Rules Against Ministry FEB. 19, 2018
Photo

> Democrats boycotted the vote, and said that they would do so again. They gave no date.

Ann Poe contributed reporting.

A version of this article appears in print on February 21, 2018, on Page A12 with the headline: Judge Advances. Order Reprints|Subscribe""",
    "a page of a blog": """POLITICS
02/20/2018 03:12 pm ET
Senate Panel Advances Judge
headshot
By Jane Doe
Drew Roe via Getty Images
WASHINGTON ― > The Senate Judiciary Committee on Tuesday advanced the nomination of Judge Ann Poe.

This story has been updated with details of the vote.
Do you have information you want to share with ExamplePost? Here's how.
Download
Jane Doe
Senior Politics Reporter, ExamplePost
Suggest a correction
MORE:
Politics And Government Senate Judges
BEFORE YOU GO
Protests Against The Judge""",
}


@pytest.mark.parametrize("page", FURNISHED)
def test_of_a_whole_page_the_report_alone_is_left(page: str) -> None:
    marked = FURNISHED[page]
    report = [line.split("> ")[1] for line in marked.splitlines() if "> " in line]
    found = sections(marked.replace("> ", ""))
    assert [words for section, words in found if section == "body"] == report
    assert [words.casefold() for section, words in found if section == "headline"] == ["senate panel advances judge"]


BLANK = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\ufeff\u200b\u2060"


@given(st.lists(st.sampled_from([
    "Senator Resigns", "MOSCOW (AP) — He left.", "also read", "(Photo by AFP)", "A day. (Photo by AFP)", "By Jane Doe", "\ufeff", "\xa0", "",
    "Share", "He said: “No.” It was late, and the office had closed for the day. Nobody was there.", "😀 e\u0301", "\u2028", "\r", "9 May 2020",
]) | st.text(max_size=60), max_size=12), st.sampled_from(["\n", "\r\n", "\n\n", " "]))
@settings(max_examples=300, deadline=None)
def test_spans_are_sorted_apart_and_leave_out_blanks_alone(pieces: list[str], seam: str) -> None:
    text = seam.join(pieces)
    covered = 0
    for span in label(text):
        assert covered <= span.start < span.end <= len(text)
        assert not text[covered:span.start].strip(BLANK)
        covered = span.end
    assert not text[covered:].strip(BLANK)


@pytest.mark.parametrize("bit", ["A.", "A-", "By A and ", "A / B ", "1", "12:", "share", "a", "Jane Doe, ", "MOSCOW/", "reporting by ", "and "])
def test_no_line_takes_long_however_it_repeats_itself(bit: str) -> None:
    for size in (150, 790, 5000):
        label(f"Headline\n{(bit * size)[:size]}!\nMore text.")  # a rule that backtracks would not come back


# --- metadata ---------------------------------------------------------------------------------------------------------

def test_sources_csv_gives_outlet_date_and_address(tmp_path: Path) -> None:
    document = read_one(tmp_path, a=TOP, sources="file,outlet,published,url\na.txt,Daily Example,2020-11-09,https://e.example/a\n")
    assert (document.outlet, document.published, document.url) == ("Daily Example", date(2020, 11, 9), "https://e.example/a")
    assert dict(document.origins) == {"outlet": "sources.csv", "published": "sources.csv", "url": "sources.csv"}


@pytest.mark.parametrize(("article", "origin"), [
    ("Senator resigns\n\nNovember 09, 2020\n\nHe resigned on Friday, the office said.", "date line"),
    (" date 2020-11-09 Senator resigns\nHe resigned on Friday, the office said.", "date line"),
    ("Senator resigns\nBy Jane Doe | Nov. 9, 2020\nHe resigned on Friday, the office said.", "byline"),
    ("Senator resigns\n\nHe resigned on Friday, the office said.\n\nhttps://e.example/2020/11/09/a", "url"),
])
def test_the_date_is_recovered_from_the_articles_own_lines(tmp_path: Path, article: str, origin: str) -> None:
    document = read_one(tmp_path, a=article)
    assert (document.published, dict(document.origins)["published"]) == (date(2020, 11, 9), origin)


def test_a_date_in_a_caption_or_a_sentence_is_no_date_of_publication(tmp_path: Path) -> None:
    document = read_one(tmp_path, a="Senator resigns\nThe senator speaks on Sept. 28, 2020. (Photo by AFP)\nHe resigned on May 3, 2019, he said.")
    assert document.published is None
    assert dict(document.origins)["published"].startswith("not stated")


def test_a_date_that_the_address_contradicts_is_told(tmp_path: Path) -> None:
    document = read_one(tmp_path, a="Senator resigns\nNovember 9, 2020\nHe resigned, the office said.\nhttps://e.example/2020/11/10/a")
    assert dict(document.origins)["published"] == "date line (the address says 2020-11-10)"


def test_a_blank_outlet_stays_unknown_and_what_the_text_hints_is_told(tmp_path: Path) -> None:
    document = read_one(tmp_path, a="Senator resigns\nJane Doe\nHe resigned on Friday, the office said.\n"
                                    "Jane Doe is a reporter for The Daily Example.", sources="file,outlet\na.txt,\n")
    assert document.outlet is None
    assert dict(document.origins)["outlet"] == 'not stated: sources.csv leaves it blank; its author is called "reporter for The Daily Example"'


def test_agencies_come_from_credits_of_the_text_and_never_from_pictures(tmp_path: Path) -> None:
    body = "He resigned on Friday, the office said.\n"
    assert read_one(tmp_path, a=f"Senator resigns\n(Photo by AFP)\nMOSCOW (Reuters) - {body}The Associated Press contributed to this report.",
                    ).agencies == ("AP", "Reuters")


# --- files ------------------------------------------------------------------------------------------------------------

def test_text_is_stored_as_it_stands_with_its_newlines_and_mark(tmp_path: Path) -> None:
    raw = "\ufeffSenator resigns\r\n\r\nHe “left”\xa0on Friday, the office said. 😀\r".encode()
    document = read_one(tmp_path, a=raw)
    assert document.text.encode() == raw
    assert document.spans[0].start == 1


@pytest.mark.parametrize(("content", "says"), [
    (b"", "is empty"), (b" \n\xc2\xa0\n", "is empty"), (b"PK\x03\x04 zip", "is binary"), (b"text\0more", "is binary"),
    ("Москва".encode("cp1251"), "is not UTF-8: byte 0xcc at byte offset 0"), ("Senator".encode("utf-16") + b"x", "is not UTF-16 throughout"),
    (b"ok \xe2\x80\x9c it \xe2\x80\x9c is \xe2\x80", "is damaged UTF-8: byte 0xe2"), (b"Leave a Reply\n\nShare this article", "holds no report"),
    (b"a" * (LARGEST + 1), "is too large"),
])
def test_a_file_that_cannot_be_used_is_one_problem_and_the_others_go_on(tmp_path: Path, content: bytes, says: str) -> None:
    documents, problems = read_documents([write(tmp_path, good=TOP, bad=content)])
    assert [d.id for d in documents] == ["good.txt"]
    (problem,) = problems
    assert problem.file == "bad.txt"
    assert says in problem.message
    assert "\n" not in problem.message


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path, secret=TOP)
    (tmp_path / "in" / "a.txt").symlink_to(tmp_path / "secret.txt")
    documents, problems = read_documents([tmp_path / "in"])
    assert not documents
    assert "link to a file outside" in problems[0].message


def test_the_same_bytes_twice_are_read_once_and_the_named_copy_is_kept(tmp_path: Path) -> None:
    documents, problems = read_documents([write(tmp_path, a=TOP, b=TOP, sources="file,outlet\nb.txt,Daily Example\n")])
    assert [d.id for d in documents] == ["b.txt"]
    assert [(p.file, "same article as b.txt" in p.message) for p in problems] == [("a.txt", True)]


@pytest.mark.parametrize(("rows", "says"), [
    ("file,outlet,colour\na.txt,X,red\n", "unknown column 'colour'; the columns are file, outlet, published, url"),
    ("file,outlet\na.txt,X\ngone.txt,Y\n", "line 3 names 'gone.txt', which is not there"),
    ("file,published\na.txt,yesterday\n", "line 2 gives 'yesterday' as date of 'a.txt'"),
    ("file,published\na.txt,2020-13-01\n", "write it as YEAR-MONTH-DAY"),
    ("file;outlet\na.txt;X\n", "parted by ';'"), ("name,outlet\na.txt,X\n", "has no column 'file'"), ("", "has no column 'file'"),
    ("file,outlet\na.txt,X\na.txt,Y\n", "a second time"), ("file,outlet\na.txt,X,Y\n", "more cells than there are columns"),
    ("file,url\na.txt,javascript:alert(1)\n", "write it with http:// or https://"), ("file,outlet\n,X\n", "names no file"),
])
def test_a_fault_in_sources_csv_is_one_line_and_the_article_is_read(tmp_path: Path, rows: str, says: str) -> None:
    documents, problems = read_documents([write(tmp_path, a=TOP, sources=rows)])
    assert [d.id for d in documents] == ["a.txt"]
    (problem,) = problems
    assert problem.file.endswith("sources.csv")
    assert says in problem.message


@pytest.mark.parametrize("file", ["../b.txt", "/etc/hostname"])
def test_a_manifest_that_names_a_file_outside_its_folder_stops_everything(tmp_path: Path, file: str) -> None:
    with pytest.raises(InputError, match=r"sources\.csv: line 2 names .*, which lies outside the folder\. Nothing was read"):
        read_documents([write(tmp_path, a=TOP, sources=f"file,outlet\n{file},X\n")])


def test_an_unknown_column_does_not_lose_the_known_ones(tmp_path: Path) -> None:
    (document,), _ = read_documents([write(tmp_path, a=TOP, sources="file,outlet,colour\na.txt,Daily Example,red\n")])
    assert document.outlet == "Daily Example"


def test_other_files_are_passed_over_and_documents_in_other_forms_are_told_of(tmp_path: Path) -> None:
    write(tmp_path, a=TOP)
    for name in ("NOTICE", "gold.json", "README.md", "scan.pdf"):
        (tmp_path / name).write_text("x")
    _, problems = read_documents([tmp_path])
    assert [(p.file, p.message.split(",")[0]) for p in problems] == [("scan.pdf", "is a .pdf file")]


def test_a_source_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gone: no such file or folder"):
        read_documents([tmp_path / "gone"])


def test_a_folder_without_articles_is_told_of(tmp_path: Path) -> None:
    documents, problems = read_documents([tmp_path])
    assert not documents
    assert "holds no article" in problems[0].message


def test_articles_of_one_name_in_two_folders_get_names_of_their_own_in_any_order(tmp_path: Path) -> None:
    for folder, text in (("x", TOP), ("y", TOP + BOTTOM)):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, a=text, sources=f"file,outlet\na.txt,{folder.upper()}\n")
    forth, back = (read_documents([tmp_path / n for n in order])[0] for order in ("xy", "yx"))
    assert [(d.id, d.outlet) for d in forth] == [("x/a.txt", "X"), ("y/a.txt", "Y")]
    assert forth == back


def test_an_article_given_by_itself_finds_the_sources_csv_beside_it(tmp_path: Path) -> None:
    write(tmp_path, a=TOP, b=TOP + BOTTOM, sources="file,outlet\na.txt,Daily Example\ngone.txt,X\n")
    (document,), problems = read_documents([tmp_path / "a.txt"])
    assert (document.id, document.outlet, problems) == ("a.txt", "Daily Example", ())


def test_an_article_given_twice_is_read_once(tmp_path: Path) -> None:
    documents, problems = read_documents([write(tmp_path, a=TOP), tmp_path / "a.txt"])
    assert ([d.id for d in documents], problems) == (["a.txt"], ())


# --- the sample articles ----------------------------------------------------------------------------------------------

def test_the_samples_keep_their_report_and_nothing_else(seeds: Path) -> None:
    documents, problems = read_documents([seeds])
    assert not problems
    counts = [{s.value: sum(span.section is s for span in d.spans) for s in Section if any(span.section is s for span in d.spans)}
              for d in documents]
    assert counts == [
        {"headline": 1, "body": 14, "caption": 1, "credit": 1, "byline": 1, "bio": 1, "duplicate": 1},
        {"headline": 1, "body": 10, "caption": 1, "credit": 1, "dateline": 1, "duplicate": 1, "comment_form": 2},
        {"headline": 1, "body": 12, "caption": 1, "credit": 1, "breadcrumb": 1, "url_line": 1, "share_bar": 1, "site_notice": 2},
        {"headline": 1, "body": 11, "caption": 1, "credit": 1, "date_line": 1, "agency_credit": 1, "url_line": 2, "teaser": 1},
        {"headline": 1, "standfirst": 1, "body": 8, "date_line": 1, "dateline": 1, "site_notice": 1, "teaser": 7},
    ]
    assert [d.agencies for d in documents] == [(), (), (), ("AFP",), ()]


@pytest.mark.gold
def test_nothing_that_gold_calls_noise_is_taken_for_report(shared: Path) -> None:
    import json

    for gold in [shared / "seeds" / "gold.json", *sorted((shared / "gold").glob("*/gold.json"))]:
        documents = {d.id.removesuffix(".txt"): d for d in read_documents([gold.parent])[0]}
        for noise in json.loads(gold.read_text(encoding="utf-8"))["noise"]:
            document = documents[noise["doc"].removesuffix(".txt")]
            start = document.text.index(noise["quote"])
            assert not any(s.section.is_report and s.start < start + len(noise["quote"]) and s.end > start for s in document.spans), noise


@pytest.mark.gold
def test_no_place_that_gold_quotes_is_taken_for_noise(shared: Path) -> None:
    import json

    for gold in [shared / "seeds" / "gold.json", *sorted((shared / "gold").glob("*/gold.json"))]:
        documents = {d.id.removesuffix(".txt"): d for d in read_documents([gold.parent])[0]}
        data = json.loads(gold.read_text(encoding="utf-8"))
        for place in [p for kind in ("shared", "exclusive", "differs") for item in data.get(kind, []) for p in item["evidence"]]:
            document = documents[place["doc"].removesuffix(".txt")]
            start = place.get("start", document.text.find(place.get("quote", "")))
            assert document.section_at(start).is_report, place
