"""A real mail server for tests: takes every message, and writes each into a file of its own as it comes.

usage: mailbox.py FOLDER [SECONDS_A_MESSAGE]; prints its port."""
import asyncio
import itertools
import os
import signal
import socket
import sys

from aiosmtpd.controller import Controller

folder = sys.argv[1]
pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0
numbers = itertools.count()


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if pause:
            await asyncio.sleep(pause)
        name = os.path.join(folder, "%d-%06d.eml" % (os.getpid(), next(numbers)))
        with open(name + ".new", "wb") as out:
            out.write(envelope.original_content)
        os.rename(name + ".new", name)  # whole, or not there
        return "250 OK"


with socket.socket() as probe:  # the controller wants to know its port beforehand
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
controller = Controller(Keeper(), hostname="127.0.0.1", port=port)
controller.start()
print(port, flush=True)
signal.pause()
