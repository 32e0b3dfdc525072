"""``python -m tollbook``."""

import sys

from tollbook.cli import main

if __name__ == "__main__":
    sys.exit(main())
