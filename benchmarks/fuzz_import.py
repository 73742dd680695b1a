"""Broken, random and hostile files put to the import. Exit 1 if one ended in neither a table nor a refusal.

python benchmarks/fuzz_import.py [inputs] [seed]     exports with bytes flipped, cut, repeated or mixed;
random text; broken, nested and swollen archives; sheets that claim to be huge; XML that grows; long lines, many columns
python benchmarks/fuzz_import.py 1 SEED --keep FILE  writes the input of that seed to FILE, to look at it

Each input has a seed of its own: that of the run plus its number. Time is the processor's.
"""

import gzip
import io
import random
import resource
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from salesbook.errors import SalesbookError
from salesbook.intake.bring import look, read_exports, write_sheets

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
SECONDS, MEMORY = 10.0, 1_000_000_000
LARGEST = 200_000  # bytes of an export that is mutated
ROUNDS = 4  # of questions answered with what is suggested
ALPHABETS = (
    "0123456789.,-+ '",
    "abcXYZ",
    "абвїєґЫЭ",
    ',;\t|"',
    "\n\r",
    " \N{NO-BREAK SPACE}",
    "₴€$%()№=@",
    "\0\x1a\ufeff\u202e👍",
)
NUMBERS = (
    "1,234",
    "1.234",
    "1 234,50 грн",
    "(12)",
    "5-",
    "1E+19",
    "12%",
    "#N/A",
    "31.12.2024",
    "01/02/2024",
    "45000",
    "x",
    "",
)
NAMES = (
    "Клиент",
    "Дата",
    "Сумма",
    "Кількість",
    "Order No",
    "Amount",
    "ИТОГО",
    "",
    "Январь 2024",
    "Q1",
    "тыс. руб.",
    "score",
)


def seeds() -> list[tuple[str, bytes]]:
    """The made-up exports, small ones."""
    return [
        (p.name, p.read_bytes())
        for p in sorted(EXPORTS.iterdir())
        if p.suffix not in (".py", ".md") and p.is_file() and p.stat().st_size < LARGEST
    ]


def mutated(dice: random.Random, data: bytes) -> bytes:
    """``data`` with one to eight wounds."""
    body = bytearray(data)
    for _ in range(dice.choice([1, 1, 2, 8])):
        at = dice.randrange(len(body) + 1)
        to = min(len(body), at + dice.choice([1, 4, 64, 1024]))
        wound = dice.randrange(6)
        if wound == 0 and at < len(body):
            body[at] ^= 1 << dice.randrange(8)
        elif wound == 1:
            del body[at:to]
        elif wound == 2:
            body[at:at] = bytes(body[at:to]) * dice.choice([1, 2, 50])
        elif wound == 3:
            body[at:at] = dice.randbytes(dice.choice([1, 16, 256]))
        elif wound == 4:
            body[at:at] = dice.choice(["\n", ";", '"', "ИТОГО;;5\n", "\0", "\t", ",", "="]).encode() * dice.choice(
                [1, 100]
            )
        else:
            del body[dice.randrange(len(body) // 2 + 1) + len(body) // 2 :]
    return bytes(body)


def export_mutated(dice: random.Random) -> tuple[str, bytes]:
    name, data = dice.choice(SEEDS)
    return name, mutated(dice, data)


def mutated_inside(dice: random.Random) -> tuple[str, bytes]:
    """One part of a workbook wounded, and packed again: the archive is whole, what is in it is not."""
    name, data = dice.choice([each for each in SEEDS if each[1][:2] == b"PK"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    part = dice.choice(list(parts))
    return name, packed({**parts, part: mutated(dice, parts[part])})


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def random_text(dice: random.Random) -> tuple[str, bytes]:
    signs = "".join(dice.sample(ALPHABETS, dice.randint(1, len(ALPHABETS))))
    text = "".join(dice.choices(signs, k=dice.choice([1, 20, 400, 5_000])))
    encoding = dice.choice(["utf-8", "utf-16", "cp1251", "cp866", "koi8-u"])
    return dice.choice(["a.csv", "a.txt", "a.xls", "a.xlsx"]), text.encode(encoding, "replace")


def random_table(dice: random.Random) -> tuple[str, bytes]:
    """Cells that look like something, in no order; a column changes its mind in the middle."""
    delimiter, width = dice.choice(",;\t|"), dice.randint(1, 12)
    rows = [[dice.choice(NAMES) for _ in range(width)] for _ in range(dice.randint(0, 4))]
    for _ in range(dice.choice([1, 10, 60, 60, 1_200])):
        rows.append(
            [
                dice.choice(NUMBERS if dice.random() < 0.8 else NAMES)
                for _ in range(dice.choice([width, width, width - 1, width + 1]))
            ]
        )
    dice.random() < 0.3 and rows.insert(dice.randrange(len(rows) + 1), [])
    dice.random() < 0.3 and rows.sort(key=len)
    return "a.csv", "\n".join(delimiter.join(row) for row in rows).encode()


def like_sales(dice: random.Random) -> tuple[str, bytes]:
    """A table of orders whose cells go wrong here and there, so that it is understood and written."""
    wrong = dice.choice([0, 0.02, 0.3])
    rows = ["Клиент;Дата;Сумма;Количество;Валюта"]
    for n in range(dice.choice([3, 40, 40, 1_500])):
        cells = [f"К{n % 9}", f"{1 + n % 28:02}.0{1 + n % 9}.2024", f"{n},50", str(n % 7), "UAH"]
        rows.append(";".join(dice.choice(NUMBERS) if dice.random() < wrong else cell for cell in cells))
        if dice.random() < wrong / 3:
            rows.append(dice.choice([rows[0], "Итого;;5", ";;5", "", "  К1", "Возвраты;x;y;z", "К1"]))
    return "sales.csv", "\n".join(rows).encode(dice.choice(["utf-8", "cp1251", "utf-16"]))


def broken_archive(dice: random.Random) -> tuple[str, bytes]:
    inner = random_table(dice)[1]
    body = dice.choice(
        [gzip.compress(inner), packed({"a.csv": inner}), packed({"a.csv": inner, "b.zip": packed({"c.csv": inner})})]
    )
    for _ in range(dice.randrange(3)):
        body = dice.choice(
            [gzip.compress, lambda data: packed({"x/../../y.csv": data}), lambda data: packed({"a.xlsx": data})]
        )(body)
    return dice.choice(["a.zip", "a.csv.gz", "a.xlsx", "a.ods"]), mutated(dice, body) if dice.random() < 0.6 else body


def swollen(dice: random.Random) -> tuple[str, bytes]:
    """A bomb: little that unpacks to much."""
    size = dice.choice([1_000_000, 30_000_000]) if dice.random() < 0.95 else 300_000_000
    row = dice.choice([b"0", b"a;b;c\n", b"<c/>", b"1,", b"\n"])
    much = row * (size // len(row))
    return dice.choice(
        [("a.csv.gz", gzip.compress(much, 1)), ("a.zip", packed({"a.csv": much})), ("a.xlsx", book(much))]
    )


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def book(sheet: bytes, before: str = "") -> bytes:
    """An .xlsx of one sheet with ``sheet`` in its body."""
    root = f'<Relationship Id="r1" Target="xl/workbook.xml" Type="{OFFICE}/officeDocument"/>'
    part = f'<Relationship Id="r1" Target="worksheets/sheet1.xml" Type="{OFFICE}/worksheet"/>'
    sheets = '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
    head = f'{before}<worksheet xmlns="{MAIN}"><sheetData>'
    return packed(
        {
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{part}</Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": head.encode() + sheet + b"</sheetData></worksheet>",
        }
    )


def huge_sheet(dice: random.Random) -> tuple[str, bytes]:
    """Cells that stand very far out, or rows that repeat a billion times."""
    far, wide = dice.choice([10, 1_048_576, 9_999_999]), dice.choice(["A", "XFD", "ZZZ"])
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>Сумма</t></is></c></row>'
    if dice.random() < 0.5:
        return "a.xlsx", book(f'{first}<row r="{far}"><c r="{wide}{far}"><v>1</v></c></row>'.encode())
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    cell = f'<table:table-cell table:number-columns-repeated="{far}" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="{far * 1_000}">{cell}</table:table-row>'
    sheet = f"<office:body><office:spreadsheet><table:table>{row}</table:table></office:spreadsheet></office:body>"
    content = f"<office:document-content{names}>{sheet}</office:document-content>".encode()
    return "a.ods", packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def growing_xml(dice: random.Random) -> tuple[str, bytes]:
    """Entities of entities, and elements within elements."""
    many = dice.choice([3, 10, 20])
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(many))
    deep = dice.choice([1_000, 100_000])
    body = dice.choice([f"&e{many - 1};", "<row>" * deep, f'<row r="1"><c><v>&e{many - 1};</v></c></row>'])
    before = f"<!DOCTYPE worksheet [{entities}]>"
    whole = (
        f'<?xml version="1.0"?>{before}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">{body}</Workbook>'
    )
    return dice.choice(
        [
            ("a.xlsx", book(body.encode(), before)),
            ("a.xml", whole.encode()),
            ("a.xls", f"<html>{before}<table>{body * 3}".encode()),
        ]
    )


def long_lines(dice: random.Random) -> tuple[str, bytes]:
    piece = dice.choice(["a", "1,", '"', '"";', "<td>", "a;b;", "12.", "(", "Итого ", "1 ", "31.", "é"])
    return dice.choice(["a.csv", "a.html"]), (piece * (dice.choice([10_000, 3_000_000]) // len(piece))).encode()


def many_columns(dice: random.Random) -> tuple[str, bytes]:
    width = dice.choice([50, 1_000, 1_999, 2_001, 16_384])
    names = ";".join(dice.choice([f"Сумма {n}", f"Дата {n}", f"{1 + n % 12:02}.2024", "x"]) for n in range(width))
    row = ";".join(dice.choice(NUMBERS) for _ in range(width))
    return "a.csv", "\n".join([names, *([row] * dice.choice([1, 5, 30]))]).encode()


SEEDS = seeds()
MAKERS: dict[Callable[[random.Random], tuple[str, bytes]], int] = {  # and how often
    export_mutated: 300, mutated_inside: 200, random_text: 150, random_table: 80, like_sales: 60, broken_archive: 80,
    huge_sheet: 20, growing_xml: 20, long_lines: 12, many_columns: 6, swollen: 2,
}  # fmt: skip


LARGE = (huge_sheet, long_lines, many_columns, swollen)


def made(seed: int) -> tuple[str, str, bytes]:
    """Kind, name and bytes of the input of that ``seed``: the same each time."""
    dice = random.Random(seed)
    maker = dice.choices(list(MAKERS), list(MAKERS.values()))[0]
    return maker.__name__, *maker(dice)


def put(name: str, data: bytes) -> str:
    """Read, look at, answer as suggested, write; what became of it."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path, work = Path(folder) / name, Path(folder) / "work"
        path.write_bytes(data)
        work.mkdir()
        try:
            sheets, answers = read_exports([path], work), dict[str, str]()
            looked = look(sheets, answers)
            for _ in range(ROUNDS):
                if not looked.open:
                    break
                answers |= {
                    q.id: q.suggested or (q.options or ("2024-01-01" if ":value." in q.id else "2024",))[0]
                    for q in looked.open
                }
                looked = look(sheets, answers)
            if not looked.sheets:
                return "no table of ours"
            return "written" if write_sheets(looked, work) else "no table of ours"
        except SalesbookError:
            return "refused"


def peak() -> int:
    """Bytes of memory this process held at most."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def judge(seed: int) -> tuple[str, str]:
    """What became of the input of that ``seed``, and its fault if it has one."""
    kind, name, data = made(seed)
    before, start = peak(), time.process_time()
    try:
        outcome, fault = put(name, data), ""
    except Exception as error:  # whatever it is, it is what we look for
        outcome, fault = "fault", f"{type(error).__name__}: {str(error)[:200]}"
    took, grown = time.process_time() - start, peak() - before
    if not fault and took > SECONDS:
        fault = f"took {took:.1f} s"
    if not fault and grown > MEMORY:
        fault = f"took {grown / 1e6:,.0f} MB"
    return outcome, f"{kind} {name}: {fault}   python benchmarks/fuzz_import.py 1 {seed} --keep {name}" if fault else ""


def main(count: int, seed: int) -> int:
    warnings.simplefilter("ignore")
    outcomes, faults, slowest = Counter[str](), list[str](), (0.0, 0)
    judge(seed)  # what is loaded once is nobody's fault
    first = peak()
    for n in tqdm(range(seed, seed + count), disable=None):
        start = time.process_time()
        outcome, fault = judge(n)
        outcomes[outcome] += 1
        slowest = max(slowest, (time.process_time() - start, n))
        if fault:
            faults.append(fault)
            print(fault, flush=True)
    shares = ", ".join(f"{n:,} {what}" for what, n in outcomes.most_common())
    print(f"{count:,} inputs: {shares}; {len(faults)} faults")
    print(f"slowest {slowest[0]:.1f} s (seed {slowest[1]})")
    print(f"memory {first / 1e6:,.0f} MB before, {peak() / 1e6:,.0f} MB at most")
    return int(bool(faults))


def keep(seed: int, path: Path) -> int:
    """Write the input of that ``seed`` down."""
    kind, name, data = made(seed)
    path.write_bytes(data)
    print(f"{kind} {name}: {len(data):,} bytes → {path}")
    return 0


if __name__ == "__main__":
    if "--keep" in sys.argv:
        sys.exit(keep(int(sys.argv[2]), Path(sys.argv[4])))
    given = [int(each) for each in sys.argv[1:3]]
    sys.exit(main(*(given + [100_000, 1][len(given) :])))
