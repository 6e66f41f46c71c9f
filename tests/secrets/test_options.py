"""What of an adapter's options may be written down."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.errors import InvalidInput
from trainkit.secrets import EnvironmentSecrets
from trainkit.secrets._options import conceal, reveal, secrets_in, split_options

TOKEN = "TOK_9f3aQ"


@pytest.mark.parametrize(
    "option",
    [
        f"url=http://u:{TOKEN}@host/",
        f"url=http://{TOKEN}@host/",
        f"url=http://host/?key={TOKEN}",
        f"url=http://host/#{TOKEN}",
        f"url=http://host/hook/{TOKEN}",
        f"url=http://[{TOKEN}",
        f"token={TOKEN}",
        f"header=Authorization: Bearer {TOKEN}",
        f"cookie=session={TOKEN}",
        f"anything={TOKEN}",
        f"token_env={TOKEN}",  # the token where its variable's name belongs
        "pin_key=4711",
    ],
)
def test_what_may_be_a_secret_is_withheld(option: str) -> None:
    name, _, value = option.partition("=")
    assert split_options({name: value}) == ({}, (name,))


def test_what_cannot_be_a_secret_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANE_TOKEN", TOKEN)
    options = {
        "seed": "4",
        "noise": "0.05",
        "verify": "true",
        "url": "http://127.0.0.1:8080/v1/",
        "probe": "https://[::1]:8080/shop/check-out",
        "folder": str(tmp_path),
        "token_env": "PLANE_TOKEN",
        "token": "secret:plane",
    }
    assert split_options(options) == (options, ())
    assert secrets_in(options) == {TOKEN}


@given(st.text(min_size=1), st.text("abcdefghijkl_0123456789", min_size=1))
def test_no_value_stands_in_both_parts(value: str, name: str) -> None:
    public, withheld = split_options({name: value})
    assert (name in public) != (name in withheld)


def test_an_error_repeats_no_part_of_an_address() -> None:
    found = secrets_in({"url": "http://anna:p%40ss@host/?key=abcd1234&day=3"})
    text = "no route to http://anna:p%40ss@host/?key=abcd1234&day=3 (p@ss, abcd1234)"
    said = conceal(text, found)
    assert not any(part in said for part in ("anna", "p@ss", "p%40ss", "abcd1234"))


def test_a_reference_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINKIT_PLANE", TOKEN)
    assert reveal({"token": "secret:plane", "n": "1"}, EnvironmentSecrets())["token"] == TOKEN
    with pytest.raises(InvalidInput, match="name of a secret"):
        reveal({"token": "secret:other"}, EnvironmentSecrets())
