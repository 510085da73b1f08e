"""Who may do what, and who sees what: the one place (DESIGN §5, invariant 9).

Each predicate has a queryset beside it that says the same in SQL; a test holds the pairs together for a fixed cast.
Everything is denied that is not allowed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from rules.permissions import add_perm, has_perm
from rules.predicates import predicate

from nasvyazi.domain.accounts.models import Desk, Membership, Role, User
from nasvyazi.domain.appeals.models import Appeal, Decision
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.channels.models import Channel, Resident
from nasvyazi.domain.external.models import ExternalCase, ExternalImport
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Attachment, Message
from nasvyazi.domain.moderation.models import Evidence, Measure, Suspicion
from nasvyazi.domain.outbox.models import Letter, LetterFile
from nasvyazi.domain.places.models import RegisterImport
from nasvyazi.domain.problems.models import Problem
from nasvyazi.domain.suggestions.models import Template
from nasvyazi.networks.base import PlaceKind

if TYPE_CHECKING:
    Someone = User | AnonymousUser

SEE_APPEAL = "appeals.see"
WORK_ON_APPEAL = "appeals.work"
SEE_RESIDENT = "residents.see"
JOIN_RESIDENT = "residents.join"
SEE_PROBLEM = "problems.see"
WORK_ON_PROBLEM = "problems.work"
SEE_BURST = "bursts.see"
WORK_ON_BURST = "bursts.work"
ENTER = "appeals.enter"
SEE_CHANNELS = "channels.see"
SEE_EVENTS = "events.see"
SEE_ATTENTION = "attention.see"
MODERATE = "moderation.moderate"
SET_PAGE_RULES = "moderation.set_rules"
SEE_EXTERNAL = "external.see"
WORK_ON_EXTERNAL = "external.work"
SET_DISTRICTS = "places.set_districts"
WRITE_TEMPLATES = "suggestions.write"
CHANGE_TEMPLATE = "suggestions.change"
IMPORT_PLACES = "places.import"
SET_TOPICS = "understanding.set_topics"


@predicate
def is_active(user: Someone) -> bool:
    """Signed in and not deactivated."""
    return isinstance(user, User) and user.is_active


@predicate
def is_head(user: Someone) -> bool:
    """Reads everything, decides, answers."""
    return isinstance(user, User) and user.role == Role.HEAD


@predicate
def is_administrator(user: Someone) -> bool:
    """Runs the installation and can stand in for an operator of any desk."""
    return isinstance(user, User) and user.role == Role.ADMINISTRATOR


@predicate
def works_at_its_desk(user: Someone, appeal: Appeal | None) -> bool:
    """A member of the desk that answers for the appeal."""
    if appeal is None or not isinstance(user, User):
        return False
    return user.memberships.filter(desk_id=appeal.desk_id).exists()


@predicate
def has_written_to_their_desk(user: Someone, resident: Resident | None) -> bool:
    """A member of a desk that answers for an appeal of the resident."""
    if resident is None or not isinstance(user, User):
        return False
    return resident.appeals.filter(desk__memberships__user=user).exists()


@predicate
def is_spoken_of_at_its_desk(user: Someone, problem: Problem | None) -> bool:
    """A member of a desk that answers for an appeal which speaks of the problem."""
    if problem is None or not isinstance(user, User):
        return False
    return problem.appeals.filter(desk__memberships__user=user).exists()


@predicate
def is_written_of_to_its_desk(user: Someone, burst: Burst | None) -> bool:
    """A member of a desk that answers for an appeal of the burst."""
    if burst is None or not isinstance(user, User):
        return False
    return burst.appeals.filter(desk__memberships__user=user).exists()


@predicate
def works_at_its_channels_desk(user: Someone, channel: Channel | None) -> bool:
    """A member of the desk that answers for the channel."""
    if channel is None or not isinstance(user, User):
        return False
    return user.memberships.filter(desk__channel=channel).exists()


@predicate
def works_at_a_desk(user: Someone) -> bool:
    """A member of whichever desk."""
    return isinstance(user, User) and user.memberships.exists()


@predicate
def is_of_nobody_else(user: Someone, case: ExternalCase | None) -> bool:
    """A case in another system without an appeal, or with one for which a desk of the user answers."""
    if case is None or not isinstance(user, User):
        return case is None
    return case.appeal is None or bool(works_at_its_desk(user, case.appeal))


@predicate
def works_at_its_own_desk(user: Someone, template: Template | None) -> bool:
    """A member of the desk whose template it is; one of all desks is nobody's own."""
    if template is None or template.desk_id is None or not isinstance(user, User):
        return False
    return user.memberships.filter(desk_id=template.desk_id).exists()


_sees_problem = is_active & (is_head | is_administrator | is_spoken_of_at_its_desk)
_sees_burst = is_active & (is_head | is_administrator | is_written_of_to_its_desk)
_sees_appeal = is_active & (is_head | is_administrator | works_at_its_desk)
_sees_resident = is_active & (is_head | is_administrator | has_written_to_their_desk)

add_perm(SEE_APPEAL, _sees_appeal)
add_perm(WORK_ON_APPEAL, _sees_appeal)
add_perm(SEE_RESIDENT, _sees_resident)
add_perm(JOIN_RESIDENT, _sees_resident)
add_perm(SEE_PROBLEM, _sees_problem)
add_perm(WORK_ON_PROBLEM, _sees_problem)
add_perm(SEE_BURST, _sees_burst)
add_perm(WORK_ON_BURST, _sees_burst)
add_perm(ENTER, is_active)
add_perm(SEE_CHANNELS, is_active & is_administrator)
add_perm(SEE_EVENTS, is_active & is_administrator)
add_perm(SEE_ATTENTION, is_active)
add_perm(MODERATE, is_active & (is_head | is_administrator | works_at_its_channels_desk))
add_perm(SET_PAGE_RULES, is_active & is_administrator)
add_perm(SET_DISTRICTS, is_active & is_administrator)
add_perm(IMPORT_PLACES, is_active & is_administrator)
add_perm(SET_TOPICS, is_active & is_administrator)
add_perm(SEE_EXTERNAL, is_active)
add_perm(WORK_ON_EXTERNAL, is_active & (is_head | is_administrator | (works_at_a_desk & is_of_nobody_else)))
add_perm(WRITE_TEMPLATES, is_active & (is_administrator | works_at_a_desk))
add_perm(CHANGE_TEMPLATE, is_active & (is_administrator | works_at_its_own_desk))


def may(user: Someone, permission: str, thing: object = None) -> bool:
    """Whether the user has the permission over the thing. Unknown permissions are denied."""
    return bool(has_perm(permission, user, thing))


def appeals(user: Someone) -> QuerySet[Appeal]:
    """The appeals that the user sees: the queryset of SEE_APPEAL."""
    if not is_active(user) or not isinstance(user, User):
        return Appeal.objects.none()
    if user.role in (Role.HEAD, Role.ADMINISTRATOR):
        return Appeal.objects.all()
    # As a set of desks and not as a join: these rows are a part of larger questions, and PostgreSQL plans at most eight
    # joins together.
    return Appeal.objects.filter(desk__in=user.memberships.values("desk"))


def residents(user: Someone) -> QuerySet[Resident]:
    """The residents whose appeals the user sees: the queryset of SEE_RESIDENT."""
    if not is_active(user) or not isinstance(user, User):
        return Resident.objects.none()
    if user.role in (Role.HEAD, Role.ADMINISTRATOR):
        return Resident.objects.all()
    return Resident.objects.filter(Exists(appeals(user).filter(resident=OuterRef("pk"))))


def problems(user: Someone) -> QuerySet[Problem]:
    """The problems of which an appeal speaks that the user sees: the queryset of SEE_PROBLEM."""
    if not is_active(user) or not isinstance(user, User):
        return Problem.objects.none()
    if user.role in (Role.HEAD, Role.ADMINISTRATOR):
        return Problem.objects.all()
    spoken_of = Appeal.objects.filter(problem=OuterRef("pk"), desk__memberships__user=user)
    return Problem.objects.filter(Exists(spoken_of))


def bursts(user: Someone) -> QuerySet[Burst]:
    """The bursts with an appeal that the user sees: the queryset of SEE_BURST."""
    if not is_active(user) or not isinstance(user, User):
        return Burst.objects.none()
    if user.role in (Role.HEAD, Role.ADMINISTRATOR):
        return Burst.objects.all()
    theirs = Appeal.objects.filter(bursts=OuterRef("pk"), desk__memberships__user=user)
    return Burst.objects.filter(Exists(theirs))


def set_aside(user: Someone, decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Of these set-aside messages, those that came through channels of the user's desks."""
    return decisions.filter(message__thread__channel__in=channels(user))


def channels(user: Someone) -> QuerySet[Channel]:
    """The channels whose conversations the user sees."""
    if not is_active(user) or not isinstance(user, User):
        return Channel.objects.none()
    if user.role in (Role.HEAD, Role.ADMINISTRATOR):
        return Channel.objects.all()
    return Channel.objects.filter(desk__in=user.memberships.values("desk"))


def moderated(user: Someone) -> QuerySet[Message]:
    """What residents said where everybody reads, in channels that MODERATE lets the user moderate."""
    said = Message.objects.filter(outgoing=False, resident__isnull=False)
    return said.exclude(thread__kind=PlaceKind.DIALOG.value).filter(thread__channel__in=channels(user))


def measures(user: Someone) -> QuerySet[Measure]:
    """The measures of channels that the user moderates."""
    return Measure.objects.filter(channel__in=channels(user))


def suspicions(user: Someone) -> QuerySet[Suspicion]:
    """The proposals about comments that the user moderates."""
    return Suspicion.objects.filter(message__thread__channel__in=channels(user))


def evidence(user: Someone) -> QuerySet[Evidence]:
    """The evidence of measures of channels that the user moderates."""
    return Evidence.objects.filter(measure__channel__in=channels(user))


def letters(user: Someone) -> QuerySet[Letter]:
    """The letters that answer appeals the user sees."""
    return Letter.objects.filter(reply__appeal__in=appeals(user))


def files(user: Someone) -> QuerySet[File]:
    """What went with letters that the user sees, and what was attached where they see it."""
    sent = LetterFile.objects.filter(file=OuterRef("pk"), letter__in=letters(user))
    return File.objects.filter(Exists(sent) | Exists(attachments(user).filter(file=OuterRef("pk"))))


def files_at_work(user: Someone) -> QuerySet[File]:
    """What stands in conversations of appeals that WORK_ON_APPEAL lets the user work on."""
    # Whoever sees an appeal works on it: the queryset of SEE_APPEAL is that of WORK_ON_APPEAL, too.
    threads = appeals(user).values("thread")
    sent = LetterFile.objects.filter(file=OuterRef("pk"), letter__in=letters(user))
    came = Attachment.objects.filter(file=OuterRef("pk"), message__thread__in=threads)
    return File.objects.filter(Exists(sent) | Exists(came))


def attachments(user: Someone) -> QuerySet[Attachment]:
    """What was attached in the conversations of appeals that the user sees, and to messages without an appeal."""
    unassigned = Q(message__thread__channel__in=channels(user), message__decision__appeal=None)
    beside = Q(message__thread__in=appeals(user).values("thread"))
    return Attachment.objects.filter(unassigned | beside)


def external_cases(user: Someone) -> QuerySet[ExternalCase]:
    """The cases in other systems that the user sees: the queryset of WORK_ON_EXTERNAL."""
    if not is_active(user) or not isinstance(user, User):
        return ExternalCase.objects.none()
    if user.role in (Role.HEAD, Role.ADMINISTRATOR):
        return ExternalCase.objects.all()
    of_nobody = Q(Exists(user.memberships.all()), appeal=None)
    return ExternalCase.objects.filter(of_nobody | Q(appeal__desk__in=user.memberships.values("desk")))


def register_imports(user: Someone) -> QuerySet[RegisterImport]:
    """The registers of houses that were brought: the queryset of IMPORT_PLACES."""
    rows = RegisterImport.objects.all()
    return rows if may(user, IMPORT_PLACES) else rows.none()


def external_imports(user: Someone) -> QuerySet[ExternalImport]:
    """The tables of other systems that the user, or somebody at a desk of theirs, has brought."""
    if not is_active(user) or not isinstance(user, User):
        return ExternalImport.objects.none()
    if user.role in (Role.HEAD, Role.ADMINISTRATOR):
        return ExternalImport.objects.all()
    colleagues = Membership.objects.filter(desk__in=user.memberships.values("desk")).values("user")
    return ExternalImport.objects.filter(by__in=colleagues)


def templates(user: Someone) -> QuerySet[Template]:
    """The templates that the user reads and answers with: everybody's, and those of their desks."""
    if not is_active(user) or not isinstance(user, User):
        return Template.objects.none()
    if user.role in (Role.HEAD, Role.ADMINISTRATOR):
        return Template.objects.all()
    return Template.objects.filter(Q(desk=None) | Q(desk__in=user.memberships.values("desk")))


def own_templates(user: Someone) -> QuerySet[Template]:
    """The templates that the user changes: the queryset of CHANGE_TEMPLATE."""
    if is_active(user) and is_administrator(user):
        return Template.objects.all()
    return Template.objects.filter(desk__in=desks(user))


def desks(user: Someone) -> QuerySet[Desk]:
    """The desks at which the user works."""
    if not is_active(user) or not isinstance(user, User):
        return Desk.objects.none()
    return Desk.objects.filter(memberships__user=user)
