"""The exceptions that cross a public boundary.

    CredibilityError            anything this package raises on purpose
    ├── InputError              the text, file or address cannot be analysed as given
    │   └── LanguageError       the text is not English (``--force`` overrides)
    ├── ModelError              the model is missing, damaged or of another version
    └── StorageError            a decision or an article could not be stored or read

The message of every one is a single sentence for the person at the screen that says
what to do next; dashboards and the command line print it as it is.
"""


class CredibilityError(Exception):
    """Base of everything this package raises on purpose."""


class InputError(CredibilityError):
    """The text, file or address cannot be analysed as given."""


class LanguageError(InputError):
    """The text is not English; analysing it anyway has to be asked for."""


class ModelError(CredibilityError):
    """The model is missing, damaged or made for another version of this package."""


class StorageError(CredibilityError):
    """A decision or an article could not be stored or read."""
