"""The plans of this installation."""

from functools import partial

from app.settings import Settings
from engine.documents.document import Prepare
from engine.plans.document_plans import DocumentPlans
from schema.root import SCHEMA


def plans_of(settings: Settings) -> Prepare | None:
    """What compiles the queries of a document, None where plans are switched off."""
    return partial(DocumentPlans, SCHEMA) if settings.plans else None
