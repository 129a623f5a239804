"""What lines and taxes say in words of the buyer's language."""

from collections.abc import Callable
from dataclasses import replace

from pdf.content.invoice_content import ContentLine, Relief
from pdf.rendering.plain_text import fill

Translate = Callable[[str], str]


def word_line(line: ContentLine, tax_name: str, translate: Translate) -> ContentLine:
    """The line with these words in its texts: what the price is for, and why it has no tax."""
    _ = translate
    if line.is_flat_fee:
        line = replace(line, description=fill(_("{item}: flat fee"), item=line.description))
    if line.package and line.unit_price:
        line = replace(line, unit_price=fill(_("{price} per {quantity}"), price=line.unit_price, quantity=line.package))
    if line.relief:
        relief = word_relief(line.relief, tax_name, translate)
        line = replace(line, period=f"{line.period} · {relief}" if line.period else relief)
    return line


def word_relief(relief: Relief, tax_name: str, translate: Translate) -> str:
    """Why there is none of this tax."""
    _ = translate
    words = {
        "reverse_charge": _("Reverse charge"),
        "exempt": _("Exempt from {tax}"),
        "exempt_holiday": _("Exempt from {tax} for a limited time"),
        "buyer_exempt": _("The buyer is exempt from {tax}"),
        "intra_community": _("Intra-community supply"),
        "export": _("Export"),
        "out_of_scope": _("Not subject to {tax}"),
    }
    return fill(words[relief], tax=tax_name)


def word_tax_name(name: str, translate: Translate) -> str:
    """A kind of tax in the buyer's language; a rate's own name as it is."""
    _ = translate
    kinds = {
        "VAT": _("VAT"),
        "GST": _("GST"),
        "Sales tax": _("Sales tax"),
        "Consumption tax": _("Consumption tax"),
        "Tax": _("Tax"),
    }
    return kinds.get(name, name)
