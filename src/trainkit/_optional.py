"""Optional packages: the module, or an error that prints the pip command."""

from importlib import import_module
from types import ModuleType

from trainkit.errors import MissingExtra

__all__ = ["require"]


def require(module: str, *, extra: str) -> ModuleType:
    """Import a module of an optional package.

    Parameters
    ----------
    module : str
        Dotted name of the module.
    extra : str
        The extra of trainkit that installs it.

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    MissingExtra
        When the package is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != package:
            raise  # the package is there; something inside it is broken
        raise MissingExtra(package, extra=extra) from error
