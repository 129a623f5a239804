"""Invoices of every script, language, currency and status, from none to two thousand lines."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from models.access.project import Paper
from models.billing.invoice import InvoiceStatus
from pdf.content.compose import compose
from pdf.content.invoice_content import InvoiceContent
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.factories import NOW, make_customer, make_invoice, make_line, make_project

SCRIPTS = {
    "Latin Extended": "Łukasz Żółć, Győző Őry, Çağrı Şahin",
    "Vietnamese": "Đặng Thị Ẩn",
    "Greek": "Αθήνα Εμπορική Α.Ε.",
    "Cyrillic": "Київ, ООО «Ромашка»",
    "Arabic": "شركة الأمل للتجارة لا إله سلام بلا خلاص",
    "Arabic with Latin": "الخطة Pro (شهري)",
    "Hebrew": "חברת שלום בע״מ",
    "Hebrew with Latin": "Order שלום (Pro) עולם",
    "Thai": "บริษัท สวัสดี จำกัด น้ำทิพย์",
    "Devanagari": "हिन्दी कंपनी क्षत्रिय श्री",
    "Tamil": "தமிழ்நாடு கோவை ஸ்ரீ",
    "Bengali": "বাংলা কোম্পানি ক্ষ",
    "Telugu and Kannada": "తెలుగు సంస్థ ಕನ್ನಡ",
    "Gujarati and Gurmukhi": "ગુજરાતી ਪੰਜਾਬੀ",
    "Malayalam, Oriya, Sinhala": "മലയാളം ଓଡ଼ିଆ සිංහල",
    "Khmer, Lao, Burmese": "ខ្មែរ ລາວ မြန်မာ",
    "Armenian, Georgian, Amharic": "Հայերեն ქართული አማርኛ",
    "simplified Chinese": "广州科技有限公司",
    "traditional Chinese": "臺灣龍門 𠮷野家",
    "Chinese of Hong Kong": "香港角落有限公司，今天。",
    "Japanese": "株式会社ひかりテスト",
    "Korean": "주식회사 한국",
    "Korean in Chinese characters": "株式會社 大韓海曜",
    "currency signs": "₹ ₺ ₴ ₫ ₿ ₪ ₩ € £ ¥",
    "emoji": "🎉 👩🏽‍💻 🇩🇪 ❤️",
}
# Where Chinese characters have forms of their own, by what the texts in them do not tell.
COUNTRIES = {
    "simplified Chinese": "CN",
    "traditional Chinese": "TW",
    "Chinese of Hong Kong": "HK",
    "Japanese": "JP",
    "Korean": "KR",
    "Korean in Chinese characters": "KR",
}
LANGUAGES = ("en", "en-US", "de", "de-CH", "fr", "es", "ar", "he", "ja")
CURRENCIES = ("EUR", "JPY", "KWD", "USD", "INR", "VND", "CHF")


def make_corpus() -> Iterator[tuple[str, InvoiceContent]]:
    """Each with a name, in the order in which they are listed above."""
    for script, text in SCRIPTS.items():
        yield script, make_document(text, country=COUNTRIES.get(script, "GB"))
    for language in LANGUAGES:
        yield f"in {language}", make_document("Beratung", locale=language)
    for currency in CURRENCIES:
        yield f"in {currency}", make_document("Plan", currency=currency, total=123_456_789)
    for status in InvoiceStatus:
        if status is not InvoiceStatus.DRAFT:
            yield status.lower(), make_document("Plan", locale="de", status=status)
    yield "credit note", make_document("Plan", locale="fr", total=-1200)
    yield "US Letter", make_document("Plan", paper=Paper.LETTER)
    for lines in (0, 1, 40, 500, 2000):
        yield f"{lines} lines", make_document("Item", lines=lines)


def make_document(
    text: str,
    *,
    locale: str = "en",
    country: str = "GB",
    lines: int = 2,
    paper: Paper = Paper.A4,
    **invoice: Any,
) -> InvoiceContent:
    """An invoice to a buyer of this name, for things of this name."""
    customer = make_customer(name=text, address={"line1": text, "city": "York", "country": country}, locale=locale)
    values = {"status": InvoiceStatus.OPEN, "issued_at": NOW, "due_at": NOW, "paid_at": NOW, "voided_at": NOW}
    row = make_invoice(customer, **values | invoice)
    rows = [
        make_line(
            row, position, description=f"{text} {chr(65 + position % 26)}" if lines > 2 else text, tax_rate=Decimal(20)
        )
        for position in range(lines)
    ]
    return compose(IssuedInvoice(row, rows, customer, make_project(paper=paper, footer="Thank you.")))
