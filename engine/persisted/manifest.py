"""Manifests of trusted documents, as Relay, GraphQL Code Generator and Apollo write them."""

from typing import Any

import orjson

APOLLO_FORMAT = "apollo-persisted-query-manifest"


class BadManifest(ValueError):
    """The file is no manifest, or a document in it is invalid; the message says which and why."""


def read_manifest(content: bytes) -> dict[str, str]:
    """Texts by id, from `{id: text}` or from Apollo's `{format, version: 1, operations: [{id, body}]}`."""
    try:
        manifest = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadManifest(f"it is not JSON: {error}") from error
    if not isinstance(manifest, dict):
        raise BadManifest("it is not a JSON object")
    texts = _operations_of(manifest) if "format" in manifest else manifest
    for document_id, text in texts.items():
        if not document_id or not isinstance(text, str):
            raise BadManifest(f"document {document_id!r} is not an id with a text")
    return texts


def _operations_of(manifest: dict[str, Any]) -> dict[str, Any]:
    if (manifest["format"], manifest.get("version")) != (APOLLO_FORMAT, 1):
        raise BadManifest(f"its format is not {APOLLO_FORMAT!r} in version 1")
    operations = manifest.get("operations")
    if not isinstance(operations, list):
        raise BadManifest("its 'operations' are not a list")
    texts: dict[str, Any] = {}
    for position, operation in enumerate(operations):
        document_id, text = _operation_of(operation, position)
        if texts.setdefault(document_id, text) != text:
            raise BadManifest(f"document {document_id!r} stands there twice with different texts")
    return texts


def _operation_of(operation: Any, position: int) -> tuple[str, Any]:
    document_id = operation.get("id") if isinstance(operation, dict) else None
    if not isinstance(document_id, str):
        raise BadManifest(f"its operation {position} has no 'id'")
    return document_id, operation.get("body")
