"""Secrets by name, and encryption of records in any store."""

from trainkit.secrets._backends import EnvironmentSecrets, FileSecrets, KeyringSecrets, SecretStore
from trainkit.secrets._cipher import Cipher, new_key
from trainkit.secrets._encrypted_store import EncryptedStore

__all__ = [
    "Cipher",
    "EncryptedStore",
    "EnvironmentSecrets",
    "FileSecrets",
    "KeyringSecrets",
    "SecretStore",
    "new_key",
]
