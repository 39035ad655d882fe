"""What is said where an act makes no sense."""

from analysis.words.in_plain_words import InPlainWords


class NotPossible(InPlainWords):
    """An act that makes no sense here; the message says why and what can be done."""
