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
_SCORE_WIDTH = 142
# A share of at least this much has room for its level's number.
_WIDE = 0.12
# The steps whose colour asks for white on top.
_DEEP = frozenset({"alert", "calm"})


def claim_card(
    analysis: Analysis, visible: tuple[Claim, ...], decided: Mapping[str, Verdict]
) -> None:
    """Draw the card of the selected claim, or how to select one.

    Previous and next go through the ``visible`` claims in reading order.
    """
    claim = state.selected()
    with st.container(border=True, key="card"):
        if claim is None:
            st.markdown("**No claim selected**")
            st.caption(
                "Click a marked claim, a row of the list or a point of the chart. "
                "Keys: **j** and **k** step through the claims, **Enter** opens, **Esc** closes."
            )
            return
        _steps(analysis, claim, visible)
        st.markdown(f"**{plain(claim.text)}**")
        for line in claim.advice:
            st.markdown(f":material/lightbulb: {plain(line)}")
        if not claim.advice:
            st.caption("Nothing to do here.")
        with st.container(horizontal=True, gap="small"):
            for scale in SCALES:
                with st.container(width=_SCORE_WIDTH, gap=None):
                    _score(claim, scale)
        st.altair_chart(
            _distribution(claim), width="stretch", alt=_distribution_alt(claim), key="distribution"
        )
        _why(analysis, claim)
        decisions_panel(analysis, claim, decided)
        _neighbours(analysis, claim)


def _steps(analysis: Analysis, claim: Claim, visible: tuple[Claim, ...]) -> None:
    """Draw where the claim stands, its permalink, and the way to its neighbours."""
    place = {each.id: number for number, each in enumerate(analysis.claims)}
    number = place[claim.id]
    order = sorted(place[each.id] for each in visible)
    earlier = [each for each in order if each < number]
    later = [each for each in order if each > number]
    address = f"?article={analysis.article.id}&claim={claim.id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":small[Claim {number + 1} of {len(place)} · [permalink]({address})]", width="stretch"
        )
        _step("Previous", ":material/arrow_upward:", analysis, earlier[-1:])
        _step("Next", ":material/arrow_downward:", analysis, later[:1])


def _step(label: str, icon: str, analysis: Analysis, to: list[int]) -> None:
    st.button(
        label,
        icon=icon,
        key=label.lower(),
        type="tertiary",
        disabled=not to,
        on_click=state.select,
        args=(analysis.claims[to[0]].id if to else None,),
    )


def _score(claim: Claim, scale: Scale) -> None:
    score = claim.scores.by_name(scale.name)
    unsure = ", not sure" if score.uncertain else ""
    st.caption(scale.title, help=scale.meanings[score.level].replace(":", "\\:"))
    st.markdown(f"**{score.label}**  \n:small[{score.level} of {scale.top}{unsure}]")


def _distribution(claim: Claim) -> alt.LayerChart:
    rows = [
        {
            "score": scale.title,
            "level": f"{level} {scale.labels[level]}",
            "order": level,
            "probability": probability,
            "number": str(level) if probability >= _WIDE else "",
            "colour": SOLID[grades(scale.name)[level].step],
            "ink": "#ffffff" if grades(scale.name)[level].step in _DEEP else "#10202e",
        }
        for scale in SCALES
        for level, probability in enumerate(claim.scores.by_name(scale.name).probabilities)
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y(
            "score:N",
            title=None,
            sort=[scale.title for scale in SCALES],
            axis=alt.Axis(labelOverlap=False, ticks=False, domain=False),
        ),
        order="order:Q",
        tooltip=["score:N", "level:N", alt.Tooltip("probability:Q", format=".0%")],
    )
    share = alt.X("probability:Q", stack="zero", axis=None, scale=alt.Scale(domain=[0, 1]))
    bars = base.mark_bar(height=16).encode(x=share, color=alt.Color("colour:N", scale=None))
    # The level's number where its share is wide enough: never colour alone.
    numbers = base.mark_text(fontSize=11, fontWeight=600).encode(
        x=alt.X("probability:Q", stack="zero", bandPosition=0.5),
        text="number:N",
        color=alt.Color("ink:N", scale=None),
    )
    return (bars + numbers).properties(height=84)


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
        with st.container(horizontal=True, vertical_alignment="center"):
            _source(text, evidence.source)
            st.button(
                "Show in text",
                icon=":material/my_location:",
                key="jump_to_source",
                type="tertiary",
                help="Scrolls the article to where the source is named",
                on_click=state.jump_to_source,
            )
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
    st.markdown(line, width="stretch")


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
