"""DASH manifests (ISO/IEC 23009-1): every address of a file in them."""

from collections.abc import Iterator
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from pipeline.playback.addresses import PlaylistPlace

# 5.3.9: the attributes that are addresses, or templates of such.
ADDRESSES = {
    "SegmentTemplate": ("initialization", "media", "index", "bitstreamSwitching"),
    "SegmentURL": ("media", "index"),
    "Initialization": ("sourceURL",),
    "RepresentationIndex": ("sourceURL",),
    "BitstreamSwitching": ("sourceURL",),
}
# 5.3.1.3: what stands before a base in the root.
_BEFORE_BASE = "ProgramInformation"


class ManifestError(Exception):
    """The text is no DASH manifest."""


def linked(text: str, place: PlaylistPlace) -> str:
    """The manifest with signed addresses, and the place it lies at as their base. A base that is a
    file's address is signed, too; one that is a folder's is left, for what is relative to it is
    signed itself. Raises ManifestError."""
    try:
        # MediaConvert has written it, and nobody else writes there.
        document = minidom.parseString(text.encode())  # noqa: S318
    except ExpatError as error:
        raise ManifestError(f"it is no XML: {error}") from error
    root = document.documentElement
    if document.doctype is not None or root is None or root.localName != "MPD":
        raise ManifestError("it is no DASH manifest")
    for element in _elements(root):
        for name in ADDRESSES.get(element.localName or "", ()):
            if element.hasAttribute(name):
                element.setAttribute(name, place.with_query(element.getAttribute(name)))
        if element.localName == "BaseURL":
            told = _text(element)
            if not told.endswith("/"):
                _set_text(document, element, place.with_query(told))
    _set_base(document, root, place.url)
    return document.toxml(encoding="utf-8").decode()


def _set_base(document: minidom.Document, root: minidom.Element, url: str) -> None:
    """Bases of the root that are relative would be so to where the manifest is read."""
    inside = [one for one in root.childNodes if isinstance(one, minidom.Element)]
    bases = [one for one in inside if one.localName == "BaseURL"]
    if bases:
        raise ManifestError("its root has a base: the place of its files is not ours to say")
    base = document.createElementNS(root.namespaceURI, _name_beside(root))
    _set_text(document, base, url)
    first = next((one for one in inside if one.localName != _BEFORE_BASE), None)
    root.insertBefore(base, first)


def _name_beside(root: minidom.Element) -> str:
    return f"{root.prefix}:BaseURL" if root.prefix else "BaseURL"


def _elements(node: minidom.Element) -> Iterator[minidom.Element]:
    for one in node.childNodes:
        if isinstance(one, minidom.Element):
            yield one
            yield from _elements(one)


def _text(element: minidom.Element) -> str:
    return "".join(one.data for one in element.childNodes if isinstance(one, minidom.Text)).strip()


def _set_text(document: minidom.Document, element: minidom.Element, text: str) -> None:
    while element.firstChild is not None:
        element.removeChild(element.firstChild)
    element.appendChild(document.createTextNode(text))
