"""`python -m outlast`."""

import sys

from outlast.cli import main

# Worker processes import this file under another name; they must not start a second command.
if __name__ == "__main__":
    sys.exit(main())
