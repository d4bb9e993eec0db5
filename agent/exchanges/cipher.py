"""Encryption of what is stored, by a key that the user keeps in the environment."""

from __future__ import annotations

import os
from typing import Any

from agent.errors import UsageError

KEY_VARIABLE = "CHARTAUDIT_STORE_KEY"


class Cipher:
    """Encrypts and decrypts under one key, so that a change by anyone else is noticed (Fernet).

    Raises UsageError when the key is not one, or when the package that encrypts is absent.
    """

    def __init__(self, key: str) -> None:
        fernet = _fernet()
        try:
            self._fernet = fernet.Fernet(key.encode())
        except ValueError:
            self._fernet = None
        if self._fernet is None:
            # Raised out here, so that the key does not hang on it as its context.
            raise UsageError(
                f"{KEY_VARIABLE}: expected 32 bytes in URL-safe base64; make one with: "
                "chartaudit exchanges key"
            )
        self._invalid = fernet.InvalidToken

    @classmethod
    def configured(cls) -> Cipher | None:
        """The cipher under the key in CHARTAUDIT_STORE_KEY; None where no key is set."""
        key = os.environ.get(KEY_VARIABLE, "").strip()
        return cls(key) if key else None

    def encrypt(self, clear: bytes) -> bytes:
        """The bytes, encrypted and signed."""
        return bytes(self._fernet.encrypt(clear))

    def decrypt(self, sealed: bytes) -> bytes | None:
        """The bytes that were encrypted; None when they were altered, or under another key."""
        try:
            return bytes(self._fernet.decrypt(sealed))
        except self._invalid:
            return None


def new_key() -> str:
    """A fresh random key. Raises UsageError when the package that encrypts is absent."""
    return bytes(_fernet().Fernet.generate_key()).decode("ascii")


def _fernet() -> Any:
    try:
        from cryptography import fernet
    except ImportError:
        raise UsageError(
            f"{KEY_VARIABLE}: encryption needs the package cryptography; install it with: "
            "pip install 'chartaudit[encryption]'"
        ) from None
    return fernet
