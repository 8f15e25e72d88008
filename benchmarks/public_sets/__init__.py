"""Heads for public sets, trained from the shipped encoder to say how far it carries."""
