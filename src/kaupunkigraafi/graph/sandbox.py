"""What a worker takes from itself before it reads a stranger's query.

Memory and processor time by resource limits, everywhere; sockets, other programs and other
processes by a seccomp filter, on Linux (x86-64 and AArch64). Everything here is for good:
a process cannot take it back.
Source: seccomp(2), prctl(2), setrlimit(2); the kernel's system call tables.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_KILL_PROCESS = 0x8000_0000
_FAIL = 0x0005_0000 | 13  # SECCOMP_RET_ERRNO with EACCES
_ALLOW = 0x7FFF_0000
_X32 = 0x4000_0000  # numbers from here on are the x32 ABI's

# The machine's AUDIT_ARCH and its numbers of: socket socketpair bind connect listen accept
# accept4 sendto sendmsg sendmmsg, execve execveat ptrace process_vm_readv process_vm_writev
# kill, and io_uring's three, through which sockets could be had as well.
_DENIED: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000_003E,
        (41, 53, 49, 42, 50, 43, 288, 44, 46, 307, 59, 322, 101, 310, 311, 62, 425, 426, 427),
    ),
    "aarch64": (
        0xC000_00B7,
        (
            198,
            199,
            200,
            203,
            201,
            202,
            242,
            206,
            211,
            269,
            221,
            281,
            117,
            270,
            271,
            129,
            425,
            426,
            427,
        ),
    ),
}

# BPF: load a word of the call's data; compare; return.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _MACHINE_AT = 0, 4


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def end_with(parent: int) -> None:
    """Have the kernel end this process when the thread that started it ends; on Linux.

    Args:
        parent: the process that started this one.
    """
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        sys.exit(1)


def limit_memory(mib: int) -> None:
    """Limit the address space, write no core, and let the kernel end this process first.

    Args:
        mib: of address space.
    """
    resource.setrlimit(resource.RLIMIT_AS, (mib * 2**20, mib * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def limit_files(mib: int) -> None:
    """Limit how large a file this process may write.

    Args:
        mib: of each file; 0: whatever it is made to do, it writes none.
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (mib * 2**20, mib * 2**20))


def limit_processor(seconds: float) -> None:
    """End this process when it has used so much more processor time.

    The parent's deadline comes first; this is for a worker whose parent is gone.

    Args:
        seconds: from now on, over all threads.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)) + 2
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def deny_sockets() -> bool:
    """Refuse sockets, other programs and foreign system call tables for good.

    Returns:
        False where the machine has no such filter.
    """
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _DENIED:
        return False
    code = _filter(*_DENIED[machine])
    program = _Program(len(code) // 8, code)
    done = _prctl(_PR_SET_NO_NEW_PRIVS, 1) and _prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program)
    )
    del code, program  # the kernel has its copy only now
    return done


def _filter(machine: int, denied: Iterable[int]) -> bytes:
    numbers = tuple(denied)
    last = len(numbers)
    steps = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL_PROCESS),
        *((_EQUAL, last - place, 0, number) for place, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FAIL),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _prctl(option: int, *arguments: int) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    four = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    return bool(libc.prctl(ctypes.c_int(option), *four) == 0)
