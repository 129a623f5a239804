"""The benchmark of documents that were never met: it compares every answer before its time counts."""

from benchmarks.new_documents import measure_new_documents


async def test_each_kind_of_document_is_answered_as_graphql_core_answers_it_and_memory_is_told() -> None:
    findings = await measure_new_documents(count=2, rounds=16)

    assert [finding.what for finding in findings] == [
        "a new document: the viewer",
        "a new document: a customer",
        "a new document: names",
        "a new document: an invoice",
        "a new document: the page",
        "a new document: the list",
        "2 documents",
    ]
    assert findings[-1].good
