"""The benchmark of compression: every answer is made by every encoding, and none of them is larger than as it is."""

from benchmarks.compression import ENCODINGS, Effort, measure_compression


async def test_each_answer_is_measured_with_each_encoding_beside_the_files() -> None:
    findings = await measure_compression(Effort(rounds=1, calls=1, customers=20))

    answers = [f"{name}, {encoding}" for name in ("page", "list", "introspection") for encoding in ENCODINGS]
    assert [finding.what for finding in findings] == [
        *answers,
        *(f"GraphiQL's files, {encoding}" for encoding in ("identity", "br", "gzip")),
    ]
    assert all(finding.good for finding in findings)
