"""Import optional packages, or raise an error that shows the pip command."""

from importlib import import_module
from types import ModuleType

from trainkit.errors import MissingExtra

__all__ = ["require"]


def require(module: str, *, extra: str) -> ModuleType:
    """Import a module of an optional package.

    Parameters
    ----------
    module : str
        Dotted module name.
    extra : str
        The extra of trainkit that installs it.

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    MissingExtra
        The package is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != package:
            raise  # the package is installed; one of its own imports is broken
        raise MissingExtra(package, extra=extra) from error
