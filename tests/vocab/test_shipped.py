"""Finding the mappings and tables that come with the package."""

import os

import pytest

from marc2rdf import shipped


def test_tables_are_found_by_their_path():
    path = shipped.find("tables/roles.csv")
    assert path is not None and path.is_file()
    assert path.parent.parent == shipped.folder()


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "no-such-mapping",
        "tables",
        "tables/no-such-table.csv",
        "../pyproject.toml",
        "tables/../../pyproject.toml",
        os.path.abspath(__file__),
        "a\0b",
        "x" * 100_000,
        "\udcff",
    ],
)
def test_what_is_not_there_is_none_and_never_an_exception(name):
    assert shipped.find(name) is None


def test_every_named_mapping_is_found():
    for name in shipped.names():
        path = shipped.find(name)
        assert path is not None and path.suffix == ".yaml"
