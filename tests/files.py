"""Files that people send: sound ones of every kind that is taken, and those that somebody made to do harm."""

import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from workflow.paperwork.media import DOCX, TRIAL, XLSX

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + TRIAL
TEXT = "Extraction without solvents. Готово. 已完成。\n".encode()


def pdf(pages: int = 1, change: Callable[[PdfWriter], object] | None = None) -> bytes:
    """A PDF of so many empty pages, changed if said."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=210, height=297)
    if change is not None:
        change(writer)
    into = BytesIO()
    writer.write(into)
    return into.getvalue()


def raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, the first being its catalogue; nothing about it is checked."""
    file, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(file)
    file += table + b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return file + b"startxref\n%d\n%%%%EOF\n" % start


CATALOGUE, PAGES = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 210 297] >>"


def png(width: int = 1, height: int = 1) -> bytes:
    """A grey PNG; of a size that it may only pretend to have."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(b"\x00\x80")) + part(b"IEND", b"")


def jpeg(width: int = 1, height: int = 1) -> bytes:
    """A JPEG of one grey point; of a size that it may only pretend to have."""

    def part(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    definition = struct.pack(">BHHB", 8, height, width, 1) + bytes((1, 0x11, 0))
    huffman = bytes((0, 1, *[0] * 15, 0)) + bytes((0x10, 1, *[0] * 15, 0))
    scan = bytes((1, 1, 0, 0, 63, 0))
    body = part(0xDB, bytes((0, *[1] * 64))) + part(0xC0, definition) + part(0xC4, huffman) + part(0xDA, scan)
    return b"\xff\xd8" + body + b"\x3f\xff\x00" + b"\xff\xd9"


def docx(more: Mapping[str, bytes] | None = None, types: str = f"{DOCX}.main+xml") -> bytes:
    """A Word document, with more parts if said."""
    return archive(
        {"[Content_Types].xml": _types("/word/document.xml", types), "word/document.xml": b"<w:document/>"}
        | dict(more or {})
    )


def xlsx(more: Mapping[str, bytes] | None = None) -> bytes:
    """An Excel workbook, with more parts if said."""
    return archive(
        {"[Content_Types].xml": _types("/xl/workbook.xml", f"{XLSX}.main+xml"), "xl/workbook.xml": b"<workbook/>"}
        | dict(more or {})
    )


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of these parts."""
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as opened:
        for name, data in parts.items():
            opened.writestr(ZipInfo(name, (2022, 11, 10, 9, 0, 0)), data, ZIP_DEFLATED)
    return into.getvalue()


def _types(part: str, kind: str) -> bytes:
    return f'<Types><Override PartName="{part}" ContentType="{kind}"/></Types>'.encode()


def _action(kind: str, **more: str) -> DictionaryObject:
    told = {NameObject(f"/{name}"): TextStringObject(value) for name, value in more.items()}
    return DictionaryObject({NameObject("/S"): NameObject(f"/{kind}"), **told})


def _opening(action: DictionaryObject) -> Callable[[PdfWriter], object]:
    return lambda writer: writer.root_object.update({NameObject("/OpenAction"): writer._add_object(action)})


def _object_stream_bomb() -> bytes:
    """A file whose catalogue lies in a stream of objects that unpacks to 100 MB."""
    packed = zlib.compress(b"1 0 " + CATALOGUE + b" " * 100_000_000, 9)
    head = b"%PDF-1.7\n"
    stream = (
        b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(packed), packed)
    )
    others = b"2 0 obj\n%s\nendobj\n" % PAGES, b"3 0 obj\n%s\nendobj\n" % PAGE
    at_two, at_three = len(head) + len(stream), len(head) + len(stream) + len(others[0])
    at_table = at_three + len(others[1])
    rows = [(0, 0, 255), (2, 4, 0), (1, at_two, 0), (1, at_three, 0), (1, len(head), 0), (1, at_table, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    xref = b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        len(table),
        table,
    )
    return head + stream + b"".join(others) + xref + b"startxref\n%d\n%%%%EOF\n" % at_table


def _looped() -> bytes:
    """A file whose table of objects names itself as the one before it."""
    start = raw_pdf(CATALOGUE, PAGES, PAGE, trailer=b"/Prev %010d" % 0).split(b"startxref\n")[1].split(b"\n")[0]
    return raw_pdf(CATALOGUE, PAGES, PAGE, trailer=b"/Prev %010d" % int(start))


def _shuffled_pages() -> bytes:
    tree = b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 3 >>"
    return raw_pdf(CATALOGUE, tree, PAGE)


def _relation(kind: str) -> bytes:
    return f'<Relationship Type="http://x/{kind}" Target="https://x.example/a" TargetMode="External"/>'.encode()


def _zip_bomb() -> bytes:
    return docx({f"word/media/{number}.xml": b"0" * 50_000_000 for number in range(3)})


def _traversing() -> bytes:
    return docx({"../../etc/passwd": b"root"})


def _xfa(writer: PdfWriter) -> None:
    form = DictionaryObject({NameObject("/XFA"): ArrayObject([NumberObject(1)])})
    writer.root_object[NameObject("/AcroForm")] = form


def _rich(writer: PdfWriter) -> None:
    stream = StreamObject()
    stream[NameObject("/Subtype")] = NameObject("/RichMedia")
    stream[NameObject("/RichMedia")] = NumberObject(1)
    writer._add_object(stream)


_DISGUISED = raw_pdf(CATALOGUE[:-3] + b" /OpenAction << /S /J#61vaScript /J#53 (1) >> >>", PAGES, PAGE)
_NESTED = raw_pdf(CATALOGUE, PAGES, PAGE, b"[" * 10_000 + b"]" * 10_000)
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"

SOUND: dict[str, bytes] = {
    "agreement.pdf": pdf(3),
    "stamp.png": png(),
    "scan.jpg": jpeg(),
    "scan.JPEG": jpeg(),
    "letter.docx": docx({"word/_rels/document.xml.rels": _relation("hyperlink")}),
    "budget.xlsx": xlsx({"xl/printerSettings/printerSettings1.bin": b"\0\1"}),
    "notes.txt": TEXT,
}
HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a truncated PDF": ("a.pdf", pdf(20)[:900], "cut off"),
    "a page of HTML before a PDF": ("a.pdf", b"<html><script>alert(1)</script>" + pdf(), "does not begin as one"),
    "a PDF with an archive behind it": ("a.pdf", pdf() + archive({"a": bytes(range(256)) * 40}) , "goes on after its end"),
    "an archive called PDF": ("a.pdf", archive({"a": b"b"}), "does not begin as one"),
    "a program called PDF": ("a.pdf", b"MZ" + bytes(2_000), "does not begin as one"),
    "an encrypted PDF": ("a.pdf", pdf(1, lambda writer: writer.encrypt("secret", algorithm="RC4-128")), "encrypted"),
    "a PDF that runs JavaScript": ("a.pdf", pdf(1, _opening(_action("JavaScript", JS="app.alert(1)"))), "JavaScript"),
    "a PDF that names JavaScript in disguise": ("a.pdf", _DISGUISED, "JavaScript"),
    "a PDF that starts a program": ("a.pdf", pdf(1, _opening(_action("Launch", F="calc.exe"))), "Launch"),
    "a PDF with a file in it": ("a.pdf", pdf(1, lambda writer: writer.add_attachment("evil.exe", b"MZ")), "embedded files"),
    "a PDF with an acting form": ("a.pdf", pdf(1, _xfa), "a form that can act"),
    "a PDF with media": ("a.pdf", pdf(1, _rich), "embedded media"),
    "a PDF of 501 pages": ("a.pdf", pdf(501), "501 pages"),
    "a PDF with an archive that claims its end": ("a.pdf", pdf() + archive({"a": b"b"}) + b"%%EOF", "an archive as well"),
    "a PDF whose tables go round in a circle": ("a.pdf", _looped(), "in a circle"),
    "a PDF whose pages go round in a circle": ("a.pdf", _shuffled_pages(), "cannot be read"),
    "a PDF whose objects burst": ("a.pdf", _object_stream_bomb(), "looking at it takes too long|cannot be read"),
    "a PDF nested ten thousand deep": ("a.pdf", _NESTED, "cannot be read"),
    "a PDF of nothing": ("a.pdf", b"%PDF-1.7\n%%EOF\n", "cannot be read"),
    "the trial virus as text": ("a.txt", EICAR, "stands for a virus"),
    "the trial virus in a Word document": ("a.docx", docx({"word/media/a.png": bytes(70_000) + EICAR}), "stands for a virus"),
    "a text in another encoding": ("a.txt", "Größe".encode("latin-1"), "is not UTF-8"),
    "a text with NUL": ("a.txt", b"a\0b", "control characters"),
    "a web page called text": ("a.txt", b"\n <!DOCTYPE html><script>alert(1)</script>", "a web page"),
    "a PDF called text": ("a.txt", raw_pdf(CATALOGUE, PAGES, PAGE), "another kind of file"),
    "a text called PNG": ("a.png", TEXT, "does not begin as one"),
    "a PNG called JPEG": ("a.jpg", png(), "does not begin as one"),
    "a PNG with an archive behind it": ("a.png", png() + archive({"a": b"b"}), "goes on after the end"),
    "a PNG that is cut off": ("a.png", png()[:-20], "cut off"),
    "a PNG that would fill the memory": ("a.png", png(100_000, 100_000), "too large to be shown"),
    "a JPEG with a page behind it": ("a.jpg", jpeg() + b"<script>\xff\xd9", "goes on after the end"),
    "a JPEG that is cut off": ("a.jpg", jpeg()[:-2], "ends before its end"),
    "a JPEG that would fill the memory": ("a.jpg", jpeg(65_000, 65_000), "too large to be shown"),
    "an archive called Word document": ("a.docx", archive({"a": b"b"}), "does not have the parts"),
    "a workbook called Word document": ("a.docx", xlsx(), "does not have the parts"),
    "a Word document with macros": ("a.docx", docx({"word/vbaProject.bin": b"\0"}), "macros"),
    "a Word document that says it has macros": ("a.docx", docx(types=_MACROS), "something else"),
    "a Word document with a program": ("a.docx", docx({"word/embeddings/a.exe": b"MZ"}), "programs"),
    "a Word document that bursts": ("a.docx", _zip_bomb(), "unpack to"),
    "a Word document of too many parts": ("a.docx", docx({f"word/{one}": b"" for one in range(2_001)}), "more than 2,000"),
    "a Word document that leads out": ("a.docx", _traversing(), "leads out of it"),
    "a Word document that fetches its template": ("a.docx", docx({"word/a.rels": _relation("attachedTemplate")}), "elsewhere"),
    "a Word document that defines entities": ("a.docx", docx({"word/a.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}), "entities"),
    "a Word document that is cut off": ("a.docx", docx()[:-30], "cannot be unpacked"),
}  # fmt: skip
"""What is wrong, the file's name, its bytes, and a word of the sentence with which it is refused."""
