"""The transformer: configuration, network, windows and weight files."""
