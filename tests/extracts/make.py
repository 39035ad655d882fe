"""Files that are better made than kept: dangerous, damaged or large ones. Each function writes one file and returns its path."""

import gzip
import io
import struct
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ACCEPTED = FOLDER / "accepted"
REJECTED = FOLDER / "rejected"
