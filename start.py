#!/usr/bin/env python3
"""Set up outlast in this checkout and run it; needs nothing but a Python, and no admin rights.

python3 start.py                  set up, then run the HIEC scenario
python3 start.py app [SCENARIO]   set up, then open the workshop page in the browser; it needs no network
python3 start.py calibrate ...    set up, then calibrate the model anew (about half an hour on two cores)
python3 start.py outlast ...      set up, then hand the rest to the outlast command
python3 start.py study NUMBER     set up, then run a study of experiments/ at full size; it fills its folder in results/
python3 start.py notebooks ...    set up, then open the notebooks of experiments/ in JupyterLab
python3 start.py test ...         set up, then run the tests (the rest goes to pytest) and every check
python3 start.py setup [KIND]     set up and stop; KIND is run, app, discovery, calibration, notebooks or dev (all)
python3 start.py lock ...         write requirements/*.txt anew (the rest goes to uv, as --upgrade)
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "outlast-set-up"
MAIN_JOB = ["run", "scenarios/hiec.toml", "--seed", "1"]
CHECKS = ("ruff check .", "ruff format --check .", "pyright", "lint-imports --no-logo")
COMPILE = "from outlast.simulation.compiled import warm_up; warm_up()"
# What each kind of set-up serves, the smaller kinds first; the scripts of the page are heavy, so notebooks go without.
KINDS = {
    "run": ("run",),
    "app": ("run", "app"),
    "discovery": ("run", "discovery"),
    "calibration": ("run", "calibration"),
    "notebooks": ("run", "discovery", "notebooks"),
    "dev": ("run", "app", "discovery", "calibration", "notebooks", "dev"),
}
MINORS = (13, 12, 14)  # the ones that the locks were tried on come first

# Prints why an interpreter will not do, or nothing. Any Python must be able to read it, even Python 2.
PROBE = f"""
import sys, sysconfig
if sys.version_info[0] != 3 or sys.version_info[1] not in {MINORS}:
    print("is Python %d.%d" % sys.version_info[:2])
elif sys.maxsize < 2**32 or sysconfig.get_config_var("Py_GIL_DISABLED") or "PyPy" in sys.version:
    print("is not an ordinary 64-bit CPython")
else:
    try:
        import ensurepip, venv
    except ImportError:
        print("cannot make virtual environments: python3.%d-venv is missing" % sys.version_info[1])
"""

MISSING = """Python 3.12, 3.13 or 3.14 is needed, and none was found:
{faults}
Get one, then run this again:
  Windows   winget install Python.Python.3.13
  macOS     brew install python@3.13, or the installer from python.org
  Linux     your distribution's python3.13 and python3.13-venv, or pyenv install 3.13"""


def say(text: str) -> None:
    print(f"outlast: {text}", flush=True)


def program(name: str) -> str:
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / (name + ".exe" * (os.name == "nt")))


def candidates() -> list[list[str]]:
    """Commands that may start a suitable Python, the likeliest first."""
    # Inside a virtual environment sys.executable may be the very file that set-up is about to replace.
    found = [[getattr(sys, "_base_executable", None) or sys.executable]]
    names = [f"python3.{minor}" for minor in MINORS] + ["python3", "python"]
    found += [[path] for path in map(shutil.which, names) if path]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found += [[str(path)] for minor in MINORS for path in pyenv.glob(f"3.{minor}.*/bin/python")]
    if os.name == "nt" and shutil.which("py"):
        found += [["py", f"-3.{minor}"] for minor in MINORS]
    return [command for place, command in enumerate(found) if command not in found[:place]]


def fault(command: list[str]) -> str:
    """Why this interpreter will not do, or nothing where it will."""
    try:
        answer = subprocess.run([*command, "-c", PROBE], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "does not start"
    return answer.stdout.strip() or ("does not start" if answer.returncode else "")


def find_python(commands: list[list[str]], fault=fault) -> list[str]:
    """The first suitable interpreter; leaves with what is wrong with each where there is none."""
    faults = []
    for command in commands:
        if not (reason := fault(command)):
            return command
        faults.append(f"  {' '.join(command)} {reason}")
    raise SystemExit(MISSING.format(faults="\n".join(faults)))


def call(command: list[str]) -> int:
    """Exit status of a command; Ctrl-C is the command's to answer, so it is waited for."""
    process = subprocess.Popen(command)
    while True:
        with suppress(KeyboardInterrupt):
            status = process.wait()
            return status if status >= 0 else 128 - status


def become(command: list[str]) -> int:
    """Hand over to a command; where one process can become another, signals reach the command itself."""
    sys.stdout.flush()
    return call(command) if os.name == "nt" else os.execv(command[0], command)


def stamp(kind: str) -> str:
    """What a finished set-up leaves behind; out of date once the lock, the project or its place moves."""
    said = [(ROOT / name).read_bytes() for name in (f"requirements/{kind}.txt", "pyproject.toml")]
    return f"{kind} {hashlib.sha256(b''.join(said)).hexdigest()} {str(ROOT)!a}"


def set_up(asked: str = "run") -> int:
    """Make .venv hold what the lock names: at once if it does, from scratch if a try was cut short."""
    before = STAMP.read_text() if os.path.exists(program("python")) and STAMP.exists() else ""
    had = before.partition(" ")[0]
    kind = next(name for name, serves in KINDS.items() if {asked, had if had in KINDS else asked} <= set(serves))
    if before == stamp(kind):
        return 0
    pip = [program("python"), "-I", "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    # Python compiles what it imports; to compile all that is installed takes longer than to install it.
    pip += ["--no-compile", "--no-build-isolation"]
    locked = [*pip, "--require-hashes", "--only-binary", ":all:", "--no-binary", "solara-assets", "-r"]
    # Of one package there is only the source; what builds it must be there before, and comes from the lock as well.
    steps = [[*locked, f"{ROOT}/requirements/{name}.txt"] for name in dict.fromkeys(("run", kind))]
    steps.append([*pip, "--no-index", "--no-deps", "--editable", str(ROOT)])
    if os.name == "nt" and os.environ.get("PUBLIC"):
        # That source has long file names; unpacked in the usual folder, paths would exceed what Windows allows.
        os.environ["TMPDIR"] = os.environ["PUBLIC"]
    if before.endswith(ascii(str(ROOT))):  # a virtual environment does not survive a move
        STAMP.unlink()
    else:
        steps.insert(0, [*find_python(candidates()), "-m", "venv", "--clear", str(VENV)])
    say(f"setting up .venv with requirements/{kind}.txt (a minute or two the first time)")
    for step in steps:
        if call(step):
            raise SystemExit(f"setting up stopped at: {' '.join(step)}\nRun this again to try once more.")
    STAMP.write_text(stamp(kind))
    say("set up")
    return 0


def study(arguments: list[str]) -> int:
    scripts = {path.name[:2]: path for path in sorted((ROOT / "experiments").glob("[0-9][0-9]_*.py"))}
    if len(arguments) != 1 or arguments[0] not in scripts:
        said = "\n".join(f"  {number}  {path.stem[3:].replace('_', ' ')}" for number, path in scripts.items())
        found = f"outlast: there is no study {' '.join(arguments)}\n" if arguments else ""
        print(f"{found}python3 start.py study NUMBER, where NUMBER is one of\n{said}", file=sys.stderr)
        return 2
    set_up()
    return become([program("python"), str(scripts[arguments[0]])])


def notebooks(arguments: list[str]) -> int:
    set_up("notebooks")
    return become([program("jupyter"), "lab", str(ROOT / "experiments"), *arguments])


def test(arguments: list[str]) -> int:
    set_up("dev")
    # Every process of the tests, and each that they start, would compile the engine for itself if it were not there.
    compiling = subprocess.Popen([program("python"), "-c", COMPILE])
    status = 0
    for check in CHECKS:
        name, *rest = check.split()
        answer = subprocess.run([program(name), *rest], capture_output=True)
        say(f"{check}: {'FAILED' if answer.returncode else 'holds'}")
        if answer.returncode:
            print((answer.stdout + answer.stderr).decode(errors="replace"), flush=True)
            status = 1
    # Of a failure the tests speak better.
    compiling.wait()
    # Each process that comes to the tests of the page starts a server and a browser of its own.
    return call([program("python"), "-m", "pytest", "-n", "auto", *arguments]) or status


def lock(arguments: list[str]) -> int:
    set_up("dev")
    make = [program("uv"), "pip", "compile", "--quiet", "pyproject.toml", *arguments]
    extras = {name: ["--extra", name] for name in ("app", "discovery", "calibration", "notebooks")}
    groups = {
        "run": ["build"],
        "app": ["build", *extras["app"]],
        "discovery": ["build", *extras["discovery"]],
        "calibration": ["build", *extras["calibration"]],
        "notebooks": ["build", *extras["discovery"], *extras["notebooks"]],
        "dev": ["dev", *(word for words in extras.values() for word in words)],
    }
    smaller: list[str] = []
    for kind in KINDS:
        if status := call([*make, "--group", *groups[kind], *smaller, "-o", f"requirements/{kind}.txt"]):
            return status
        # A larger set keeps the versions of the smaller ones, so that the tests run on what users have.
        smaller += ["-c", f"requirements/{kind}.txt"]
    return 0


def outlast(arguments: list[str]) -> int:
    needs = {"app": "app", "calibrate": "calibration", "discover": "discovery", "frontier": "discovery"}
    set_up(needs.get(arguments[0] if arguments else "", "run"))
    return become([program("outlast"), *arguments])


def app(arguments: list[str]) -> int:
    return outlast(["app", *arguments])


def calibrate(arguments: list[str]) -> int:
    return outlast(["calibrate", *arguments])


def main(arguments: list[str]) -> int:
    verb, *rest = arguments or ["outlast", *MAIN_JOB]
    if verb not in ("outlast", "app", "calibrate") or not arguments:
        os.chdir(ROOT)
    if verb == "setup" and (not rest or (len(rest) == 1 and rest[0] in KINDS)):
        return set_up(*rest)
    verbs = {
        "outlast": outlast,
        "app": app,
        "calibrate": calibrate,
        "study": study,
        "notebooks": notebooks,
        "test": test,
        "lock": lock,
    }
    if verb in verbs:
        return verbs[verb](rest)
    asked = verb in ("-h", "--help")
    print(__doc__, end="", file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
