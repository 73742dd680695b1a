"""What the coach costs: one question judged, its import, its file. Exit 1 above 20 ms, 1 s or 5 MB.

python benchmarks/coach.py [repeats]     the held-out questions of three languages take part, in turn

The peer is what one would write first: n-grams and a logistic regression of scikit-learn, taught from
the same bank, asked for the label alone. Ours also says which words it rests on, the faults, and a better wording.
"""

import csv
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from salesbook.coach.spin import classify

HERE = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "uk", "ru")
LIMITS = {"classify": 0.020, "import": 1.0, "megabytes": 5.0}
IMPORT = "import time; t = time.perf_counter(); import salesbook.coach.spin; print(time.perf_counter() - t)"


def rows(pattern: str) -> list[dict[str, str]]:
    found = []
    for lang in LANGUAGES:
        with (HERE / pattern.format(lang)).open(encoding="utf-8", newline="") as file:
            found += [{**row, "lang": lang} for row in csv.DictReader(file)]
    return found


def peer() -> Callable[[str], str]:
    bank = rows("exercises/bank/spin.{}.csv")
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True)
    made = make_pipeline(make_union(pieces, words), LogisticRegression(C=8, max_iter=3000, class_weight="balanced"))
    made.fit([row["text"] for row in bank], [row["label"] for row in bank])
    return lambda text: str(made.predict([text])[0])


def seconds(act: Callable[[], object]) -> float:
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def main(repeats: int) -> int:
    asked, plain = rows("tests/coach/held_out/spin.{}.csv"), peer()
    took: dict[str, list[float]] = {"ours": [], "peer": []}
    classify("How many?"), plain("How many?")
    for turn in range(repeats):
        for n, row in enumerate(asked):
            text = f"{row['text']} {'·' * turn}"  # never twice the same: nothing is remembered
            acts = {"ours": lambda t=text, r=row: classify(t, r["lang"]), "peer": lambda t=text: plain(t)}
            for name in sorted(acts, reverse=(turn + n) % 2 == 0):
                took[name].append(seconds(acts[name]))
    ours, theirs = statistics.median(took["ours"]), statistics.median(took["peer"])
    worst = sorted(took["ours"])[int(len(took["ours"]) * 0.99)]
    start = statistics.median(
        float(subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    )
    size = max(path.stat().st_size for path in (HERE / "lib/salesbook/coach/data").glob("*.npz")) / 1e6
    print(f"classify   {ours * 1000:.1f} ms (99 in 100 below {worst * 1000:.1f})")
    print(f"peer       {theirs * 1000:.1f} ms, ratio {ours / theirs:.1f}")
    print(f"import     {start:.2f} s")
    print(f"model      {size:.1f} MB, the largest of three")
    return int(ours > LIMITS["classify"] or start > LIMITS["import"] or size > LIMITS["megabytes"])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
