"""What the installed package says about itself."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

import pytest

import workos_mfa
from conftest import run_python

TOP = Path(__file__).resolve().parents[3]


def test_the_metadata_has_what_people_look_for() -> None:
    metadata = distribution("workos-mfa").metadata
    assert metadata["License-Expression"] == "MIT OR Apache-2.0" and metadata["Requires-Python"] == ">=3.9"
    classifiers = set(metadata.get_all("Classifier") or [])
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in range(9, 15)} <= classifiers
    assert {"Typing :: Typed", "Topic :: Security", "Operating System :: POSIX :: Linux"} <= classifiers
    urls = {url.split(", ")[0]: url.split(", ")[1] for url in metadata.get_all("Project-URL") or []}
    assert {"Homepage", "Documentation", "Source", "Issues", "Changelog"} == set(urls)
    assert all(url.startswith("https://") for url in urls.values())


@pytest.mark.parametrize("licence", ["LICENSE-MIT", "LICENSE-APACHE"])
def test_the_licences_are_those_of_the_project(licence: str) -> None:
    package = distribution("workos-mfa")
    assert licence in (package.metadata.get_all("License-File") or [])
    (file,) = [file for file in package.files or [] if file.name == licence]
    assert Path(str(file.locate())).read_bytes() == (TOP / licence).read_bytes()


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError, match="WorkOsClient"):
        workos_mfa.WorkOsClient  # type: ignore[attr-defined]
    for name in workos_mfa.__all__:
        assert getattr(workos_mfa, name) is not None


def test_what_costs_time_is_not_imported_for_nothing() -> None:
    done = run_python("import sys, workos_mfa; print([name for name in ('asyncio', 'inspect', 'logging', 'pydantic_core', 'typing') if name in sys.modules])")
    assert done.stdout == "[]\n", done
