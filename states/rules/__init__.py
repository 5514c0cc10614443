"""The rule kinds: one small class each, judged against the facts of a case.

A rule is one clause of a guideline with its source line. `must` blocks, `in-principle` blocks until it is waived with a
reason, `encouraged` is only a flag. A rule whose facts are not there yet is waiting, which blocks nothing while the other
side may still say it: until then the fields say what may be left empty. Once both sides have filed, a rule that blocks must
have its answer.
"""

from typing import Annotated

from pydantic import Field

from states.rules.choices import AtLeastOne, Before, Given, Listed, OfTopic, Partner, Period, Stated
from states.rules.clause import Clause, Status, Strength, Verdict, When
from states.rules.events import DayOrder, International, OtherThan, Upcoming
from states.rules.nominations import EligibleCandidate, EntitledNominator, NominationEvidence, Registered
from states.rules.papers import Affordable, Indicators, Matching, OnePerAgreement, Paper, Signatory
from states.rules.parties import Consortium, Lead, Together
from states.rules.sides import Balanced, BothFile, Consistent, differences, is_translated
from states.rules.titles import Title

__all__ = [
    "Affordable",
    "AtLeastOne",
    "Balanced",
    "Before",
    "BothFile",
    "Clause",
    "Consistent",
    "Consortium",
    "DayOrder",
    "EligibleCandidate",
    "EntitledNominator",
    "Given",
    "Indicators",
    "International",
    "Lead",
    "Listed",
    "Matching",
    "NominationEvidence",
    "OfTopic",
    "OnePerAgreement",
    "OtherThan",
    "Paper",
    "Partner",
    "Period",
    "Registered",
    "Rule",
    "Signatory",
    "Stated",
    "Status",
    "Strength",
    "Title",
    "Together",
    "Upcoming",
    "Verdict",
    "When",
    "differences",
    "is_translated",
]

Rule = Annotated[
    Stated
    | Listed
    | OfTopic
    | Partner
    | Title
    | AtLeastOne
    | Given
    | Before
    | Period
    | Lead
    | Consortium
    | Together
    | Registered
    | DayOrder
    | Upcoming
    | OtherThan
    | International
    | EligibleCandidate
    | EntitledNominator
    | NominationEvidence
    | BothFile
    | Consistent
    | Balanced
    | Paper
    | Signatory
    | OnePerAgreement
    | Indicators
    | Matching
    | Affordable,
    Field(discriminator="kind"),
]
