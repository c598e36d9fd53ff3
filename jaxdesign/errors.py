"""Every error that reaches a user: one sentence, and the exit code of the command line."""


class JaxdesignError(Exception):
    """Base of all errors raised on purpose; the message says what is wrong, where and what to do."""

    exit_code = 1


class InputError(JaxdesignError):
    """A file or value that cannot be used as given."""

    exit_code = 3


class UnsafeInputError(InputError):
    """Input refused because reading it could harm the reader (entities, external references, bombs)."""

    exit_code = 3


class NotCertifiedError(JaxdesignError):
    """A design that could not be repaired to hold the certificate; the message gives the true reasons."""

    exit_code = 4


class MissingExtraError(JaxdesignError):
    """A feature whose optional dependency is not installed; the message gives the install command."""

    exit_code = 5


class TrainingError(JaxdesignError):
    """A training run that cannot go on, as when the loss is not finite."""

    exit_code = 6
