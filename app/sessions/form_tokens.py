"""The token by which a form proves that it comes from one of the operator's pages."""

from resolvers.signing.signatures import signer

_SALT = "dashboard-form"


def form_token(secret_key: str, cookie: str) -> str:
    """It belongs to what one browser's cookie holds: who can't read that page can't send its forms.

    Made with the secret that signed the cookie, it stays the same as long as the cookie, whatever secret comes first.
    """
    return signer(secret_key, _SALT).make_signer().get_signature(cookie).decode()
