"""Settings: how PDFs are made and kept."""

from pathlib import Path

from pydantic import Field

from app.setting_groups.group import Group


class Pdfs(Group):
    """Invoices as PDF."""

    pdf_link_days: int = Field(default=30, ge=1, le=3650)
    """How long an invoice link is valid."""
    invoice_years: int = Field(default=10, ge=0, le=100)
    """Years that the invoices of an erased customer are kept, from the end of the year of issue."""
    pdf_store: Path = Path("var/pdf")
    """The folder for stored PDFs; all processes share it."""
    pdf_workers: int = Field(default=2, ge=1, le=64)
    """Processes that render PDFs."""
    pdf_time_limit: float = Field(default=15, gt=0, le=300)
    """Seconds that rendering one PDF may take."""
    pdf_max_waiting: int = Field(default=100, ge=0, le=10_000)
    """PDFs that may wait for a process."""
