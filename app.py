"""The dashboard's entry point: `streamlit run app.py`."""

from credibility.dashboard.page import render

render()
