"""Chaos: everything is killed at random moments while people write and are answered, and then the books are balanced.

    make chaos CHAOS="--runs 10 --seed 7"        or: python -m tests.chaos --runs 10 --seed 7 [--json]

A run is an installation of its own and practice networks of its own: two communities of VK, two bots of Telegram and
two of MAX, by webhook and polled. Residents write 500 messages, in dialogues and under posts, with photos and albums;
they edit and delete. An operator answers 200 at the desk, pressing the button again when the desk did not answer.
Meanwhile the web, the worker, the listener and PostgreSQL are killed (SIGKILL) and started again, the networks tell
twice, late and break off calls, and the clock of the installation jumps an hour back and later forward again. What
happens comes from the seed; how it falls together is the machine's, so that a seed leads into the same neighbourhood,
not to the same instruction.

When all is quiet again, the facts of the networks, the desk and the database are compared. What the words mean:

acknowledged  The network has told of it and got our "ok", or a poll's cursor has passed it; of a comment in MAX, which
              nobody is told of: a reading has passed it.
lost          Words of a resident (acknowledged or not: whatever the network has told or still holds at the end) without
              a message, without a decision, with another wording than stands in the network, without one of their
              photos, or deleted there and not here. An answer that the desk has taken and that is no letter.
doubled       Two messages or two appeals for one, a photo twice; one answer that is two letters; an answer that stands
              twice in the network.
stuck         After the time to recover: an event that waits or broke, a letter part that is queued, claimed or sending
              (what waits behind an unconfirmed or failed part of its own letter is held for a person and not stuck),
              a message without a decision, a file that is still wanted.
wrong         What is said of an answer is not so: delivered and not there, failed and there, unconfirmed although no
              byte of it had left.
unconfirmed   No mistake where bytes had left and the network knows no keys (Telegram, MAX) or shows nothing: it is
              never sent again by itself.

A role has recovered when it does its work again: the web is ready, the worker has taken an event, the listener has
polled, the database answers. `recovery` is the time from the last kill until everything is settled.
"""
