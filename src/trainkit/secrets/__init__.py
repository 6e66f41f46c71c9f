"""Where secrets come from, and how records lie encrypted in any store."""

from trainkit.secrets._cipher import Cipher, new_key
from trainkit.secrets._places import EnvironmentSecrets, FileSecrets, KeyringSecrets, SecretStore
from trainkit.secrets._sealed import Sealed

__all__ = [
    "Cipher",
    "EnvironmentSecrets",
    "FileSecrets",
    "KeyringSecrets",
    "Sealed",
    "SecretStore",
    "new_key",
]
