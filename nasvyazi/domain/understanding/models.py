"""Topics of municipal life, and versions of what was learnt from people's decisions."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 120
LONGEST_WORD = 60


class Topic(models.Model):
    """What an appeal is about; a tree of two levels: groups, and topics in them."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    """Stable: the shipped lexicon, decisions and exports name a topic by it."""
    group = models.ForeignKey(
        "self", verbose_name=_("group"), null=True, on_delete=models.PROTECT, related_name="topics"
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    words = ArrayField(models.CharField(max_length=LONGEST_WORD), verbose_name=_("words"), default=list)
    """By which it is known before anything was learnt: lemmas; «люк+открытый» wants both; «-игра» speaks against it."""
    shipped = models.CharField(max_length=64, blank=True)
    """Fingerprint of what the product shipped here last: a topic that differs from it is an administrator's own."""
    is_active = models.BooleanField(_("in use"), default=True)
    """Topics are retired, never deleted: what was decided with them stays true."""

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(name="topic_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.TextChoices):
    """What can be learnt to guess."""

    TOPIC = "topic", _("Topic")
    KIND = "kind", _("Kind")


class ModelVersion(models.Model):
    """What was learnt at one time from what decisions, how well it does, and whether it is the one that speaks."""

    target = models.CharField(_("what it guesses"), max_length=20, choices=Target)
    made_at = models.DateTimeField()
    examples = models.PositiveIntegerField()
    """How many decisions it was made from."""
    figures = models.JSONField(default=dict)
    """On decisions it had not seen (`learning.Figures`), those of what speaks without learning (`rival_…`), and beside
    the version that was in use then (`in_use`: `contest.Beside`).
    """
    body = models.BinaryField()
    """The fitted model: arrays and words, never code (`learning.dumps`)."""
    digest = models.CharField(max_length=64)
    """sha256 of the body."""
    in_use = models.BooleanField(_("in use"), default=False)
    why = models.CharField(max_length=200, blank=True)
    """Why it is, or is not, in use."""

    class Meta:
        verbose_name = _("version of the model")
        verbose_name_plural = _("versions of the model")
        constraints = [
            models.UniqueConstraint(
                name="model_version_one_speaks", fields=["target"], condition=Q(in_use=True)
            ),
            models.CheckConstraint(
                name="model_version_target_known", condition=Q(target__in=["topic", "kind"])
            ),
            models.CheckConstraint(
                name="model_version_digest_whole", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
        ]
        indexes = [models.Index(name="model_version_newest", fields=["target", "-made_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.target} {self.made_at:%d.%m.%Y}"


class Switch(models.Model):
    """One change of who guesses: what guesses from then on, by whom, when and why. Append-only."""

    LEARNT = "learnt"
    """The rule of learning itself: what did better on held-out decisions guesses (`contest`)."""
    TERMINAL = "terminal"
    """Whoever has the installation's terminal."""
    UNREADABLE = "unreadable"
    """The stored version could not be read: what speaks without learning speaks in its place."""

    target = models.CharField(max_length=20, choices=Target)
    number = models.BigIntegerField(null=True)
    """The number of the version; null = the lexicon. No key: old versions are dropped, what was done with them stays.
    """
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rule = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="model_switch_has_author", condition=Q(by__isnull=False) | ~Q(rule="")
            ),
            models.CheckConstraint(name="model_switch_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="model_switch_target_known", condition=Q(target__in=Target.values)),
        ]
        indexes = [models.Index(name="model_switch_newest", fields=["target", "-at", "-id"])]

    def __str__(self) -> str:
        return f"{self.target}: {self.number or 'lexicon'}"

    @property
    def is_choice(self) -> bool:
        """Whether somebody chose it, on the page or at the terminal; else a rule did."""
        return self.rule not in (self.LEARNT, self.UNREADABLE)
