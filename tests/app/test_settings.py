"""Settings out of the environment."""

from pathlib import Path

import pytest

from app.commands.settings_page import write_settings_page
from app.setting_groups.data import DEFAULT_DATABASE
from app.settings import InvalidSetting, Settings, read_settings

GOOD_SECRET = "a secret of sixteen characters or more"


def test_without_an_environment_everything_has_its_development_default() -> None:
    settings = read_settings()

    assert settings.database_url == DEFAULT_DATABASE
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.pdf_link_days == 30
    assert settings.introspection
    assert settings.has_development_secret


def test_a_variable_overrules_the_default_and_an_empty_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMONY_SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv("CALMONY_BASE_URL", "HTTPS://pay.example.com/view/")
    monkeypatch.setenv("CALMONY_PDF_LINK_DAYS", "")

    settings = read_settings()

    assert not settings.has_development_secret
    assert settings.base_url == "https://pay.example.com/view"
    assert settings.pdf_link_days == 30


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CALMONY_PDF_LINK_DAYS", "soon"),
        ("CALMONY_PDF_LINK_DAYS", "0"),
        ("CALMONY_SECRET_KEY", "hunter2"),
        ("CALMONY_BASE_URL", "pay.example.com"),
        ("CALMONY_LOG_LEVEL", "loud"),
        ("CALMONY_TRUSTED_PROXIES", "10.0.0.5, *"),
        ("CALMONY_TRUSTED_PROXIES", "proxy.internal"),
        ("CALMONY_TRUSTED_PROXIES", "10.0.0.5/8"),
    ],
)
def test_an_invalid_setting_is_named_in_one_line_without_its_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(InvalidSetting) as caught:
        read_settings()

    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_secret_and_a_database_password_are_not_in_the_representation() -> None:
    settings = read_settings(secret_key=GOOD_SECRET, database_url="postgresql+asyncpg://user:hunter2@db/x")

    assert GOOD_SECRET not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_a_base_url_that_was_given_stays_wherever_the_service_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().reached_at("http://127.0.0.1:8123").base_url == "http://127.0.0.1:8123"

    monkeypatch.setenv("CALMONY_BASE_URL", "https://pay.example.com")

    assert read_settings().reached_at("http://127.0.0.1:8123").base_url == "https://pay.example.com"


def test_a_secret_is_read_from_a_file_unless_the_environment_has_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "CALMONY_SECRET_KEY").write_text(f"{GOOD_SECRET}\n")
    (tmp_path / "CALMONY_DATABASE_URL").write_text("sqlite+aiosqlite:///of-the-file.db")
    (tmp_path / "of another program").write_text("x")
    monkeypatch.setenv("CALMONY_SECRETS_FOLDER", str(tmp_path))
    monkeypatch.setenv("CALMONY_DATABASE_URL", "sqlite+aiosqlite:///of-the-environment.db")

    settings = read_settings()

    assert settings.secret_key.get_secret_value() == GOOD_SECRET
    assert settings.database_url == "sqlite+aiosqlite:///of-the-environment.db"


def test_a_folder_of_secrets_that_is_not_there_is_an_invalid_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CALMONY_SECRETS_FOLDER", str(tmp_path / "gone"))

    with pytest.raises(InvalidSetting, match=r"^CALMONY_SECRETS_FOLDER: there is no folder .*gone$"):
        read_settings()


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_page_of_settings_has_not_drifted() -> None:
    page = Path(__file__).parents[2] / "docs/settings.md"

    assert page.read_text() == write_settings_page(), "run `make fix`"


OIDC = {
    "OIDC_ISSUER": "https://accounts.example.com/",
    "OIDC_CLIENT_ID": "calmony",
    "OIDC_CLIENT_SECRET": "hunter2",
    "OIDC_ROLES": '{"desk": {"project": "Acme, Inc.", "role": "operator"}}',
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, None),
        ({"PASSWORDS": "false"}, None),
        ({"OIDC_ISSUER": "http://localhost:8080"}, None),
        ({"OIDC_ISSUER": "http://accounts.example.com"}, "CALMONY_OIDC_ISSUER: it should begin with https://"),
        ({"OIDC_CLIENT_SECRET": ""}, "CALMONY_OIDC_ISSUER needs CALMONY_OIDC_CLIENT_ID"),
        ({"OIDC_ROLES": ""}, "CALMONY_OIDC_ISSUER needs CALMONY_OIDC_CLIENT_ID"),
        (
            {"OIDC_ROLES": '{"desk": {"project": "P", "role": "king"}}'},
            "CALMONY_OIDC_ROLES: desk: role: Input should be",
        ),
        ({"OIDC_ROLES": "desk=operator"}, "CALMONY_OIDC_ROLES: it should be JSON, such as"),
        ({"OIDC_ISSUER": "", "PASSWORDS": "false"}, "CALMONY_PASSWORDS can be false only with CALMONY_OIDC_ISSUER"),
    ],
)
def test_a_provider_is_whole_and_somebody_can_sign_in(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], told: str | None
) -> None:
    for name, value in {**OIDC, **changed}.items():
        monkeypatch.setenv(f"CALMONY_{name}", value)

    if told is None:
        assert read_settings().oidc_roles["desk"].project == "Acme, Inc."
    else:
        with pytest.raises(InvalidSetting) as refused:
            read_settings()
        assert str(refused.value).startswith(told)
        assert "hunter2" not in str(refused.value)
