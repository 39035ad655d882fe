"""What is damaged in the data folder, one sentence each."""

from collections.abc import Sequence

from analysis.declared.settings import data_folder
from etl.acts import verifying
from pages.desk.not_done import plainly


def look_over() -> list[str]:
    """What is damaged in the data folder, one sentence each: made again where it can be, else with what to do. Done at start."""
    with plainly("The archive was not looked over."):
        findings = verifying.mend(data_folder())
        _keep_damage(findings)
        return [_sentence(finding) for finding in findings]


def verify() -> list[str]:
    """Hold the archive against its receipts: one sentence for each thing that is not as it should be. Raises NotDone."""
    with plainly("The archive was not verified."):
        findings = verifying.verify(data_folder())
        _keep_damage(findings)
        return [_sentence(finding) for finding in findings]


def damage() -> list[str]:
    """What was found damaged when the archive was last looked over or verified, and could not be made again."""
    return _damage


_damage: list[str] = []


def _keep_damage(findings: Sequence[verifying.Damage]) -> None:
    _damage[:] = [_sentence(finding) for finding in findings if finding.remedy]


def _sentence(finding: verifying.Damage) -> str:
    return f"{finding.file}: {finding.what} {finding.remedy}".rstrip()
