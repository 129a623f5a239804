"""Settings: the limits of an operation."""

from pydantic import Field

from app.setting_groups.group import Group


class Operations(Group):
    """What an operation may ask."""

    introspection: bool = True
    """If false, `__schema` and `__type` are refused and errors suggest no names."""
    max_source_characters: int = Field(default=15_000, ge=100, le=1_000_000)
    """Characters of a document."""
    max_tokens: int = Field(default=2_000, ge=10, le=100_000)
    """Tokens of a document, without comments."""
    max_comments: int = Field(default=100, ge=0, le=100_000)
    """Comments of a document."""
    max_depth: int = Field(default=16, ge=2, le=60)
    """Fields on the longest path."""
    max_aliases: int = Field(default=30, ge=0, le=10_000)
    """Aliases of an operation."""
    max_root_fields: int = Field(default=20, ge=1, le=10_000)
    """Root fields of an operation."""
    max_mutations: int = Field(default=5, ge=1, le=100)
    """Root mutation fields of a document."""
    max_directives: int = Field(default=50, ge=0, le=10_000)
    """Directives of an operation."""
    max_selections: int = Field(default=2_000, ge=10, le=100_000)
    """Fields and fragments of a document, with fragments expanded."""
    max_validation_errors: int = Field(default=5, ge=1, le=100)
    """Errors reported at once."""
    max_variable_values: int = Field(default=2_000, ge=10, le=100_000)
    """Values of a request's variables, those within lists and objects included."""
    max_cost: int = Field(default=12_000, ge=1, le=10_000_000)
    """Nodes an operation may return."""
    execution_time_limit: float = Field(default=10, gt=0, le=300)
    """Seconds that an operation, a page or a single read may take."""
    plans: bool = True
    """Whether queries are compiled, once for each document; otherwise resolvers answer."""
