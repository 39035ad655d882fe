"""Questions to the release, what is worked out from their answers, and figures. Nothing here knows the server."""

import os

# Before numpy is imported: its threads would share out matrices so small that they mostly wait for one another, on all cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
