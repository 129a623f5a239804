"""A font that draws nothing, for ReportLab to begin a page with."""

from reportlab.pdfbase.pdfmetrics import registerFont  # type: ignore[import-untyped]

NO_FONT = "No font"


class _NoFont:
    name = NO_FONT
    fontName = NO_FONT  # noqa: N815 - ReportLab's names
    # ReportLab leaves it to such a font to add itself to the file when it is first drawn with.
    _dynamicFont = True  # noqa: N815
    _multiByte = True  # noqa: N815

    @property
    def face(self) -> "_NoFont":
        return self


registerFont(_NoFont())
