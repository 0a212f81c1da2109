"""The real yaml-language-server, as editors run it, over right and wrong mappings."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mapping_samples import DATA

from marc2rdf.mapping.schema import schema_text

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / ".tools/node_modules/yaml-language-server/bin/yaml-language-server"
PATIENCE = 60


class Editor:
    """Speaks the Language Server Protocol with the server: just enough of it."""

    def __init__(self, schema: Path, folder: Path) -> None:
        self.settings = {
            "yaml": {
                "schemas": {schema.as_uri(): ["*.yaml"]},
                "schemaStore": {"enable": False},
                "validate": True,
            }
        }
        self.process = subprocess.Popen(
            ["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.messages: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._send(
            {
                "id": 1,
                "method": "initialize",
                "params": {
                    "processId": os.getpid(),
                    "rootUri": folder.as_uri(),
                    "capabilities": {
                        "workspace": {"configuration": True, "workspaceFolders": True},
                        "textDocument": {"publishDiagnostics": {}},
                    },
                    "workspaceFolders": [{"uri": folder.as_uri(), "name": "x"}],
                },
            }
        )
        self._wait(lambda message: message.get("id") == 1 and "result" in message)
        self._send({"method": "initialized", "params": {}})
        self._send(
            {"method": "workspace/didChangeConfiguration", "params": {"settings": self.settings}}
        )

    def diagnostics(self, path: Path) -> list[tuple[int, str]]:
        """Open a file; give the line (from 1) and the message of each mistake that is shown."""
        document = {
            "uri": path.as_uri(),
            "languageId": "yaml",
            "version": 1,
            "text": path.read_text(encoding="utf-8"),
        }
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        shown = self._wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == path.as_uri()
            )
        )
        return [
            (one["range"]["start"]["line"] + 1, one["message"])
            for one in shown["params"]["diagnostics"]
        ]

    def close(self) -> None:
        """End the server, whatever state it is in."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()

    def _wait(self, wanted: Any) -> dict[str, Any]:
        while True:
            message = self.messages.get(timeout=PATIENCE)
            if "method" in message and "id" in message:
                self._answer(message)
            elif wanted(message):
                return message

    def _answer(self, request: dict[str, Any]) -> None:
        result: Any = None
        if request["method"] == "workspace/configuration":
            items = request["params"]["items"]
            result = [self.settings.get(item.get("section", ""), {}) for item in items]
        self._send({"id": request["id"], "result": result})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline().strip()) or not length:
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
                elif not line and self.process.poll() is not None:
                    return
            self.messages.put(json.loads(stream.read(length)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mappings")


@pytest.fixture(scope="module")
def editor(folder: Path) -> Iterator[Editor]:
    missing = [
        name
        for name, there in (("node", shutil.which("node")), (str(SERVER), SERVER.is_file()))
        if not there
    ]
    if missing:
        reason = f"missing: {', '.join(missing)}; 'make test' installs them"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    schema = folder / "mapping.schema.json"
    schema.write_text(schema_text(), encoding="utf-8")
    editor = Editor(schema, folder)
    yield editor
    editor.close()


WRONG = """\
mapping: 1
rules:
  title:
    fron: 245$a
    to: dcterms:title
  note:
    from: 500$a
    do: squeeze
    to: dcterms:description
  language:
    from: [041$a, 008/35-37]
    table: language
    missing: wran
    to: dcterms:language
"""


def test_an_editor_shows_mistakes_on_their_lines(editor, folder) -> None:
    path = folder / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    shown = editor.diagnostics(path)
    assert sorted({line for line, _ in shown}) == [4, 8, 13], shown
    assert any("fron" in message for line, message in shown if line == 4)


@pytest.mark.parametrize("name", ["jobs", "library"])
def test_an_editor_shows_nothing_in_a_right_mapping(editor, folder, name) -> None:
    path = folder / f"{name}.yaml"
    path.write_text((DATA / f"{name}.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert editor.diagnostics(path) == []


def test_the_line_at_the_top_names_the_schema(editor, folder) -> None:
    path = folder / "by-its-first-line.yml"  # no pattern of the settings names it
    path.write_text(
        f"# yaml-language-server: $schema=./mapping.schema.json\n{WRONG}", encoding="utf-8"
    )
    assert sorted({line for line, _ in editor.diagnostics(path)}) == [5, 9, 14]
