"""The limits of this installation."""

from app.settings import Settings
from engine.limits import Limits


def limits_of(settings: Settings) -> Limits:
    """The limits of documents, operations and their execution, as the settings have them."""
    return Limits(
        source_characters=settings.max_source_characters,
        tokens=settings.max_tokens,
        comments=settings.max_comments,
        depth=settings.max_depth,
        aliases=settings.max_aliases,
        root_fields=settings.max_root_fields,
        mutations=settings.max_mutations,
        directives=settings.max_directives,
        selections=settings.max_selections,
        validation_errors=settings.max_validation_errors,
        variable_values=settings.max_variable_values,
        cost=settings.max_cost,
        seconds=settings.execution_time_limit,
    )
