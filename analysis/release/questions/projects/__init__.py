"""What one row of each question about projects holds, column by column; None where a release may not know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Actions:
    """A row of `actions.sql`, whose first lines say what it is and its units."""

    action_id: str
    group: str | None
    kind: str | None
    agreed_on: date | None
    pillar: str | None
    project_id: str | None
    title: str | None
    owner: str | None
    due: date | None
    status: str | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Baselines:
    """A row of `baselines.sql`, whose first lines say what it is and its units."""

    grant_id: str | None
    project_id: str
    measure_id: str
    value: float | None
    period_start: date | None
    period_end: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class DraftReturns:
    """A row of `draft_returns.sql`, whose first lines say what it is and its units."""

    grant_id: str
    project_id: str
    measure_id: str
    period_start: date
    period_end: date
    value: float | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Grants:
    """A row of `grants.sql`, whose first lines say what it is and its units."""

    grant_id: str
    title: str | None
    funder: str | None
    year: str | None
    awarded: float | None
    conditions_confirmed_on: date | None
    conditions_signed_on: date | None
    released_on: date | None
    allocated: float | None


@dataclass(frozen=True, slots=True)
class Meetings:
    """A row of `meetings.sql`, whose first lines say what it is and its units."""

    group: str
    name: str | None
    held_on: date
    note: str | None


@dataclass(frozen=True, slots=True)
class Milestones:
    """A row of `milestones.sql`, whose first lines say what it is and its units."""

    grant_id: str | None
    milestone_id: str
    project_id: str
    title: str | None
    due: date | None
    forecast: date | None
    actual: date | None
    evidence: str | None
    delay_reason: str | None


@dataclass(frozen=True, slots=True)
class Moves:
    """A row of `moves.sql`, whose first lines say what it is and its units."""

    grant_id: str
    from_project_id: str | None
    to_project_id: str | None
    amount: float
    decided_on: date
    reference: str | None


@dataclass(frozen=True, slots=True)
class Projects:
    """A row of `projects.sql`, whose first lines say what it is and its units."""

    grant_id: str
    project_id: str
    title: str | None
    summary: str | None
    lead_organisation: str | None
    pillars: str | None
    indicators: str | None
    stage: str | None
    starts: date | None
    ends: date | None
    sustainability: str | None
    allocated: float | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """A row of `ratings.sql`, whose first lines say what it is and its units."""

    grant_id: str | None
    project_id: str
    quarter: str
    kind: str
    rating: int
    reason: str | None
    author_role: str | None
    expires_on: date


@dataclass(frozen=True, slots=True)
class ReturnVersions:
    """A row of `return_versions.sql`, whose first lines say what it is and its units."""

    grant_id: str
    project_id: str
    measure_id: str
    period_start: date
    period_end: date
    value: float | None
    basis: str | None
    status: str | None
    submitted_on: date | None
    version: int | None
    note: str | None
    label: str | None
    unit: str | None
    kind: str | None
    counts_people: str | None


@dataclass(frozen=True, slots=True)
class Returns:
    """A row of `returns.sql`, whose first lines say what it is and its units."""

    grant_id: str
    project_id: str
    measure_id: str
    period_start: date
    period_end: date
    value: float | None
    basis: str | None
    status: str | None
    submitted_on: date | None
    version: int | None
    note: str | None
    kind: str | None
    counts_people: str | None
    part_of: str | None


@dataclass(frozen=True, slots=True)
class Risks:
    """A row of `risks.sql`, whose first lines say what it is and its units."""

    grant_id: str | None
    risk_id: str
    project_id: str | None
    cause: str | None
    impact: str | None
    likelihood: int | None
    severity: int | None
    score: int | None
    mitigation: str | None
    likelihood_after: int | None
    severity_after: int | None
    score_after: int | None
    former_score: int | None
    proximity: str | None
    owner_role: str | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Spend:
    """A row of `spend.sql`, whose first lines say what it is and its units."""

    grant_id: str | None
    project_id: str
    period_start: date
    period_end: date
    profile: float | None
    actual: float | None
    forecast: float | None


@dataclass(frozen=True, slots=True)
class Targets:
    """A row of `targets.sql`, whose first lines say what it is and its units."""

    grant_id: str | None
    project_id: str
    measure_id: str
    label: str | None
    unit: str | None
    kind: str | None
    minimum: float | None
    due: date | None
    counts_people: str | None
    part_of: str | None
    level: str | None
    fed_by: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Stages:
    """A row of `stages.sql`, whose first lines say what it is and its units."""

    grant_id: str | None
    project_id: str
    stage: str
    planned: date | None
    passed: date | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Narratives:
    """A row of `narratives.sql`, whose first lines say what it is and its units."""

    section: str
    state: str
    text: str
    draft: str | None


@dataclass(frozen=True, slots=True)
class SignedReturn:
    """A row of `signed_return.sql`, whose first lines say what it is and its units."""

    grant_id: str
    report: str
    quarter: str
    signed_by_role: str
    signed_on: date
    line: int
    section: str | None
    figure: str | None
    part: str
    place: str | None
    heading: str | None
    kind: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class SignedReports:
    """A row of `signed_reports.sql`, whose first lines say what it is and its units."""

    grant_id: str
    report: str
    quarter: str
    signed_by_role: str
    signed_on: date
