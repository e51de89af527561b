"""Where the results of an event loop's calls arrive: a mailbox for each loop."""

from __future__ import annotations

import os
from weakref import WeakKeyDictionary, ref

from ._native import Mailbox
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

mailboxes: WeakKeyDictionary[AbstractEventLoop, Mailbox] = WeakKeyDictionary()

if hasattr(os, "register_at_fork"):
    # The other ends stayed with the parent.
    os.register_at_fork(after_in_child=mailboxes.clear)


def open_mailbox(loop: AbstractEventLoop) -> Mailbox:
    """Makes the mailbox of a loop, once."""
    mailbox = mailboxes[loop] = _watched(loop)
    return mailbox


def _watched(loop: AbstractEventLoop) -> Mailbox:
    try:
        mailbox = Mailbox()
        loop.add_reader(mailbox.fileno(), mailbox.drain)
    except NotImplementedError:  # Windows' default loop
        return _called(loop)
    return mailbox


def _called(loop: AbstractEventLoop) -> Mailbox:
    # Only weak references: the mailbox must keep neither itself nor the loop alive.
    loop_reference = ref(loop)

    def wake() -> None:
        loop, mailbox = loop_reference(), mailbox_reference()
        if loop is not None and mailbox is not None and not loop.is_closed():
            loop.call_soon_threadsafe(mailbox.drain)

    mailbox = Mailbox(wake)
    mailbox_reference = ref(mailbox)
    return mailbox
