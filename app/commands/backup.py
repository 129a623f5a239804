"""`backup`: the embedded database and the stored PDFs, in one archive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.command_database import run_on_database
from app.commands.console import print_json, show_progress
from app.commands.options import JsonOption

if TYPE_CHECKING:
    from app.backups.backup import BackupReport
    from storage.database import Database


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A tar archive, which must not be there yet.")],
    as_json: JsonOption = False,
) -> None:
    """Back up the embedded database and the stored PDFs, while the service runs.

    The archive has all that was committed at one moment, as calmony.db, and the PDFs that it names, in pdf/. It is read
    back before it gets its name. To restore it, stop the service, unpack it into an empty folder with
    any tar, and let CALMONY_DATABASE_URL and CALMONY_PDF_STORE name what is there.
    """

    async def write(database: "Database") -> "BackupReport":
        from app.backups.backup import back_up
        from app.settings import read_settings
        from models.values.instant import system_clock

        with show_progress("MB") as on_progress:
            return await back_up(database, read_settings().pdf_store, file, system_clock(), on_progress)

    report = run_on_database(write)
    if as_json:
        print_json({"file": str(file), "bytes": report.size, "pdfs": report.pdfs, "lostPdfs": report.lost})
        return
    if report.lost:
        typer.echo(
            f"Lost or damaged PDFs: {len(report.lost):,}. They are made again when somebody asks for them.", err=True
        )
    typer.echo(f"{file} was written and read back: {report.size:,} bytes, PDFs: {report.pdfs:,}.")
