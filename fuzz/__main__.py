"""``make fuzz``: run every target in turn, from the seeds and from the inputs that earlier runs found.

    make fuzz                       30 minutes
    make fuzz FUZZ_SECONDS=30       half a minute, as in CI
    make fuzz ARGS="--target dump"  one target
    make fuzz ARGS="--runs 1000 --seed 7"   as many inputs for each target, drawn from a seed, however long they take
    make fuzz ARGS="--target slow"  the search for slow inputs alone, see ``fuzz.slow``

Corpora stay under ``var/fuzz/``. A crash is kept there with its input, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

from fuzz.seeds import TOKENS, write_seeds

_ROOT = Path(__file__).resolve().parent.parent
# Two thirds of all input from outside are pages.
_SHARES = {"page": 0.35, "comments": 0.2, "dump": 0.1, "lists": 0.1, "archive": 0.1, "slow": 0.15}
_TIMEOUT = 20
"""Seconds for one input of at most 64 KB. A page takes milliseconds, with instrumentation on a busy machine 100 × more."""

_MEMORY_MB = 1500
_LENGTH = 65_536


def main() -> int:
    """Run the targets and print a table."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=1800, help="for all targets together (1800)")
    parser.add_argument("--target", choices=sorted(_SHARES), action="append", help="only this one; may be repeated")
    parser.add_argument("--runs", type=int, help="inputs for each target, in place of --seconds")
    parser.add_argument("--seed", type=int, help="for what is drawn (a random one, which is printed)")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1, 2**31)
    print(f"fuzz: seed {seed}", flush=True)
    folder = Path(os.environ.get("NEWSCRAWLER_VAR", _ROOT / "var")) / "fuzz"
    corpora = write_seeds(folder)
    slow = 0
    dictionary = folder / "tokens.dict"
    dictionary.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS), encoding="ascii")
    chosen = {name: share for name, share in _SHARES.items() if not arguments.target or name in arguments.target}
    total = 0
    crashes: list[Path] = []
    for name, share in chosen.items():
        seconds = max(5, round(arguments.seconds * share / sum(chosen.values())))
        if name == "slow":
            extent = ["--seconds", str(seconds)] if arguments.runs is None else ["--cells", str(arguments.runs)]
            slow = subprocess.run(
                [sys.executable, "-m", "fuzz.slow", *extent, "--seed", str(seed)], cwd=_ROOT, check=False
            ).returncode
            continue
        kept = folder / "crashes" / name
        kept.mkdir(parents=True, exist_ok=True)
        before = set(kept.iterdir())
        extent = [f"-max_total_time={seconds}"] if arguments.runs is None else [f"-runs={arguments.runs}"]
        began = time.monotonic()
        executions, status = _run(name, corpora[name], dictionary, kept, [*extent, f"-seed={seed}"])
        # An input is slow when it takes longer than the timeout; libFuzzer also keeps inputs that a busy machine made slow.
        found = sorted(path for path in set(kept.iterdir()) - before if not path.name.startswith("slow-unit"))
        total += executions
        crashes += found
        print(
            f"fuzz: {name:<9} {executions:>9,} executions in {time.monotonic() - began:.0f} s, {len(found)} crashes",
            flush=True,
        )
        if status and not found:
            print(f"fuzz: {name}: libFuzzer ended with status {status} and kept no input; see above", file=sys.stderr)
            return 1
    print(f"fuzz: {total:,} executions, {len(crashes)} crashes")
    for path in crashes:
        print(f"fuzz: repeat with: {sys.executable} -m fuzz.target {path.parent.name} {path}")
    return 1 if crashes or slow else 0


def _run(name: str, corpus: Path, dictionary: Path, crashes: Path, extent: list[str]) -> tuple[int, int]:
    command = [
        sys.executable, "-m", "fuzz.target", name, str(corpus), f"-dict={dictionary}", f"-artifact_prefix={crashes}/",
        *extent, f"-timeout={_TIMEOUT}", f"-rss_limit_mb={_MEMORY_MB}", f"-max_len={_LENGTH}",
        "-print_final_stats=1", "-verbosity=0",
    ]  # fmt: skip
    # A seed draws the same inputs only where sets have the same order.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    ended = subprocess.run(
        command, cwd=_ROOT, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    output = ended.stdout + ended.stderr
    if ended.returncode:
        print(output[-6000:], file=sys.stderr)
    stated = re.search(r"number_of_executed_units:\s*(\d+)", output)
    return int(stated[1]) if stated else 0, ended.returncode


def _escaped(token: str) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02X}" for byte in token.encode("utf-8")
    )


if __name__ == "__main__":
    sys.exit(main())
