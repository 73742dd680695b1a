"""Ten thousand hostile texts at each of the coach's three readers. Exit 1 if one raised or took over a second.

python benchmarks/hostile.py [texts] [seed]     empty, 100 kB, emoji, other scripts, HTML, control characters

Time is the processor's, so that other work on the machine accuses nobody.
"""

import random
import statistics
import sys
import time

from salesbook.coach.comments import themes
from salesbook.coach.objections import judge_reply
from salesbook.coach.spin import classify

READERS = (classify, judge_reply, themes)
LIMIT = 1.0  # seconds
ALPHABETS = (
    "abcdefghij KLMNOP?!.,",
    "абвгґдеєжзиії АБВ?! ыэёъ",
    "漢字かな한글 עברית عربي ไทย",
    "\x00\x01\x07\x1b\u202e\u200b\ufeff\u2028\ud7ff\uffff",
    "<script>alert(1)</script>&amp;{{}}%s\\",
    "👍🔥😀👩‍👩‍👧",
    "'\"`’ʼ«»„“0123456789%=+-@",
)
LONG = ("як часто ламається насос? ", "so what? ", "это дорого… ", "<b>", "👍", "a", "\n", "?" * 50 + " ")


def text(dice: random.Random) -> str:
    """One text: seldom nothing, seldom 100 kB, else up to 300 characters of one alphabet or all."""
    kind = dice.random()
    if kind < 0.02:
        return dice.choice(["", " ", "\n\n", "?", "\0"])
    if kind < 0.03:
        piece = dice.choice(LONG)
        return piece * (100_000 // len(piece))
    known = ALPHABETS if kind < 0.6 else (dice.choice(ALPHABETS),)
    return "".join(dice.choice(dice.choice(known)) for _ in range(dice.randint(1, 300)))


def main(count: int, seed: int) -> int:
    dice, took, faults = random.Random(seed), list[float](), list[str]()
    for n in range(count):
        said = text(dice)
        for read in READERS:
            before = time.process_time()
            try:
                read(said)
            except Exception as fault:  # whatever it is, it is what we look for
                faults.append(f"{read.__name__} raised {fault!r} on text {n}: {said[:60]!r}")
            took.append(time.process_time() - before)
            if took[-1] > LIMIT:
                faults.append(f"{read.__name__} took {took[-1]:.1f} s on text {n}: {said[:60]!r}")
    usual = statistics.median(took[: 3 * 100])
    print(f"{count:,} texts, {len(READERS)} readers: median {usual * 1000:.1f} ms, worst {max(took):.2f} s")
    print(*faults[:20], sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:3]]
    sys.exit(main(*(given + [10_000, 1][len(given) :])))
