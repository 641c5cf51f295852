"""Runs a command line on a terminal of its own, in the background or until the terminal is closed, and says how it went.

on_terminal.py background SECONDS COMMAND...   starts it with & in an interactive shell and prints the shell's words about its jobs
on_terminal.py close WORD COMMAND...           closes the terminal when WORD was printed, and prints the exit code
"""
import os
import pty
import select
import sys
import time


def read(terminal, seconds, until=None):
    out, end = b"", time.time() + seconds
    while time.time() < end and (until is None or until not in out):
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                out += os.read(terminal, 65536)
            except OSError:
                break
    return out


way, word, command = sys.argv[1], sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    if way == "background":
        os.execvp("bash", ["bash", "--norc", "-i"])
    os.execvp(command[0], command)
if way == "background":
    os.write(terminal, (" ".join(command) + " &\n").encode())
    said = b""
    end = time.time() + float(word)
    while time.time() < end and b"Done" not in said and b"Stopped" not in said and b"Exit" not in said:
        os.write(terminal, b"jobs\n")
        said = read(terminal, 1)
    print(said.decode(errors="replace"))
    os.write(terminal, b"kill -9 %1; exit\n")
else:
    read(terminal, 60, word.encode())
    os.close(terminal)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
