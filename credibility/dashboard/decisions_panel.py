"""The editor's decisions about the selected claim: confirm, correct, dismiss, note, undo."""

from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st

from credibility.dashboard.markdown import plain
from credibility.document import Analysis, Claim
from credibility.errors import StorageError
from credibility.levels import SCALES, Scale, ScoreName
from credibility.storage import Store
from credibility.storage.decisions import Action, Decision, Verdict

_SHOWN: dict[str, tuple[str, Literal["green", "blue", "gray"]]] = {
    "confirmed": (":material/check_circle:", "green"),
    "corrected": (":material/edit:", "blue"),
    "dismissed": (":material/visibility_off:", "gray"),
    "noted": (":material/sticky_note_2:", "gray"),
}


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Return the process's one store."""
    return Store()


def verdicts(analysis: Analysis) -> dict[str, Verdict]:
    """Return the decisions on an article; none, and one sentence, if they cannot be read."""
    try:
        return store().verdicts(analysis)
    except StorageError as error:
        st.session_state.storage_problem = str(error)
        return {}


def keep(analysis: Analysis) -> None:
    """Store an analysis for the history."""
    try:
        store().save(analysis)
    except StorageError as error:
        st.session_state.storage_problem = str(error)


def decisions_panel(analysis: Analysis, claim: Claim, decided: Mapping[str, Verdict]) -> None:
    """Draw what was decided and the ways to decide."""
    verdict = decided.get(claim.id)
    if decided:
        with st.container(horizontal=True, vertical_alignment="center"):
            if verdict is not None:
                icon, colour = _SHOWN[verdict.status]
                st.badge(verdict.status, icon=icon, color=colour)
            if _can_undo(analysis):
                st.button(
                    "Undo", icon=":material/undo:", key="undo", type="tertiary",
                    on_click=_undo, args=(analysis,),
                    help="Takes back the latest decision on this version of the article",
                )  # fmt: skip
    if verdict is not None:
        for scale in SCALES:
            if scale.name in verdict.levels:
                level = verdict.levels[scale.name]
                st.caption(f"Editor: {scale.title} {level} {scale.labels[level]}")
        if verdict.note:
            st.caption(f"Note: {plain(verdict.note)}")
    with st.container(horizontal=True):
        st.button(
            "Confirm", icon=":material/check:", key="confirm",
            on_click=_decide, args=(analysis, claim, "confirm"),
        )  # fmt: skip
        with st.popover("Correct", icon=":material/edit:"):
            _correct_form(analysis, claim, verdict.levels if verdict else {})
        st.button(
            "Dismiss", icon=":material/visibility_off:", key="dismiss",
            on_click=_decide, args=(analysis, claim, "dismiss"),
        )  # fmt: skip
        with st.popover("Note", icon=":material/sticky_note_2:"), st.form("note", border=False):
            st.text_area("Note on this claim", key=f"note_text_{claim.id}")
            st.form_submit_button("Save note", on_click=_note, args=(analysis, claim))


def _correct_form(analysis: Analysis, claim: Claim, corrected: Mapping[ScoreName, int]) -> None:
    keys: dict[ScoreName, str] = {}
    with st.form("correct", border=False):
        for scale in SCALES:
            level = corrected.get(scale.name, claim.scores.by_name(scale.name).level)
            # With the level in its key, a field starts anew when a decision changes the level.
            keys[scale.name] = f"correct_{scale.name}_{level}_{claim.id}"
            st.selectbox(
                scale.title,
                range(scale.top + 1),
                index=level,
                format_func=_level_of(scale),
                key=keys[scale.name],
            )
        st.form_submit_button("Save levels", on_click=_correct, args=(analysis, claim, keys))


def _level_of(scale: Scale) -> Callable[[int], str]:
    return lambda level: f"{level} {scale.labels[level]}"


def _correct(analysis: Analysis, claim: Claim, keys: Mapping[ScoreName, str]) -> None:
    levels: dict[ScoreName, int] = {
        name: st.session_state[key]
        for name, key in keys.items()
        if st.session_state[key] != claim.scores.by_name(name).level
    }
    _decide(analysis, claim, "correct" if levels else "confirm", levels=levels)


def _note(analysis: Analysis, claim: Claim) -> None:
    _decide(analysis, claim, "note", note=st.session_state[f"note_text_{claim.id}"].strip())


def _decide(
    analysis: Analysis,
    claim: Claim,
    action: Action,
    *,
    levels: dict[ScoreName, int] | None = None,
    note: str = "",
) -> None:
    try:
        store().decide(
            analysis.article.id, Decision(claim.id, claim.text, action, levels or {}, note)
        )
    except StorageError as error:
        st.session_state.storage_problem = str(error)


def _can_undo(analysis: Analysis) -> bool:
    try:
        return store().can_undo(analysis.article.id)
    except StorageError as error:
        st.session_state.storage_problem = str(error)
        return False


def _undo(analysis: Analysis) -> None:
    try:
        if not store().undo(analysis.article.id):
            st.toast("There is nothing to undo.")
    except StorageError as error:
        st.session_state.storage_problem = str(error)
