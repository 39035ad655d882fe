"""What went wrong where nobody foresaw it: written to the log in full under a reference, told to the reader by that reference."""

import logging
import secrets

LOG = logging.getLogger("dashboard")


def write(doing: str) -> str:
    """Write the exception being handled to the log with its trace, and return the reference under which it stands there.

    doing: what was being done, without any cell of a file. The reference is short enough to be read out on the telephone.
    """
    reference = secrets.token_hex(3).upper()
    LOG.exception("Fault %s while %s", reference, doing)
    return reference
