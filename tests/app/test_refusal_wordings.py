"""Every refusal can be told to every reader."""

from collections.abc import Callable

import pytest

from dashboard.wording.refusals import MESSAGES
from dashboard.wording.refusals import refusal_message as page_message
from models.refusal import FACTS, Refusal, RefusalCode
from schema.types.user_error import WORDINGS, user_errors
from schema.types.user_error import refusal_message as api_message


def refusal_of(code: RefusalCode) -> Refusal:
    return Refusal(code, **dict.fromkeys(FACTS.get(code, ()), 4321))


@pytest.mark.parametrize(
    ("wordings", "file"),
    [(WORDINGS, "schema/types/user_error.py"), (MESSAGES, "dashboard/wording/refusals.py")],
)
def test_every_reader_has_words_for_every_refusal(wordings: dict[RefusalCode, object], file: str) -> None:
    missing = set(RefusalCode) - set(wordings)

    assert not missing, f"a new refusal is worded in {file}"


@pytest.mark.parametrize("message_for", [api_message, page_message])
@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_is_a_sentence_for_every_reader(code: RefusalCode, message_for: Callable[[Refusal], str]) -> None:
    message = message_for(refusal_of(code))

    assert message.endswith(".")
    assert message[:1].isalpha()
    assert not {"{", "}"} & set(message)


@pytest.mark.parametrize("code", FACTS)
def test_a_message_of_the_api_names_the_facts(code: RefusalCode) -> None:
    assert "4321" in api_message(refusal_of(code)).replace(",", "")


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_is_a_user_error_of_the_api(code: RefusalCode) -> None:
    refusal = refusal_of(code)

    [error] = user_errors(refusal)

    assert error.message == api_message(refusal)
    assert error.field is None or error.field[0] == "input"


@pytest.mark.parametrize("facts", [{}, {"limit": 1, "years": 1}, {"years": 1}])
def test_a_refusal_has_the_facts_of_its_code(facts: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        Refusal(RefusalCode.COMMENT_TOO_LONG, **facts)
