import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credibility import InputError, LanguageError, article_from_bytes, article_from_text
from credibility.text.article import MAX_CHARACTERS
from credibility.text.sources import read_article

WORDS = "The mayor said that the bridge over the river was closed on Monday after an inspection. "
GERMAN = (
    "Der Bundestag hat am Donnerstag das neue Gesetz verabschiedet, das die Regierung im Herbst "
    "vorgelegt hatte, und die Opposition kritisierte es scharf als unzureichend und zu teuer."
)


@given(st.text(alphabet=st.sampled_from('aB.!? \n\t"“”’é🙂—,;:1'), min_size=1, max_size=300))
def test_sentences_tile_the_text(text: str) -> None:
    if not text.strip():
        with pytest.raises(InputError):
            article_from_text(text)
        return
    article = article_from_text(text)
    covered: set[int] = set()
    last = 0
    for start, end in article.sentences:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert any(a <= start and end <= b for a, b in article.paragraphs)
        covered.update(range(start, end))
        last = end
    assert all(index in covered or text[index].isspace() for index in range(len(text)))


def test_text_stays_as_it_is_but_for_line_ends() -> None:
    article = article_from_text("One  line.\r\nTwo\tlines.\r")
    assert article.text == "One  line.\nTwo\tlines.\n"
    assert [article.text[a:b] for a, b in article.paragraphs] == ["One  line.", "Two\tlines."]


def test_a_closing_quote_stays_with_its_sentence() -> None:
    article = article_from_text('"We left." He waved. The U.S. team, led by J. R. Hart, stayed.')
    assert [article.text[a:b] for a, b in article.sentences] == [
        '"We left."',
        "He waved.",
        "The U.S. team, led by J. R. Hart, stayed.",
    ]


def test_hard_wrapped_text_is_joined_at_blank_lines() -> None:
    line = "This line of a wrapped paragraph has between sixty and ninety chars."
    text = "\n".join([line] * 3 + ["Short end."]) + "\n\n" + "\n".join([line] * 2 + ["End."])
    assert len(article_from_text(text).paragraphs) == 2


def test_unwrapped_text_breaks_at_every_line() -> None:
    assert len(article_from_text("One long line here.\nAnother one.\n\nThird.").paragraphs) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no text"),
        (" \n\t ", "no text"),
        ("x" * (MAX_CHARACTERS + 1), "limit is 300,000"),
        ("a\0b", "not readable text"),
        ("\x01\x02\x03" * 40, "not readable text"),
        ("a \ud800 b", "not readable text"),
    ],
)
def test_bad_text_gets_one_sentence(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        article_from_text(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("mark", ["\u00a0", "\u2009", "\u00ad", "\u200b"])
def test_invisible_marks_of_typography_are_text(mark: str) -> None:
    text = WORDS.replace(" ", f"{mark} ") * 3
    assert article_from_text(text).text == text


def test_another_language_is_refused_unless_forced() -> None:
    with pytest.raises(LanguageError, match="another language than English \\(de\\)") as caught:
        article_from_text(GERMAN)
    # The dashboard shows what stands before the colon, and a button.
    reason, advice = str(caught.value).split(":")
    assert "force" not in reason
    assert "--force" in advice
    assert "force=True" in advice
    assert article_from_text(GERMAN, force=True).language == "de"
    assert article_from_text(" ".join(GERMAN.split()[:10])).language == "en"


def test_encodings() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        article = article_from_bytes("The café closed.".encode(encoding), "a.txt")
        assert article.text == "The café closed."


def test_binary_is_refused() -> None:
    with pytest.raises(InputError, match="not a text file"):
        article_from_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.txt")


def test_html_gives_text_and_title() -> None:
    body = "".join(f"<p>{WORDS * 2}</p>" for _ in range(4))
    html = (
        "<html><head><title>Bridge closed</title></head>"
        f"<body><nav>Home</nav><article>{body}</article></body></html>"
    )
    article = article_from_bytes(html.encode(), "page")
    assert article.title == "Bridge closed"
    assert WORDS.strip() in article.text
    assert "<p>" not in article.text


def test_comments_before_no_page_cost_no_time() -> None:
    text = "<!---->" * 200 + "x"
    assert article_from_bytes(text.encode(), "a.txt").text == text
    page = (
        f"<!-- a --> <!-- <b> -->\n<html><body><article><p>{WORDS * 4}</p></article></body></html>"
    )
    assert "<" not in article_from_bytes(page.encode(), "page").text


def test_word_document_and_its_limits() -> None:
    document = docx.Document()
    document.add_paragraph(WORDS)
    document.core_properties.title = "Bridge"
    buffer = io.BytesIO()
    document.save(buffer)
    article = article_from_bytes(buffer.getvalue(), "a.docx")
    assert (article.text, article.title) == (WORDS, "Bridge")

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    with pytest.raises(InputError, match="unpacks to too much"):
        article_from_bytes(bomb.getvalue(), "a.docx")
    with pytest.raises(InputError, match="not a readable Word document"):
        article_from_bytes(b"PK\x03\x04 not a zip", "a.docx")


def _without_end_of_xml(data: bytes) -> bytes:
    cut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:-20] if name == "word/document.xml" else content)
    return cut.getvalue()


def _with_wrong_sum(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        right = archive.getinfo("word/document.xml").CRC.to_bytes(4, "little")
    return data.replace(right, bytes(4))


@pytest.mark.parametrize("damage", [_without_end_of_xml, _with_wrong_sum])
def test_damaged_word_document_is_refused(damage: Callable[[bytes], bytes]) -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with pytest.raises(InputError, match="not a readable Word document"):
        article_from_bytes(damage(buffer.getvalue()), "a.docx")


_PDF_WITHOUT_ITS_PAGE = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing else", _PDF_WITHOUT_ITS_PAGE])
def test_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="is damaged"):
        article_from_bytes(data, "a.pdf")


def test_missing_file_and_folder(tmp_path: object) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_article("/nowhere/a.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_article(str(tmp_path))
