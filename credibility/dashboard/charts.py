"""The charts: where the claims stand, where the article goes soft, who carries it."""

import altair as alt
import pandas as pd
import streamlit as st

from credibility.dashboard import state
from credibility.document import Analysis, Claim
from credibility.levels import NAMED_TYPES, SCALES, SOURCING, VERIFIABILITY
from credibility.palette import SOLID, grade, grades
from credibility.words import group_name

_POINTS = "points"
_MOST_SOURCES = 10


def scatter_panel(visible: tuple[Claim, ...]) -> None:
    """Draw the claims by sourcing and verifiability; a clicked point is the selection."""
    with st.container(border=True):
        st.markdown("**Sourcing and verifiability**")
        st.caption("Lower right: checkable but poorly sourced. Click a point to open its claim.")
        ids = [claim.id for claim in visible]
        st.altair_chart(
            scatter(visible, state.selected()),
            key=_POINTS,
            on_select=lambda: _on_select(ids),
            selection_mode="pick",
            width="stretch",
            alt=scatter_alt(visible),
        )


def overview(analysis: Analysis) -> None:
    """Draw what does not depend on the selection: the sources, the scores in order."""
    left, right = st.columns([2, 3])
    with left, st.container(border=True, height="stretch"):
        st.markdown("**Who carries the story**")
        st.caption("Claims per source; named sources in blue, unnamed in orange.")
        if analysis.sources:
            sources_chart(analysis)
        else:
            st.info("The text points at no source.", icon=":material/person_off:")
    with right, st.container(border=True, height="stretch"):
        st.markdown("**Along the article**")
        st.caption("Each score from the first claim to the last: where does it go soft?")
        st.altair_chart(along(analysis), width="stretch", alt=along_alt(analysis), key="along")


def scatter(claims: tuple[Claim, ...], chosen: Claim | None) -> alt.LayerChart:
    """Return claims by sourcing and verifiability; equal ones spread around their level."""
    frame = pd.DataFrame(
        [
            {
                "claim": claim.text[:120],
                "index": index,
                "Verifiability": claim.scores.verifiability.value * VERIFIABILITY.top,
                "Sourcing": claim.scores.sourcing.value * SOURCING.top,
                "colour": SOLID[grade(claim, "priority").step],
                "size": 260 if chosen is not None and claim.id == chosen.id else 80,
                "ring": 1.0 if chosen is not None and claim.id == chosen.id else 0.0,
            }
            for index, claim in enumerate(claims)
        ],
        columns=["claim", "index", "Verifiability", "Sourcing", "colour", "size", "ring"],
    )
    points = (
        alt.Chart(frame)
        .mark_circle(opacity=0.75)
        .encode(
            x=_axis("Verifiability", VERIFIABILITY.labels),
            y=_axis("Sourcing", SOURCING.labels),
            color=alt.Color("colour:N", scale=None),
            size=alt.Size("size:Q", scale=None),
            tooltip=["claim:N"],
        )
        .add_params(alt.selection_point(name="pick", fields=["index"]))
    )
    ring = (
        alt.Chart(frame[frame["ring"] > 0])
        .mark_point(size=420, strokeWidth=3, filled=False, color="#8a94a0")
        .encode(x="Verifiability:Q", y="Sourcing:Q")
    )
    return (points + ring).properties(height=320)


def _axis(name: str, labels: tuple[str, ...]) -> alt.X | alt.Y:
    # A list of words is drawn on lines of its own: long names stay readable on a phone.
    names = " : ".join(
        f"datum.value == {level} ? {label.split(' ', 1)}" for level, label in enumerate(labels)
    )
    axis = alt.Axis(
        values=list(range(len(labels))), labelExpr=f"{names} : ''", labelAngle=0, labelLimit=110
    )
    scale = alt.Scale(domain=[-0.15, len(labels) - 0.85])
    kind = alt.X if name == "Verifiability" else alt.Y
    return kind(f"{name}:Q", axis=axis, scale=scale, title=name)


def scatter_alt(claims: tuple[Claim, ...]) -> str:
    """Return the scatter in words."""
    weak = sum(
        claim.scores.verifiability.level >= 2 and claim.scores.sourcing.level <= 2
        for claim in claims
    )
    return (
        f"Scatter of {len(claims)} claims by verifiability and sourcing strength; {weak} are "
        "checkable with at most an unnamed source."
    )


def sources_chart(analysis: Analysis) -> None:
    """Draw the claims per source, and how many sources are left out."""
    st.altair_chart(sources(analysis), width="stretch", alt=sources_alt(analysis), key="sources")
    if len(analysis.sources) > _MOST_SOURCES:
        st.caption(f"and {len(analysis.sources) - _MOST_SOURCES} more")


def sources(analysis: Analysis) -> alt.Chart:
    """Return claims per source, the largest first."""
    ranked = sorted(analysis.sources, key=lambda group: -len(group.claims))[:_MOST_SOURCES]
    frame = pd.DataFrame(
        {
            "source": [
                f"{group_name(group)[:40]}{' ' * number}" for number, group in enumerate(ranked)
            ],
            "claims": [len(group.claims) for group in ranked],
            "kind": ["named" if group.type in NAMED_TYPES else "unnamed" for group in ranked],
        }
    )
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("claims:Q", title="claims", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("source:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=["named", "unnamed"], range=[SOLID["calm"], SOLID["alert"]]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=["source:N", "claims:Q", "kind:N"],
        )
        .properties(height=alt.Step(24))
    )


def sources_alt(analysis: Analysis) -> str:
    """Return the source chart in words."""
    ranked = sorted(analysis.sources, key=lambda group: -len(group.claims))[:_MOST_SOURCES]
    parts = [f"{group_name(group)}: {len(group.claims)}" for group in ranked]
    if len(analysis.sources) > _MOST_SOURCES:
        parts.append(f"and {len(analysis.sources) - _MOST_SOURCES} more")
    return "Claims per source. " + ", ".join(parts)


def along(analysis: Analysis) -> alt.Chart:
    """Return every claim's levels in reading order, one row a score."""
    frame = pd.DataFrame(
        [
            {
                "claim": number,
                "score": scale.title,
                "level": f"{score.level} {score.label}",
                "colour": SOLID[grades(scale.name)[score.level].step],
                "text": claim.text[:120],
            }
            for number, claim in enumerate(analysis.claims, start=1)
            for scale in SCALES
            for score in (claim.scores.by_name(scale.name),)
        ],
        columns=["claim", "score", "level", "colour", "text"],
    )
    return (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X(
                "claim:O",
                title="claim",
                axis=alt.Axis(labelOverlap=True, labelAngle=0),
                scale=alt.Scale(padding=0.06),
            ),
            y=alt.Y(
                "score:N",
                title=None,
                sort=[scale.title for scale in SCALES],
                axis=alt.Axis(labelOverlap=False),
                scale=alt.Scale(padding=0.08),
            ),
            color=alt.Color("colour:N", scale=None),
            tooltip=["score:N", "level:N", "text:N"],
        )
        # As tall as the chart of sources beside it.
        .properties(height=max(150, 24 * min(len(analysis.sources), _MOST_SOURCES) + 30))
    )


def along_alt(analysis: Analysis) -> str:
    """Return the strip in words."""
    soft = [
        str(number)
        for number, claim in enumerate(analysis.claims, start=1)
        if claim.scores.hedging.level >= 2
    ]
    hedged = ", ".join(soft) or "none"
    return f"Levels of {len(analysis.claims)} claims in reading order; hedged: {hedged}."


def _on_select(ids: list[str]) -> None:
    picked = st.session_state[_POINTS]["selection"].get("pick") or []
    if picked:
        state.select(ids[int(picked[0]["index"])])
