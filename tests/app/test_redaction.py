"""What never stands in a log."""

import pytest

from app.logs.redaction import redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("key sk_live_abcDEF123 is bad", "key sk_live_… is bad"),
        ("sk_test_abc", "sk_test_…"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
        ("BEARER abc.def", "BEARER …"),
        ("PASSWORD=hunter2 and more", "PASSWORD=… and more"),
        ("DETAIL:  Failing row contains (Ada, 1).", "DETAIL:  Failing row contains (…)"),
        ("/invoices/in_1.pdf?token=abc.def-g&x=1", "/invoices/in_1.pdf?token=…&x=1"),
        ("no customer 'Ada.Lovelace+x@post.example' here", "no customer '…@…' here"),
        ("kunde jürgen@bücher.example", "kunde …@…"),
        ("postgresql://user:hunter2@db/calmony", "postgresql://…@db/calmony"),
        ("[SQL: SELECT ?]\n[parameters: ('Ada', 1)]\nmore", "[SQL: SELECT ?]\n[parameters: …]\nmore"),
        ("DETAIL:  Key (name)=(Ada) already exists.", "DETAIL:  Key (name)=(…)"),
        ("customer cus_1 of prj_1 at 12:00:00", "customer cus_1 of prj_1 at 12:00:00"),
    ],
)
def test_secrets_and_personal_data_are_taken_out_and_the_rest_stays(text: str, redacted: str) -> None:
    assert redact(text) == redacted
