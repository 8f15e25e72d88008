"""The claim card: what the scores are, why, and what to do."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from credibility.dashboard import state
from credibility.dashboard.decisions_panel import decisions_panel
from credibility.dashboard.markdown import plain
from credibility.document import Analysis, Attribution, Claim
from credibility.levels import SCALES, SOURCE_TYPE_LABELS, Scale
from credibility.palette import SOLID, grades
from credibility.storage.decisions import Verdict
from credibility.words import source_name

_NEIGHBOURS = 6


def claim_card(analysis: Analysis, decided: Mapping[str, Verdict]) -> None:
    """Draw the card of the selected claim, or how to select one."""
    claim = state.selected()
    with st.container(border=True, key="card"):
        if claim is None:
            st.markdown("**No claim selected**")
            st.caption(
                "Click a marked claim, a row of the list or a point of the chart. "
                "Keys: **j** and **k** step through the claims, **Enter** opens, **Esc** closes."
            )
            return
        number = analysis.claims.index(claim) + 1
        st.caption(f"Claim {number} of {len(analysis.claims)}")
        st.markdown(f"**{plain(claim.text)}**")
        for scale in SCALES:
            _score(claim, scale)
        st.altair_chart(
            _distribution(claim), width="stretch", alt=_distribution_alt(claim), key="distribution"
        )
        _why(analysis, claim)
        for line in claim.advice:
            st.markdown(f":material/arrow_forward: {plain(line)}")
        if not claim.advice:
            st.caption("Nothing to do here: sourced, checkable and plainly put.")
        decisions_panel(analysis, claim, decided.get(claim.id))
        _neighbours(analysis, claim)
        st.caption(f"Claim {claim.id}; the page's address leads back to it.")


def _score(claim: Claim, scale: Scale) -> None:
    score = claim.scores.by_name(scale.name)
    unsure = " :gray-badge[:material/help: not sure]" if score.uncertain else ""
    st.markdown(
        f"{scale.title}: **{score.label}** ({score.level} of {scale.top}){unsure}",
        help=scale.meanings[score.level].replace(":", "\\:"),
    )


def _distribution(claim: Claim) -> alt.Chart:
    rows = [
        {
            "score": scale.title,
            "level": f"{level} {scale.labels[level]}",
            "order": level,
            "probability": probability,
            "colour": SOLID[grades(scale.name)[level].step],
        }
        for scale in SCALES
        for level, probability in enumerate(claim.scores.by_name(scale.name).probabilities)
    ]
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(height=14, stroke="#ffffff", strokeWidth=1)
        .encode(
            x=alt.X(
                "probability:Q", stack="zero", title=None, axis=alt.Axis(format="%", tickCount=3)
            ),
            y=alt.Y(
                "score:N",
                title=None,
                sort=[scale.title for scale in SCALES],
                axis=alt.Axis(labelOverlap=False),
            ),
            color=alt.Color("colour:N", scale=None),
            order="order:Q",
            tooltip=["score:N", "level:N", alt.Tooltip("probability:Q", format=".0%")],
        )
        .properties(height=130)
    )


def _distribution_alt(claim: Claim) -> str:
    parts = []
    for scale in SCALES:
        values = claim.scores.by_name(scale.name).probabilities
        shares = ", ".join(
            f"{label} {value:.0%}" for label, value in zip(scale.labels, values, strict=True)
        )
        parts.append(f"{scale.title}: {shares}")
    return "Probabilities of the levels. " + ". ".join(parts)


def _why(analysis: Analysis, claim: Claim) -> None:
    text = analysis.article.text
    evidence = claim.evidence
    if evidence.hedge_cues:
        cues = ", ".join(f"“{plain(text[a:b])}”" for a, b in evidence.hedge_cues)
        st.markdown(f":material/format_underlined: Hedge cues: {cues}")
    if evidence.source is not None:
        _source(text, evidence.source)
        for other in evidence.source.others:
            _source(text, other)
    if evidence.details:
        found = ", ".join(f"{plain(detail.text)} ({detail.kind})" for detail in evidence.details)
        st.markdown(f":material/fact_check: To check: {found}")


def _source(text: str, source: Attribution) -> None:
    name = plain(source_name(text, source))
    mention = plain(text[slice(*source.mention)])
    kind = SOURCE_TYPE_LABELS[source.type]
    line = f":material/record_voice_over: **{name}**, {kind}, {source.quote}"
    if source.name is not None and mention != name:
        line += f"; mentioned as “{mention}”"
    if source.cue is not None:
        line += f", by “{plain(text[slice(*source.cue)])}”"
    st.markdown(line)


def _neighbours(analysis: Analysis, claim: Claim) -> None:
    source = claim.evidence.source
    if source is None:
        return
    group = next(each for each in analysis.sources if each.id == source.id)
    others = [claim_id for claim_id in group.claims if claim_id != claim.id]
    if not others:
        return
    with st.expander(f"{len(others)} more from this source"):
        for claim_id in others[:_NEIGHBOURS]:
            other = analysis.claim(claim_id)
            if other is not None:
                st.button(
                    plain(other.text[:90]),
                    key=f"neighbour_{claim_id}",
                    on_click=state.select,
                    args=(claim_id,),
                    type="tertiary",
                )
        if len(others) > _NEIGHBOURS:
            st.caption(f"and {len(others) - _NEIGHBOURS} more, in the list below")
