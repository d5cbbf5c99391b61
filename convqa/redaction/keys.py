"""The site's key: one secret that turns names and numbers into stable codes."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path

from convqa.errors import UsageError

__all__ = ["SiteKey"]

MIN_KEY_BYTES = 16
DEFAULT_KEY = b"convqa default site key, not secret"


@dataclass(frozen=True, slots=True)
class SiteKey:
    """Key of all HMACs that convqa writes (RFC 2104, SHA-256).

    Attributes:
        secret: the key; never shown by `repr`, so that it does not end in a log.
    """

    secret: bytes = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> SiteKey:
        """Read a key file: any bytes, at least 16 after white space at both ends is cut off.

        Raises:
            UsageError: the file cannot be read or is too short.
        """
        try:
            secret = path.read_bytes().strip()
        except OSError as error:
            raise UsageError(f"the key file {path} cannot be read ({error.strerror}); give a readable file.") from None
        if len(secret) < MIN_KEY_BYTES:
            raise UsageError(
                f"the key file {path} holds fewer than {MIN_KEY_BYTES} bytes; "
                "make one with: python -c 'import secrets; print(secrets.token_hex(32))' > FILE"
            )
        return cls(secret)

    @classmethod
    def default(cls) -> SiteKey:
        """The fixed, published key (docs/privacy.md): reproducible codes that protect nobody against guessing."""
        return cls(DEFAULT_KEY)

    def hmac(self, kind: str, text: str) -> str:
        """64 hexadecimal digits; `kind` keeps codes of different things apart even for the same text."""
        return hmac.new(self.secret, f"{kind}\0{text}".encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
