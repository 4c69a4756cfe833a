"""The jail: a script that runs untrusted programs, each in a forked child, against its tests.

`programs.py` starts it in an empty directory with an empty environment and asks one JSON line at
a time, `{"program": ..., "tests": [{"call": ..., "expected": ...}], "seconds": ...}`; it answers
`{"passed": ..., "of": ..., "reason": ...}`. Three processes: the launcher leaves the machine's
network and process numbers behind and starts the server; the server loads the libraries once and
forks a child per program; the child runs it.

What holds a program, from strong to weak:

* The child never learns the expected values. It reports what its calls gave, on a pipe of its own
  and under a secret; the server compares. Printing a verdict prints to /dev/null.
* The kernel: limits on seconds, memory and file size, *no* new file descriptor (so no file and no
  socket), no new process or thread, a kill of the process group by the server's clock. Where the
  system lets us: no network, no other process in sight; as root also an empty root directory and
  the user `nobody`.
* An audit hook ends a child that tries what the kernel would refuse anyway, so that the reason
  can be named.

What it is not: a wall against somebody who sets out to break CPython. The program shares its
interpreter with the code that reports on it, and frames, `object.__subclasses__()` or a memory
bug of the interpreter can get round everything but the kernel. Nor is it a guard against a
program that knows the answers by heart. System calls are not filtered. On macOS there are no
namespaces and memory is not bounded. Text from strangers belongs in a virtual machine as well.
"""

from __future__ import annotations

import ast
import gc
import importlib
import json
import linecache
import math
import os
import random
import resource
import select
import signal
import sys
import time
import types
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MEBIBYTES = 512
"""Address space of a child, the interpreter's own 40 MiB included."""

LONGEST_VALUE = 1 << 18
"""Characters of a value that are still compared."""

MOST_REPORTED = 1 << 24
"""Bytes a child may report before it is cut off."""

NOBODY = 65534

LIBRARIES = """
    __future__ abc array ast base64 binascii bisect calendar cmath codecs collections
    collections.abc colorsys contextlib copy csv dataclasses datetime decimal difflib enum errno
    fnmatch fractions functools graphlib hashlib heapq hmac html html.parser inspect io ipaddress
    itertools json keyword locale logging math numbers operator os os.path pathlib pickle pprint
    queue random re reprlib secrets shlex statistics string struct sys textwrap threading time
    timeit token tokenize traceback types typing unicodedata urllib.parse uuid warnings weakref
    zlib _strptime encodings.ascii encodings.base64_codec encodings.cp1252 encodings.hex_codec
    encodings.latin_1 encodings.punycode encodings.raw_unicode_escape encodings.rot_13
    encodings.unicode_escape encodings.utf_16 encodings.utf_16_be encodings.utf_16_le
    encodings.utf_32 encodings.utf_8_sig
""".split()  # noqa: SIM905 - as a list it fills two pages
"""All that a program can import: loaded once, before the file system is out of reach."""

HIDDEN = (
    *("_ctypes", "_posixsubprocess", "_signal", "_socket", "ctypes", "faulthandler", "fcntl"),
    *("resource", "select", "signal", "socket", "subprocess"),
)
"""What the server has loaded and a program may not have."""

HARMLESS = ("os.putenv", "os.unsetenv")

REFUSED = {
    "open": "opened a file",
    "socket.": "opened a socket",
    "subprocess.": "started a process",
    "os.exec": "started a process",
    "os.fork": "started a process",
    "os.posix_spawn": "started a process",
    "os.spawn": "started a process",
    "os.system": "started a process",
    "pty.": "started a process",
    "_thread.start": "started a thread",
    "os.kill": "sent a signal",
    "signal.": "sent a signal",
    "os.": "reached for the file system",
    "code.__new__": "reached into the interpreter",
    "ctypes.": "reached into the interpreter",
    "gc.get_": "reached into the interpreter",
    "mmap.": "reached into the interpreter",
    "resource.": "reached into the interpreter",
    "sys._current": "reached into the interpreter",
    "sys.addaudithook": "reached into the interpreter",
    "sys.monitoring": "reached into the interpreter",
    "sys.remote_exec": "reached into the interpreter",
    "sys.setprofile": "reached into the interpreter",
    "sys.settrace": "reached into the interpreter",
}
"""How the name of an audit event begins, and what a program did to raise it; first match wins."""

SAID = {
    "value": "`{call}` gave {text}, expected {expected}",
    "odd": "`{call}` gave {text}, expected {expected}",
    "raised": "`{call}` raised {text}",
    "compile": "did not compile: {text}",
    "load": "did not load: {text}",
    "refused": "{text}",
    "memory": f"used more memory than {MEBIBYTES} MiB",
    "forged": "wrote to the jail's own pipe",
}
"""What a child can report, as a sentence."""


class Child(NamedTuple):
    """A forked process that waits for a program: its number and our ends of its two pipes."""

    pid: int
    job: int
    report: int


class Report(NamedTuple):
    """What a child said about one call (or why it never came to it): a key of `SAID`, and text."""

    kind: str
    text: str


def plain(value: object) -> str:
    """Write a plain value so that two texts are the same where the values are equal.

    Equal means ==, and of the same type all the way down: 1, 1.0 and True differ, also in a list.

    >>> plain({"b": [True], "a": {2, 1}})
    "{'a': {1, 2}, 'b': [True]}"
    >>> plain((-0.0,))
    '(0.0,)'

    Raises TypeError for anything but None, booleans, numbers, text, bytes and the built-in
    containers; ValueError for an int beyond Python's 4,300 digits.
    """
    writer = WRITERS.get(type(value))
    if writer is None:
        raise TypeError(f"`{type(value).__name__}` is no plain type")
    return writer(value)


def listed(values: Sequence[object]) -> str:
    """Write the values of a sequence, in their order."""
    return ", ".join(map(plain, values))


def assorted(values: set[object] | frozenset[object]) -> str:
    """Write the members of a set in the order of their texts; an empty set as `set()`."""
    return "{" + ", ".join(sorted(map(plain, values))) + "}" if values else "set()"


def paired(values: dict[object, object]) -> str:
    """Write the pairs of a dictionary in the order of their texts."""
    return "{" + ", ".join(sorted(f"{plain(key)}: {plain(values[key])}" for key in values)) + "}"


WRITERS: dict[type, Callable[[Any], str]] = {
    bool: repr,
    bytes: repr,
    complex: lambda value: repr(value + 0j),
    dict: paired,
    float: lambda value: repr(value + 0.0),
    frozenset: lambda value: f"frozenset({assorted(value)})",
    int: repr,
    list: lambda value: f"[{listed(value)}]",
    set: assorted,
    str: repr,
    tuple: lambda value: f"({listed(value)}{',' if len(value) == 1 else ''})",
    type(None): repr,
}
"""How each plain type is written; adding zero makes -0.0 and 0.0, which are equal, one text."""


def shortened(text: str, most: int = 160) -> str:
    r"""Bring a text onto one line of at most `most` characters that any encoding can hold.

    >>> shortened("a  b\n" + "c" * 200, most=8)
    'a b ccc…'
    """
    line = " ".join(text.encode("utf-8", "backslashreplace").decode().split())
    return line if len(line) <= most else line[: most - 1] + "…"


# The launcher and the server.


def launch() -> None:
    """Part from the system, start the server in what is left of it, and wait for its end.

    The server is a new Python, because `ctypes`, once loaded, stays within a program's reach. Its
    hash seed is fixed, so that a program that leans on the order of a set gets the same verdict
    in every run; `-s -P` is `-I` but for the environment, and that holds nothing else. SIGTERM
    ends the server through us, who can reap it.
    """
    part()
    command = [sys.executable, "-s", "-P", "-S", "-B", "-u", __file__, "serve"]
    server = os.posix_spawn(command[0], command, {"PYTHONHASHSEED": "0"})
    signal.signal(signal.SIGTERM, lambda *_: os.kill(server, signal.SIGKILL))
    os.waitpid(server, 0)


def part() -> None:
    """Leave the machine's network and process numbers behind, where the system lets us.

    The server becomes process 1 of its own numbering: nothing in there can kill it, and when it
    ends the kernel ends all that is left. Only somebody else than root needs a user namespace.
    """
    user, process, network = 0x10000000, 0x20000000, 0x40000000
    if sys.platform == "linux":
        with suppress(ImportError, OSError, AttributeError):
            import ctypes  # noqa: PLC0415 - the server must not have it

            mine = 0 if os.geteuid() == 0 else user
            ctypes.CDLL(None).unshare(mine | process | network)


def serve() -> None:
    """Say that the jail is ready, then answer each line of stdin by one line, until it ends.

    The child of a program is forked before its line is read and after the last one is forgotten,
    so it holds no expected value.
    """
    null = os.open(os.devnull, os.O_RDWR)
    furnish()
    say("ready")
    while answered(forked(null)):
        pass


def answered(child: Child) -> bool:
    """Answer the next line of stdin with the help of a child that waits; False at its end."""
    line = sys.stdin.buffer.readline()
    if line:
        say(json.dumps(judged(child, json.loads(line))))
    else:
        ended(child)
    return bool(line)


def say(line: str) -> None:
    """Answer one line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def furnish() -> None:
    """Load what programs may import, then shut the file system where we are allowed to."""
    for name in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)
    with suppress(OSError):
        os.chroot(".")
    gc.freeze()


def forked(null: int) -> Child:
    """Fork a child that waits for its job, with `null` as its stdin, stdout and stderr."""
    job, our_job = os.pipe()
    our_report, report = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(our_job)
        os.close(our_report)
        live(null, job, report)
    os.close(job)
    os.close(report)
    return Child(pid, our_job, our_report)


def ended(child: Child) -> int:
    """Kill a child and its process group, close its pipes, reap it; its exit code or -signal."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(child.pid, signal.SIGKILL)
    os.close(child.report)
    return os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])


def judged(child: Child, request: dict[str, Any]) -> dict[str, Any]:
    """Let the waiting child run a program, and compare what it reports with what is expected."""
    tests, seconds = request["tests"], request["seconds"]
    try:
        wanted = expectations(tests)
    except ValueError as error:
        os.close(child.job)
        ended(child)
        return {"passed": 0, "of": len(tests), "reason": str(error)}
    secret = os.urandom(16).hex()
    calls = [test["call"] for test in tests]
    give(child.job, {"program": request["program"], "calls": calls, "seconds": seconds}, secret)
    heard, in_time = listen(child.report, time.monotonic() + seconds)
    ending = epitaph(ended(child), seconds, in_time=in_time)
    return verdict(tests, wanted, reports_in(heard, secret), ending)


def expectations(tests: list[dict[str, str]]) -> list[str]:
    """Write the expected values plainly; ValueError, as a sentence, where one is not a literal."""
    if not tests:
        raise ValueError("there was no test to run")
    return [expectation(test["expected"]) for test in tests]


def expectation(expected: str) -> str:
    """Write one expected value plainly; ValueError, as a sentence, if it is not a literal.

    >>> expectation("{'b': 1, 'a': 2}")
    "{'a': 2, 'b': 1}"
    """
    try:
        return plain(ast.literal_eval(expected))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise ValueError(f"the expected `{shortened(expected)}` is no plain value") from None


def give(pipe: int, job: dict[str, Any], secret: str) -> None:
    """Write a job and the secret for its reports to a child that waits for them."""
    with suppress(BrokenPipeError), open(pipe, "w", encoding="utf-8") as writer:
        json.dump({**job, "secret": secret}, writer)


def listen(pipe: int, deadline: float) -> tuple[bytes, bool]:
    """Read what a child reports until it ends or says too much; False if the deadline came first.

    `deadline` is in the seconds of `time.monotonic`.
    """
    heard = bytearray()
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    while len(heard) < MOST_REPORTED:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return bytes(heard), False
        if not (piece := os.read(pipe, 1 << 16)):
            break
        heard += piece
    return bytes(heard), True


def epitaph(code: int, seconds: float, *, in_time: bool) -> str:
    """Say why a child that did not report every call has ended, from its exit code or -signal."""
    if not in_time or -code in (signal.SIGXCPU, signal.SIGALRM):
        return f"ran over {seconds:g} seconds"
    if code < 0 and -code != signal.SIGKILL:
        return f"crashed with {signal.Signals(-code).name}"
    return "ended before it had answered"


def reports_in(heard: bytes, secret: str) -> list[Report]:
    r"""Read the lines of a child up to the first that lacks the secret: that one was forged.

    >>> reports_in(b"s3 value [1, 2]\nvalue 3\n", "s3")
    [Report(kind='value', text='[1, 2]'), Report(kind='forged', text='')]
    """
    reports: list[Report] = []
    for line in heard.decode("utf-8", "replace").split("\n")[:-1]:
        known, kind, text = [*line.split(" ", 2), "", ""][:3]
        if known != secret or kind not in SAID:
            return [*reports, Report("forged", "")]
        reports.append(Report(kind, text))
    return reports


def verdict(
    tests: list[dict[str, str]], wanted: list[str], reports: list[Report], ending: str
) -> dict[str, Any]:
    """Count the calls that gave what was wanted; the reason is the first that went wrong.

    `ending` is the reason of a program that reported fewer calls than there are tests.
    """
    said = [
        None if report == ("value", want) else sentence(test, report)
        for test, want, report in zip(tests, wanted, reports, strict=False)
    ]
    passed = said.count(None)
    reasons = [reason for reason in said if reason] + [ending] * (len(said) < len(tests))
    return {"passed": passed, "of": len(tests), "reason": reasons[0] if reasons else None}


def sentence(test: dict[str, str], report: Report) -> str:
    """Say in one sentence what a child reported instead of the expected value.

    >>> sentence({"call": "f(1)", "expected": "4"}, Report("value", "3"))
    '`f(1)` gave 3, expected 4'
    """
    words = {**test, "text": report.text}
    return SAID[report.kind].format(**{name: shortened(word) for name, word in words.items()})


# The child.


def live(null: int, job: int, report: int) -> NoReturn:
    """Be the child: wait for the job, shut every door, run the program, and never return.

    What runs after the program is bound before it, for a program may replace anything by name.
    """
    write, leave = os.write, os._exit
    memory = b""
    try:
        os.setsid()
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        with open(job, encoding="utf-8") as reader:
            order = json.load(reader)
        secret = order.pop("secret").encode()
        memory = secret + b" memory \n"
        tell = teller(report, secret)
        confine(order["seconds"])
        hide()
        sys.addaudithook(watcher(tell))
        run(order["program"], order["calls"], tell)
    except MemoryError:
        write(report, memory)
    finally:
        leave(0)


def teller(report: int, secret: bytes) -> Callable[[str, str], None]:
    """Make the function by which a child reports, on a line that begins with the secret."""
    write = os.write

    def tell(kind: str, text: str) -> None:
        line = secret + f" {kind} {text}\n".encode("utf-8", "backslashreplace")
        while line:
            line = line[write(report, line) :]

    return tell


def confine(seconds: float) -> None:
    """Give up root if we have it, and let the kernel bound this process for good.

    A limit of 0 file descriptors leaves the open ones open, and a limit of 0 processes leaves
    this one running. The alarm ends a child whose server is gone. A limit that a system does not
    know or refuses is left out.
    """
    if os.geteuid() == 0:
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    most = {
        resource.RLIMIT_CPU: math.ceil(seconds) + 1,
        resource.RLIMIT_AS: MEBIBYTES << 20,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    for limit, value in most.items():
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))
    signal.setitimer(signal.ITIMER_REAL, seconds + 2)


def hide() -> None:
    """Take from the program's reach what it may not have, and give it built-ins of its own.

    The seed makes a program that draws without one behave alike in every run; forking has just
    drawn a new one.
    """
    for name in HIDDEN:
        sys.modules.pop(name, None)
    own = types.ModuleType("builtins")
    vars(own).update(vars(sys.modules["builtins"]))
    sys.modules["builtins"] = own
    # A traceback quotes source files where it can; here that would count as opening one.
    vars(linecache)["updatecache"] = lambda *_, **__: []
    random.seed(0)


def watcher(tell: Callable[[str, str], None]) -> Callable[[str, tuple[Any, ...]], None]:
    """Make the audit hook: a refused deed is reported and ends the child on the spot.

    An import of what is not loaded fails as it would where the module is not installed: many
    programs are ready for that. To word a syntax error, Python itself looks for a source file
    named `<program>` or `<string>`; that is no deed of the program's.
    """
    refused, harmless, leave = tuple(REFUSED.items()), HARMLESS, os._exit

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "import":
            raise ModuleNotFoundError(f"`{arguments[0]}` is not among the libraries here")
        if event == "open" and type(arguments[0]) is str and arguments[0][:1] == "<":
            return
        for beginning, deed in refused:
            if event.startswith(beginning) and event not in harmless:
                tell("refused", deed)
                leave(0)

    return watch


def run(source: str, calls: list[str], tell: Callable[[str, str], None]) -> None:
    """Compile and load a program in a fresh module, then report what each call gives."""
    program = types.ModuleType("program")
    names = vars(program)
    names["__builtins__"] = sys.modules["builtins"]
    sys.modules["program"] = sys.modules["__main__"] = program
    stage = "compile"
    try:
        code = compile(source, "<program>", "exec", dont_inherit=True)
        stage = "load"
        exec(code, names)  # noqa: S102 - to run it is the point
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001 - a program may raise anything
        tell(stage, complaint(error))
    else:
        for call in calls:
            tell(*attempt(call, names))


def attempt(call: str, names: dict[str, Any]) -> Report:
    """Evaluate one call in the program's namespace; what it gave or raised, but MemoryError."""
    try:
        value = eval(compile(call, "<test>", "eval", dont_inherit=True), names)  # noqa: S307 - so
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001 - a program may raise anything
        return Report("raised", complaint(error))
    try:
        text = plain(value)
    except (TypeError, ValueError, RecursionError):
        return Report("odd", f"an object of type `{type(value).__name__}`, not a plain value")
    return Report("value", text) if len(text) <= LONGEST_VALUE else Report("odd", "a giant value")


def complaint(error: BaseException) -> str:
    r"""Say what was raised on one line: its type and words, for a syntax error the line.

    >>> complaint(ValueError("bad\nnews"))
    'ValueError: bad news'
    """
    if isinstance(error, SyntaxError) and error.filename == "<program>":
        return shortened(f"line {error.lineno}: {error.msg}")
    return shortened(f"{type(error).__name__}: {error}".removesuffix(": "))


if __name__ == "__main__":
    serve() if "serve" in sys.argv else launch()
