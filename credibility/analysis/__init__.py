"""From an article to the analysis document: decoding, sources, evidence, advice."""
