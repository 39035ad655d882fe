"""What a person reads as it is: an error of the house that says what happened and what to do."""


class InPlainWords(Exception):
    """The base of every error whose message is meant for people: commands and pages show it, and end there."""
