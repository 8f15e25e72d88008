"""How an article gets in: pasted, uploaded, fetched or a sample."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from credibility.dashboard.samples import SAMPLES
from credibility.document import Article
from credibility.errors import InputError, LanguageError

_UPLOAD_MB = 20
_KINDS = ["txt", "md", "html", "htm", "docx", "pdf"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no article: one sentence, and a second try that insists, if one helps."""

    message: str
    insist: Callable[[], Article] | None = None


def input_panel() -> None:
    """Draw the ways in; a wanted article is left in ``session_state.wanted``."""
    samples, paste, upload, address = st.tabs(
        ["Samples", "Paste", "Upload", "Address"], key="ways_in"
    )
    with samples:
        for column, sample in zip(st.columns(len(SAMPLES)), SAMPLES, strict=True):
            with column, st.container(border=True):
                st.markdown(f"**{sample.title}**")
                st.caption(sample.shows)
                st.button(
                    "Analyse",
                    key=f"sample_{sample.file}",
                    on_click=want_text,
                    args=(sample.text, sample.title),
                    help=f"Analyse the sample “{sample.title}”",
                )
    with paste, st.form("paste", border=False):
        st.text_area("Article text", key="pasted", height=220, placeholder="Paste the article here")
        st.text_input("Title (optional, never scored)", key="pasted_title")
        st.form_submit_button(
            "Analyse text", type="primary", icon=":material/play_arrow:", on_click=_want_pasted
        )
    with upload, st.form("upload", border=False):
        st.file_uploader(
            "Text, Markdown, HTML, Word or PDF", key="uploaded", type=_KINDS,
            max_upload_size=_UPLOAD_MB,
        )  # fmt: skip
        st.form_submit_button(
            "Analyse file", type="primary", icon=":material/play_arrow:", on_click=_want_uploaded
        )
    with address, st.form("address", border=False):
        st.text_input("Address of the article", key="url", placeholder="https://")
        st.form_submit_button(
            "Analyse page", type="primary", icon=":material/play_arrow:", on_click=_want_fetched
        )


def want_text(text: str, title: str | None) -> None:
    """Ask for the analysis of a text."""
    st.session_state.wanted = lambda force=False: _from_text(text, title, force=force)


def _from_text(text: str, title: str | None, *, force: bool) -> Article:
    from credibility.text import article_from_text

    return article_from_text(text, title=title or None, force=force)


def _want_pasted() -> None:
    want_text(st.session_state.pasted, st.session_state.pasted_title)


def _want_uploaded() -> None:
    file = st.session_state.uploaded

    def read(force: bool = False) -> Article:
        from credibility.text import article_from_bytes

        if file is None:
            raise InputError("Choose a file first.")
        return article_from_bytes(file.getvalue(), file.name, force=force)

    st.session_state.wanted = read


def _want_fetched() -> None:
    url = st.session_state.url.strip()

    def read(force: bool = False) -> Article:
        from credibility.text import read_article

        if not url.lower().startswith(("http://", "https://")):
            raise InputError("Type an address that begins with http:// or https://.")
        return read_article(url, force=force)

    st.session_state.wanted = read


def read_wanted() -> Article | Problem | None:
    """Return the wanted article, why it cannot be read, or None if none is wanted."""
    wanted = st.session_state.pop("wanted", None)
    if wanted is None:
        return None
    try:
        article: Article = wanted()
    except LanguageError as error:
        # The sentence of the command line names an option; the page has a button.
        message = str(error).split(":")[0] + "."
        return Problem(message, insist=lambda: wanted(force=True))
    except InputError as error:
        return Problem(str(error))
    return article


def problem_box(problem: Problem) -> None:
    """Draw the sentence, and a button to go on all the same where that makes sense."""
    st.error(problem.message, icon=":material/error:")
    if problem.insist is not None:
        st.button(
            "Analyse it all the same",
            on_click=lambda: st.session_state.update(wanted=problem.insist),
        )
