"""How tasks, activities and conditions begin in English: for the rules that ask what a sentence is worded as."""

import re

from ..late import late_pattern

__all__ = ["is_activity", "is_condition", "is_task"]

_VERBS = (
    "administer|adopt|advise|amend|analyse|analyze|arrange|assist|carry out|collect|continue|convene|coordinate|"
    "co-ordinate|create|deliver|develop|draw up|elect|ensure|establish|examine|execute|expand|facilitate|finalise|"
    "finalize|follow up|identify|implement|inform|install|keep|maintain|manage|manages|negotiate|organise|organize|"
    "participate|prepare|propose|provide|publish|recruit|represent|revise|settle|submit|supervise|undertake|write|"
    "analysing|analyzing|chairing|conducting|ensuring|laying|maintaining|preparing|providing"
)
_VERBS_OR_NOUNS = (
    "conduct|design|draft|hold|issue|monitor|plan|research|review|run|"
    "coordinating|developing|organising|organizing|participating|publishing"
)
_NOUNS = (
    "conduct|continuation|coordination|creation|development|evaluation|identification|management|organisation|"
    "organization|preparation|production|provision"
)
_VERB = (
    rf"(?:{_VERBS}|(?:{_VERBS_OR_NOUNS})"
    rf"(?:(?:,| and| or) (?:{_VERBS}|{_VERBS_OR_NOUNS})| (?:a|an|the|all|any|each|its|our|their)))(?![\w-])"
)
_CHANGES = (
    "accelerate|achieve|broaden|complete(?! (?:and|absence|lack|records?|sets?)\\b)|consolidate|decide|"
    "deepen|diversify|encourage|enhance|enlarge|extend|foster|harmonise|harmonize|improve|integrate|introduce|lower|maximise|maximize|"
    "minimise|minimize|mobilise|mobilize|modernise|modernize|obtain|optimise|optimize|promote|raise|reach|reduce|"
    "reinforce|renew|resolve|secure|simplify|speed up|strengthen|streamline|sustain|train|update|upgrade|widen"
)
"""Verbs that tell what is different afterwards: results may begin so, KPIs may not."""
_TASK = late_pattern(_VERB, re.IGNORECASE)
_ANY_TASK = late_pattern(rf"{_VERB}|(?:{_CHANGES})(?![\w-])", re.IGNORECASE)
"""How a task begins in English. A word that may be a noun, too, counts only before an article or another verb."""

_ACTIVITY = late_pattern(rf"{_VERB}|(?:(?:{_NOUNS}) of|follow-up (?:of|on|to))\b", re.IGNORECASE)
"""How an activity begins in English, where a result would say what is different afterwards."""

_STATE = late_pattern(r" (?:is|are|was|were|has|have) | \w{3,}ed(?: (?:by|from|in|to) |\W*$)")
"""What makes a state of it after all: something is so, or was changed."""

_CONDITION = late_pattern(
    r"(?:accuracy|accurate|availability|compliance|efficient|effective|prompt|rational|strict|sufficient|timely)\b",
    re.IGNORECASE,
)
"""How what must hold begins in English, where a risk would say what may go wrong."""

_ADVERSE = late_pattern(
    r"\b(?:cannot|delay\w*|fail\w*|lack\w*|late|limited|no|not|poor|problems?|uncertain\w*)\b", re.IGNORECASE
)
"""What makes a risk of it after all."""


def is_task(text: str) -> bool:
    """Whether a text is worded as what somebody does.

    >>> is_task("Organise two meetings"), is_task("Two meetings held")
    (True, False)
    """
    return _ANY_TASK.match(text) is not None


def is_activity(text: str) -> bool:
    """Whether a text is worded as what is done, where a result would say what is different afterwards.

    >>> is_activity("Organise two meetings"), is_activity("Improve the service")
    (True, False)
    """
    return _ACTIVITY.match(text) is not None and (_TASK.match(text) is not None or _STATE.search(text) is None)


def is_condition(text: str) -> bool:
    """Whether a text is worded as what must hold, where a risk would say what may go wrong.

    >>> is_condition("Timely submission of documents"), is_condition("Lack of documents")
    (True, False)
    """
    return _CONDITION.match(text) is not None and _ADVERSE.search(text) is None
