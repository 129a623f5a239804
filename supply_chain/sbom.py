"""The bill of materials of a release, as CycloneDX 1.6 in JSON, checked against its schema."""

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component as Part
from cyclonedx.model.component import ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from app.version import VERSION
from supply_chain.component import Component
from supply_chain.npm_packages import list_npm_packages
from supply_chain.python_packages import list_python_packages


class InvalidBill(Exception):
    """The bill does not agree with its schema."""


def write_bill() -> str:
    """The bill of what is installed and bundled; raises InvalidBill."""
    bill = Bom()
    service = Part(name="calmony-customer-view", version=VERSION, type=ComponentType.APPLICATION)
    bill.metadata.component = service
    parts = [_make_part(each) for each in (*list_python_packages(), *list_npm_packages())]
    for part in parts:
        bill.components.add(part)
    bill.register_dependency(service, parts)
    text = make_outputter(bill, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise InvalidBill(str(error))
    return text


def _make_part(component: Component) -> Part:
    # A lock has a hash for each file that a package may be installed from; a component's hash is that of one.
    hashes = component.sha256 if len(component.sha256) == 1 else ()
    return Part(
        name=component.name,
        version=component.version,
        type=ComponentType.LIBRARY,
        bom_ref=component.purl,
        purl=PackageURL.from_string(component.purl),
        licenses=[LicenseFactory().make_from_string(component.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content) for content in hashes],
    )
