"""Step: new and changed articles × watches → alerts, and alerts × a watch's wishes → the messages that are due."""

from araswatch.alerts.matching import Matchable, match
from araswatch.alerts.message import Copy, Message, Reported
from araswatch.alerts.plan import Draft, Form, Pending, Plan, plan
from araswatch.alerts.watch import Channel, ChannelKind, Every, QuietHours, Schedule, Watch

__all__ = [
    "Channel",
    "ChannelKind",
    "Copy",
    "Draft",
    "Every",
    "Form",
    "Matchable",
    "Message",
    "Pending",
    "Plan",
    "QuietHours",
    "Reported",
    "Schedule",
    "Watch",
    "match",
    "plan",
]
