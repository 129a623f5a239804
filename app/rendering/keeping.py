"""The store of documents, for as long as it is needed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.settings import Settings
from pdf.keeping import KeptDocuments, Observe, Renders
from pdf.store.folder_store import FolderStore


@asynccontextmanager
async def keeping(settings: Settings, renders: Renders, observe: Observe) -> AsyncIterator[KeptDocuments]:
    """Documents kept in the folder of the settings, made by `renders`."""
    store = FolderStore(settings.pdf_store)
    await asyncio.to_thread(store.tidy)
    documents = KeptDocuments(renders, store, observe)
    try:
        yield documents
    finally:
        await documents.close()
