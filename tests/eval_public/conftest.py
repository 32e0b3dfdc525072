"""The scorers of the public sets are scripts of eval/public."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "eval" / "public"))
