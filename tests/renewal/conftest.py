"""Lets the tests of this folder import ``claim_builder`` from the folder above."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
