"""A project's details as columns."""

from app.admin.project_details import ProjectDetails
from models.access.project import Paper


def test_only_what_was_given_changes() -> None:
    details = ProjectDetails.model_validate_json('{"taxId": "GB1", "footer": null, "paper": "LETTER"}')

    assert details.changes() == {"tax_id": "GB1", "footer": None, "paper": Paper.LETTER}


def test_an_address_keeps_its_parts_in_the_shape_of_a_customers() -> None:
    details = ProjectDetails.model_validate_json('{"address": {"line1": "1 Way", "city": null, "postalCode": "X1"}}')

    assert details.changes() == {"address": {"line1": "1 Way", "postal_code": "X1"}}


def test_an_address_without_parts_is_none() -> None:
    assert ProjectDetails.model_validate_json('{"address": {}}').changes() == {"address": None}


def test_a_time_zone_is_one_of_iana() -> None:
    assert ProjectDetails.model_validate_json('{"timeZone": "Europe/London"}').changes() == {
        "time_zone": "Europe/London"
    }


def test_a_locale_is_stored_as_babel_writes_it() -> None:
    assert ProjectDetails.model_validate_json('{"locale": "pt-BR"}').changes() == {"locale": "pt_BR"}


def test_tax_numbers_are_stored_with_their_kind_and_none_is_null() -> None:
    given = ProjectDetails.model_validate_json('{"taxIds": [{"type": "eu_vat", "value": " DE123456789 "}]}')

    assert given.changes() == {"tax_ids": [{"type": "eu_vat", "value": "DE123456789"}]}
    assert ProjectDetails.model_validate_json('{"taxIds": []}').changes() == {"tax_ids": None}
    assert ProjectDetails.model_validate_json('{"taxIds": null}').changes() == {"tax_ids": None}
