"""Operators' actions as the pages offer them. What they do is in ``leaderboard/pipeline/administration``.

A new action is an ``OperatorAction`` in the ``operator_actions`` of its table: it then appears on the page of each row
and, unless ``for_many`` is False, in the list. The page that asks for the reason is ``confirming.py``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.db.models import Model

from leaderboard.models.audit import LONGEST_REASON
from leaderboard.pipeline.administration.refusal import ActionRefused

Row = TypeVar("Row", bound=Model)


class ReasonForm(forms.Form):
    """Asks for the reason. Further fields of a subclass are passed to the action as keyword arguments."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        help_text="Kept in the log with your name.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([name for name in self.fields if name != "reason"])  # it comes last


@dataclass(frozen=True, slots=True)
class OperatorAction(Generic[Row]):
    """Something that an operator may do to the rows of a table.

    - ``name``: in the address, such as "cancel"; ``title``: on the button, such as "Cancel".
    - ``explains``: what will happen and whether it can be undone, in a sentence or two.
    - ``act``: called as ``act(row, actor=…, reason=…, **other values of the form)`` for each row; acts and logs in one
      transaction, returns what was done, and raises ActionRefused when it is not possible.
    - ``foresee``: what it will do to this row; raises ActionRefused when it is not possible. It changes nothing.
    - ``reason_is_read_by``: who sees the reason apart from operators, such as "its author"; "" for nobody.
    """

    name: str
    title: str
    explains: str
    act: Callable[..., str]
    foresee: Callable[[Row], str]
    form: type[ReasonForm] = ReasonForm
    reason_is_read_by: str = ""
    for_many: bool = True

    def is_possible(self, row: Row) -> bool:
        """Whether the action can be offered for this row now."""
        try:
            self.foresee(row)
        except ActionRefused:
            return False
        return True

    def initial(self, row: Row) -> dict[str, Any]:
        """What the form holds at first: a field that is named as one of the row's begins with its value."""
        fields = {field.name for field in row._meta.concrete_fields}
        return {name: getattr(row, name) for name in self.form.base_fields if name in fields}
