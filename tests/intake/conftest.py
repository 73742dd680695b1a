"""Files as other programs write them, made where the test can see what is in them."""

import io
import struct
import zipfile

import openpyxl
import pytest

from salesbook.intake.read import sheets


@pytest.fixture
def read(tmp_path):
    """``read("a.csv", b"…")`` → the sheets of a file of these bytes (or text, in UTF-8)."""

    def make(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return sheets(path, tmp_path / "work")

    return make


@pytest.fixture
def rows(read):
    """``rows("a.csv", b"…")`` → the rows of the only sheet, streamed; as in its head and tail."""

    def make(name, content):
        (sheet,) = read(name, content)
        found = list(sheet.rows())
        assert sheet.length == len(found)
        assert list(sheet.head) == found[:1000]
        assert list(sheet.tail) == found[-50:]
        return found

    return make


@pytest.fixture
def workbook():
    """``workbook({"Sheet": [[…], …]})`` → the bytes of an .xlsx; ``dress(book)`` may change it before."""

    def make(content, dress=lambda book: None):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in content.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        dress(book)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return make


@pytest.fixture
def zipped():
    """``zipped({"a.csv": b"…"})`` → the bytes of a zip archive."""

    def make(files):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return stream.getvalue()

    return make


@pytest.fixture
def of_shared_strings(zipped):
    """``of_shared_strings(["Клиент"], cells=3)`` → an .xlsx of one column, whose text stands apart, as 1C and Excel write."""

    def make(strings, cells, part="sharedStrings.xml"):
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        rows = "".join(
            f'<row r="{n}"><c r="A{n}" t="s"><v>{n % len(strings)}</v></c></row>' for n in range(1, cells + 1)
        )
        texts = "".join(f"<si><t>{text}</t></si>" for text in strings)
        return zipped({
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Target="xl/workbook.xml" Type="{office}/officeDocument"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Target="worksheets/sheet1.xml" Type="{office}/worksheet"/>'
            f'<Relationship Id="r2" Target="{part}" Type="{office}/sharedStrings"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
            f"xl/{part}": f'<sst xmlns="{main}">{texts}</sst>',
        })  # fmt: skip

    return make


@pytest.fixture
def excel_95():
    """``excel_95([["Клиент", 5]], "cp1251", codepage=0)`` → an .xls of before Excel 97, whose text is bytes."""

    def record(kind, *parts):
        data = b"".join(parts)
        return struct.pack("<HH", kind, len(data)) + data

    def cell(row, column, value, encoding):
        at = struct.pack("<3H", row, column, 15)
        if isinstance(value, str):
            text = value.encode(encoding)
            return record(0x204, at, struct.pack("<H", len(text)), text)
        return record(0x203, at, struct.pack("<d", value))

    def make(rows, encoding, codepage=0, name="Sheet1"):
        name = name.encode(encoding)
        globe = [record(0x809, struct.pack("<4H", 0x500, 5, 0, 0))]
        globe += [record(0x42, struct.pack("<H", codepage))] if codepage else []
        size = sum(map(len, globe)) + 4 + 7 + len(name) + 4
        globe += [record(0x85, struct.pack("<IHB", size, 0, len(name)), name), record(0xA)]
        body = [record(0x809, struct.pack("<4H", 0x500, 0x10, 0, 0))]
        body += [cell(r, c, value, encoding) for r, row in enumerate(rows) for c, value in enumerate(row)]
        return ole("Book", b"".join([*globe, *body, record(0xA)]))

    return make


@pytest.fixture
def binary_workbook(zipped):
    """``binary_workbook([["x", 5], …])`` → an .xlsb of these rows; the last may stand at ``last_row``."""

    def record(kind, data=b""):
        code = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return code + bytes([len(data)]) + data

    def text(value):
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    def cell(column, value):
        at = struct.pack("<II", column, 0)
        return record(6, at + text(value)) if isinstance(value, str) else record(5, at + struct.pack("<d", value))

    def make(rows, last_row=None):
        numbers = [*range(len(rows) - 1), len(rows) - 1 if last_row is None else last_row]
        body = [record(129), record(148, struct.pack("<4I", 0, numbers[-1], 0, 1)), record(145)]
        for number, row in zip(numbers, rows, strict=True):
            body.append(record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 1 if number else 0, 0, 0)))
            body += [cell(column, value) for column, value in enumerate(row)]
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        return zipped({
            "xl/workbook.bin": record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Май")) + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": b"".join([*body, record(146), record(130)]),
        })  # fmt: skip

    return make


@pytest.fixture
def locked():
    """The bytes of an .xlsx with a password: Office hides it in an old file system."""
    return ole("EncryptedPackage", b"x" * 5_000)


def ole(name, stream):
    """An OLE file that holds one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    n = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, n + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(title, kind, child, start, size):
        text = (title + "\0").encode("utf-16-le") if title else b""
        head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        return (head + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)).ljust(116, b"\0") + struct.pack(
            "<IQ", start, size
        )[:12]

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    return head + table + directory.ljust(512, b"\0") + stream
