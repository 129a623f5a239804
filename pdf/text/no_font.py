"""A font without glyphs, which ReportLab starts each page with."""

from reportlab.pdfbase.pdfmetrics import registerFont  # type: ignore[import-untyped]

NO_FONT = "No font"


class _NoFont:
    name = NO_FONT
    fontName = NO_FONT  # noqa: N815 - ReportLab's names
    # ReportLab lets a dynamic font add itself to the file at its first use, which never happens here.
    _dynamicFont = True  # noqa: N815
    _multiByte = True  # noqa: N815

    @property
    def face(self) -> "_NoFont":
        return self


registerFont(_NoFont())
