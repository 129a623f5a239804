"""The title of an invoice, which the law of some countries prescribes."""

from models.access.project import Project
from models.billing.invoice import Invoice
from pdf.content.invoice_content import Title

# "Tax invoice", by the seller's country, with the number that a seller who may issue one has:
# AU A New Tax System (GST) Act 1999, s. 29-70 · AE Federal Decree-Law 8 of 2017, art. 65 · BH Decree-Law 48 of 2018,
# art. 60 · IN CGST Act 2017, s. 31 · OM Royal Decree 121/2020, art. 69 · SA VAT Implementing Regulations, art. 53 ·
# SG GST Act 1993, reg. 11 · TH Revenue Code, s. 86/4 · ZA VAT Act 1991, s. 20. New Zealand's ended in 2023.
_TAX_INVOICE = {
    "AU": "au_abn",
    "AE": "ae_trn",
    "BH": "bh_vat",
    "IN": "in_gst",
    "OM": "om_vat",
    "SA": "sa_vat",
    "SG": "sg_gst",
    "TH": "th_vat",
    "ZA": "za_vat",
}


def choose_title(invoice: Invoice, seller: Project) -> Title:
    """A tax invoice charges its country's tax under that country's number."""
    if invoice.is_credit:
        return "credit_note"
    wanted = _TAX_INVOICE.get(seller.country or "")
    has_number = wanted is not None and any(tax_id.get("type") == wanted for tax_id in seller.tax_ids or ())
    return "tax_invoice" if has_number and invoice.tax > 0 else "invoice"
