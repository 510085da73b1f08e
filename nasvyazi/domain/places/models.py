"""Territory: settlements, streets, houses, registers that tell of them; districts as the council published them."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.files.models import File
from nasvyazi.domain.places.kinds import SettlementKind, StreetKind, titled
from nasvyazi.domain.places.remarks import Code
from nasvyazi.domain.places.schemes.rules import Why


class Municipality(models.Model):
    """A town, a district, an okrug: whose head residents write to."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.name


class Settlement(models.Model):
    """A town or village of the municipality."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="settlements")
    kind = models.CharField(_("kind"), max_length=20, choices=SettlementKind)
    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200)
    """`naming.street_key` of the name."""

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [
            models.UniqueConstraint(name="settlement_once", fields=["municipality", "kind", "key"]),
        ]

    def __str__(self) -> str:
        return titled(self.kind, self.name)


class Street(models.Model):
    """A street, or what stands in an address where others have one: a quarter, a micro-district, the village itself."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="streets")
    kind = models.CharField(_("kind"), max_length=20, choices=StreetKind)
    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200)
    """`naming.street_key` of the name."""

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")
        constraints = [
            models.UniqueConstraint(name="street_once", fields=["settlement", "kind", "key"]),
        ]
        indexes = [models.Index(name="street_called", fields=["key"])]

    def __str__(self) -> str:
        return titled(self.kind, self.name)


class StreetName(models.Model):
    """What else a street is called: what people say, what it was called before."""

    class Kind(models.TextChoices):
        ALIAS = "alias", _("people say")
        FORMER = "former", _("former name")

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="other_names")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("other name of a street")
        verbose_name_plural = _("other names of streets")
        constraints = [
            models.UniqueConstraint(name="street_name_once", fields=["street", "key"]),
        ]
        indexes = [models.Index(name="street_also_called", fields=["key"])]

    def __str__(self) -> str:
        return self.name


class House(models.Model):
    """A house with its number in parts, and where it stands."""

    street = models.ForeignKey(Street, on_delete=models.PROTECT, related_name="houses")
    base = models.PositiveIntegerField()
    fraction = models.PositiveIntegerField(null=True)
    letter = models.CharField(max_length=3, blank=True)
    building = models.CharField(max_length=5, blank=True)
    structure = models.CharField(max_length=5, blank=True)
    number = models.CharField(_("number"), max_length=40)
    """`str(HouseNumber)` of the parts: what people read, and what is unique."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    """Degrees, WGS 84; both or neither."""
    placed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    placed_at = models.DateTimeField(null=True)
    """Who has put it on the map with their own hand, and when: no register moves it from there."""

    class Meta:
        verbose_name = _("house")
        verbose_name_plural = _("houses")
        constraints = [
            models.UniqueConstraint(name="house_once", fields=["street", "number"]),
            models.CheckConstraint(name="house_number_positive", condition=Q(base__gt=0)),
            models.CheckConstraint(
                name="house_point_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
            models.CheckConstraint(
                name="house_placed_somewhere",
                condition=Q(placed_at__isnull=True) | Q(latitude__isnull=False, placed_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="house_along_street", fields=["street", "base", "id"]),
            models.Index(
                name="house_point", fields=["latitude", "longitude"], condition=Q(latitude__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Place(models.Model):
    """Where a thing is: at a house, on a street, or at a point; what appeals and problems point at."""

    street = models.ForeignKey(Street, null=True, on_delete=models.PROTECT, related_name="places")
    house = models.ForeignKey(House, null=True, on_delete=models.PROTECT, related_name="places")
    """The house of the register; null where it has none, or where nobody named one."""
    number = models.CharField(_("number"), max_length=40, blank=True)
    """The house's number as `str(HouseNumber)`, also where the register lacks the house."""
    title = models.CharField(_("where"), max_length=300)
    """What people read: «ул. Минская, 49», or their own words where there is only a point."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    """Degrees, WGS 84: of the house, or of the point; null while nobody knows."""

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                name="place_of_house_once", fields=["house"], condition=Q(house__isnull=False)
            ),
            models.UniqueConstraint(
                name="place_of_number_once",
                fields=["street", "number"],
                condition=Q(street__isnull=False, house__isnull=True),
            ),
            models.CheckConstraint(name="place_titled", condition=~Q(title="")),
            models.CheckConstraint(
                name="place_house_has_street", condition=Q(house__isnull=True) | Q(street__isnull=False)
            ),
            models.CheckConstraint(
                name="place_point_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
            models.CheckConstraint(
                name="place_is_somewhere", condition=Q(street__isnull=False) | Q(latitude__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                name="place_point", fields=["latitude", "longitude"], condition=Q(latitude__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Register(models.Model):
    """The whole of streets and houses: one row, locked by who writes, and counted up so that readers see a change."""

    THE_ONE = 1

    version = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="register_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.version)


class RegisterImport(models.Model):
    """A register of houses that a person has brought. A worker tries it, then, confirmed, takes it in."""

    class State(models.TextChoices):
        NEW = "new", _("is being looked at")
        LOOKED = "looked", _("waits for you to confirm it")
        WAITING = "waiting", _("waits for the worker")
        DONE = "done", _("taken in")
        FAILED = "failed", _("could not be read")

    UNDER_WAY = (State.NEW, State.WAITING)
    """What a worker has to do something about."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often a worker has begun with it: what kills its worker is not begun for ever."""
    error = models.TextField(blank=True)
    """Why it could not be read: the message of a Refusal, not translated yet."""
    error_details = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    """Of a table: `importers.columns.Field`'s value → the column's title, guessed or said by a person."""
    headers = models.JSONField(default=list)
    """Of a table: the titles of its columns; empty for other files."""
    head = models.JSONField(default=list)
    """Of a table: its first rows, as [line, [cell, …]]."""
    municipality = models.CharField(_("municipality"), max_length=200, blank=True)
    settlement = models.CharField(_("settlement"), max_length=200, blank=True)
    """Of a source that names none; of ГАР: the only one to take."""
    oktmo = models.CharField(_("OKTMO code"), max_length=11, blank=True)
    report = models.JSONField(default=dict)
    """What would come of it, or has: the numbers of `report.Report`."""
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("register of houses")
        constraints = [
            models.CheckConstraint(
                name="register_import_state_known",
                condition=Q(state__in=["new", "looked", "waiting", "done", "failed"]),
            ),
            models.CheckConstraint(
                name="register_import_failed_says_why", condition=~Q(state="failed") | ~Q(error="")
            ),
        ]
        indexes = [
            models.Index(
                name="register_import_under_way", fields=["id"], condition=Q(state__in=["new", "waiting"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    @property
    def is_under_way(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self.state in self.UNDER_WAY


class RegisterRemark(models.Model):
    """What had to be said about a row of a register: it was not understood, or otherwise than it stands there."""

    register = models.ForeignKey(
        RegisterImport, on_delete=models.CASCADE, related_name="remarks", db_index=False
    )
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=20, choices=Code)
    verbatim = models.TextField(blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("remark on a row")
        indexes = [models.Index(name="register_remark_in_order", fields=["register", "id"])]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"


class DistrictSet(models.Model):
    """A scheme of electoral districts of one body, for the days in which it is in force."""

    body = models.CharField(_("body"), max_length=300)
    """Whose deputies are elected by it: «Собрание депутатов города»."""
    days = DateRangeField(_("days"))
    """From the first day to the day before the last bound; without an end while nothing replaces it."""
    in_force = models.BooleanField(_("in force"), default=False)
    """Off while it is looked over: a scheme answers nobody before a person puts it in force."""
    source = models.TextField(_("text"))
    """The scheme verbatim, as it was given to us."""
    made_at = models.DateTimeField()
    put_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField(null=True)
    """When it was put in force and by whom; at the terminal it is nobody who signs in."""
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(_("why it was withdrawn"), blank=True, default="", db_default="")
    """Who has withdrawn it before another one followed, when, and why."""

    class Meta:
        verbose_name = _("scheme of districts")
        verbose_name_plural = _("schemes of districts")
        constraints = [
            models.CheckConstraint(name="district_set_named", condition=~Q(body="")),
            models.CheckConstraint(name="district_set_begins", condition=Q(days__startswith__isnull=False)),
            models.CheckConstraint(
                name="district_set_withdrawn_by_whom_and_why",
                condition=Q(ended_at__isnull=True) | (Q(ended_by__isnull=False) & ~Q(ended_why="")),
            ),
            ExclusionConstraint(
                name="district_set_one_a_day",
                expressions=[
                    (Func(F("body"), function="lower"), RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
                condition=Q(in_force=True),
            ),
        ]
        indexes = [models.Index(name="district_set_newest", fields=["-made_at", "-id"])]

    class State(models.TextChoices):
        """Where a scheme stands on a day."""

        DRAFT = "draft", _("being looked over")
        COMING = "coming", _("will be in force")
        IN_FORCE = "in_force", _("in force")
        OVER = "over", _("was in force")

    def __str__(self) -> str:
        return self.body

    @property
    def first_day(self) -> date:
        """The first day in which it is in force."""
        day: date = self.days.lower
        return day

    @property
    def last_day(self) -> date | None:
        """The last day, None where none is known yet."""
        upper: date | None = self.days.upper
        return None if upper is None else upper - timedelta(days=1)

    def state_on(self, day: date) -> State:
        """Where the scheme stands on a day."""
        if not self.in_force:
            return self.State.DRAFT
        if day < self.first_day:
            return self.State.COMING
        return self.State.OVER if self.last_day is not None and day > self.last_day else self.State.IN_FORCE


class District(models.Model):
    """A district of a scheme; its number is text: «12», «3-А»."""

    district_set = models.ForeignKey(DistrictSet, on_delete=models.CASCADE, related_name="districts")
    number = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("name"), max_length=200, blank=True)
    polygon = models.JSONField(null=True)
    """GeoJSON geometry (Polygon or MultiPolygon, WGS 84): speaks where no rule does."""

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        constraints = [
            models.UniqueConstraint(name="district_once", fields=["district_set", "number"]),
        ]

    def __str__(self) -> str:
        return f"№ {self.number} {self.name}".strip()


class DistrictRule(models.Model):
    """One street (or a part of it) of a district, understood from the scheme's own words."""

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="rules")
    verbatim = models.TextField(_("in the scheme"))
    """The words from which it was read, as they stand in the scheme."""
    settlement = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=StreetKind, blank=True)
    name = models.CharField(max_length=200, blank=True)
    """Empty where the whole settlement is meant."""
    key = models.CharField(max_length=200, blank=True)
    houses = models.JSONField(default=dict)
    """Which houses: `schemes.houses.Houses.as_json`."""

    class Meta:
        verbose_name = _("rule of a district")
        verbose_name_plural = _("rules of a district")

    def __str__(self) -> str:
        return self.verbatim


class SchemeRemark(models.Model):
    """What of a scheme was not understood, or is doubtful: listed, it blocks nothing but itself."""

    district_set = models.ForeignKey(DistrictSet, on_delete=models.CASCADE, related_name="remarks")
    verbatim = models.TextField(_("in the scheme"))
    why = models.CharField(_("why"), max_length=60, choices=Why)
    line = models.PositiveIntegerField()
    """The line of the text in which it stands, from 1."""
    spans = models.JSONField(default=list)
    """Pairs: from which character of the text to which; several where a table's cell goes on."""

    class Meta:
        verbose_name = _("remark on a scheme")
        verbose_name_plural = _("remarks on a scheme")
        constraints = [models.CheckConstraint(name="scheme_remark_says_why", condition=~Q(why=""))]

    def __str__(self) -> str:
        return self.verbatim
