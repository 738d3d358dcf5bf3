"""Job: the outbox → everybody who is to be told, each once, in order. Killed anywhere, it goes on where it was.

An alert becomes part of a message in one transaction, the message is sent under its key, and is marked as sent when the channel has taken
it: a death between the last two sends it again under the same key.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import structlog

from araswatch.alerts import Channel, ChannelKind, Message, Reported, Watch, plan
from araswatch.alerts.message import MOST_LISTED
from araswatch.errors import DeliveryError
from araswatch.jobs.backends import all_watches
from araswatch.jobs.reports import feed_alerts, linked
from araswatch.jobs.retries import next_try, too_early
from araswatch.jobs.spikes import tell_spikes
from araswatch.ledger import Ledger
from araswatch.ledger.outbox import Outgoing
from araswatch.notify import Sender
from araswatch.notify.feed import write_feeds
from araswatch.notify.terminal import Terminal, at_once
from araswatch.notify.webhook import Webhook
from araswatch.settings import Settings

log = structlog.get_logger()

LOCK_S = 10.0
"""Seconds to wait for another delivery to end; what is still left then is the other one's."""

HOUR = timedelta(hours=1)


@dataclass(slots=True)
class DeliverySummary:
    """What a delivery came to: messages sent, tried in vain (another try follows), given up, dropped; alerts in no message yet.

    `busy` where another delivery was at work all the time; `broken` are the mistakes of watches that are off until mended.
    """

    sent: int = 0
    failed: int = 0
    dead: int = 0
    dropped: int = 0
    waiting: int = 0
    busy: bool = False
    by_channel: dict[str, int] = field(default_factory=dict)
    broken: tuple[str, ...] = ()

    def and_then(self, later: DeliverySummary) -> DeliverySummary:
        """What two deliveries came to, one after the other."""
        counts = Counter(self.by_channel) + Counter(later.by_channel)
        return replace(
            later,
            sent=self.sent + later.sent,
            failed=self.failed + later.failed,
            dead=self.dead + later.dead,
            dropped=self.dropped + later.dropped,
            by_channel=dict(counts),
        )


def deliver(
    settings: Settings,
    ledger: Ledger,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    write: Callable[[str], object] | None = None,
    styled: bool = False,
) -> DeliverySummary:
    """Tell everybody what is due at this time. `write` (by default to standard output) takes what is for the terminal, in `styled` letters
    where it can show them; it keeps nothing back, as what it has taken counts as told.

    Of two deliveries at once the second waits, and finds nothing left. Raises `LedgerError`.
    """
    loaded = all_watches(settings, ledger)
    summary = DeliverySummary(broken=tuple(f"{watch.name}: {mistake}" for watch in loaded.broken for mistake in watch.mistakes))
    with ledger.patient_lock("deliver", wait_s=LOCK_S) as held:
        if not held:
            summary.busy = True
            return summary
        watches = {watch.id: watch for watch in ledger.with_mutes(loaded.watches, clock())}
        desk = _Desk(
            settings=settings,
            ledger=ledger,
            watches=watches,
            clock=clock,
            write=write or at_once(sys.stdout),
            styled=styled,
            summary=summary,
        )
        tell_spikes(ledger, watches.values(), now=clock())
        desk.deliver()
    summary.waiting = ledger.delivery_counts()["pending"]
    log.info("delivered", sent=summary.sent, failed=summary.failed, dead=summary.dead, dropped=summary.dropped, waiting=summary.waiting)
    return summary


@dataclass(slots=True, kw_only=True)
class _Desk:
    """One delivery at work."""

    settings: Settings
    ledger: Ledger
    watches: Mapping[str, Watch]
    clock: Callable[[], datetime]
    write: Callable[[str], object]
    styled: bool
    summary: DeliverySummary
    listed: dict[int, Reported] = field(default_factory=dict)

    def deliver(self) -> None:
        for watch_id, channel in self.ledger.waiting_channels():
            if watch := self.watches.get(watch_id):
                self._settle(watch, channel)
        for channel in self.ledger.outgoing_channels():
            if channel == ChannelKind.FEED:
                self._write_feeds()
            else:
                self._send_all(channel)

    def _settle(self, watch: Watch, channel: str) -> None:
        now = self.clock()
        due = plan(
            watch,
            ChannelKind(channel.partition(":")[0]),
            self.ledger.pending(watch.id, channel),
            recent=self.ledger.recent_messages(watch.id, channel, since=now - HOUR),
            now=now,
        )
        self.ledger.settle(watch.id, channel, due, at=now)

    def _write_feeds(self) -> None:
        by_watch: dict[str, list[Outgoing]] = {}
        for message in self._outgoing(str(ChannelKind.FEED)):
            by_watch.setdefault(message.watch_id, []).append(message)
        for watch_id, fresh in by_watch.items():
            if watch := self.watches.get(watch_id):
                newest = feed_alerts(self.settings, self.ledger, watch)
                try:
                    write_feeds(self.settings.home / "feeds", watch, newest, at=self.clock())
                except DeliveryError as error:
                    self.summary.failed += len(fresh)
                    log.warning("feed not written", watch=watch_id, error=str(error))
                    continue
                self._sent(str(ChannelKind.FEED), fresh)

    def _send_all(self, channel: str) -> None:
        """One channel's messages in order. The first that fails holds the rest back: what comes later must not arrive earlier."""
        opened: Sender | None = None
        try:
            for outgoing in self._outgoing(channel):
                watch = self.watches.get(outgoing.watch_id)
                if watch is None:
                    continue
                target = next((one for one in watch.channels if one.id == channel), None)
                if target is None or not watch.enabled:
                    self.ledger.mark_dropped(outgoing.message_id, reason="the watch was switched off or has this channel no more")
                    self.summary.dropped += 1
                    continue
                if watch.is_quiet(self.clock()):
                    continue
                opened = opened or self._open(target)
                if not self._send(opened, watch, outgoing):
                    return
        finally:
            if opened:
                opened.close()

    def _send(self, sender: Sender, watch: Watch, outgoing: Outgoing) -> bool:
        """Whether the channel can take the next one."""
        now = self.clock()
        if too_early(outgoing.next_try_at, now):
            return False
        try:
            sender.send(self._message(watch, outgoing))
        except DeliveryError as error:
            another = None if error.permanent else next_try(outgoing.attempts + 1, created_at=outgoing.created_at, now=now)
            self.ledger.mark_failed(outgoing.message_id, error=str(error), next_try_at=another)
            log.warning(
                "not delivered", watch=watch.id, channel=outgoing.channel, key=outgoing.key, error=str(error), next_try_at=str(another)
            )
            self.summary.failed += another is not None
            self.summary.dead += another is None
            return another is None
        self._sent(outgoing.channel, [outgoing])
        return True

    def _sent(self, channel: str, taken: list[Outgoing]) -> None:
        self.ledger.mark_sent([one.message_id for one in taken], at=self.clock())
        self.summary.sent += len(taken)
        self.summary.by_channel[channel] = self.summary.by_channel.get(channel, 0) + len(taken)

    def _message(self, watch: Watch, outgoing: Outgoing) -> Message:
        return Message(
            key=outgoing.key,
            watch_id=watch.id,
            watch_name=watch.name,
            query=watch.query,
            form=outgoing.form,
            created_at=outgoing.created_at,
            alerts=linked(self.settings, watch, [self.listed[key] for key in outgoing.alert_ids[:MOST_LISTED] if key in self.listed]),
            keys=outgoing.alert_keys,
        )

    def _outgoing(self, channel: str) -> Iterator[Outgoing]:
        """A channel's unsent messages in order; what they list is read with them, a hundred at a time."""
        last = 0
        while found := self.ledger.outgoing(channel, after=last):
            listed = [alert_id for one in found for alert_id in one.alert_ids[:MOST_LISTED]]
            self.listed = {one.alert_id: one for one in self.ledger.reported(listed)}
            yield from found
            last = found[-1].message_id

    def _open(self, channel: Channel) -> Sender:
        allow_private = self.settings.allow_private_networks
        match channel.kind:
            case ChannelKind.WEBHOOK:
                return Webhook(channel.address, user_agent=self.settings.user_agent, allow_private=allow_private)
            case ChannelKind.APPRISE:
                from araswatch.notify.chat import Chat  # costs a second, needed by few

                return Chat(channel.address, allow_private=allow_private)
        return Terminal(self.write, styled=self.styled)
