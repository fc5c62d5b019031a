"""The version of the software, told once."""

from typing import Final

__version__: Final = "0.1.0"
