"""Why somebody is not signed in through the provider."""


class ProviderUnavailable(Exception):
    """The provider can't be reached, or answers what no provider may; nobody can sign in through it for the moment."""


class BadProof(Exception):
    """What came back proves nothing: a code that the provider does not know, or a token that is not good for us."""
