"""What the picture of one score before and one after says."""

from __future__ import annotations

from typing import Final

PAIRS_TITLE: Final = "{site}: the score after, beside the score before"
PAIRS_SUBTITLE: Final = (
    "A circle is the people with these two scores, larger for more. Lines: the mean after for each score "
    "before, in each group; their distance, {difference} points ({level} range {span}), is the difference "
    "between the groups at equal scores before. Dashed: no change."
)
BEFORE: Final = "Score before, points (0–10)"
AFTER: Final = "Score after, points (0–10)"
PEOPLE: Final = "People"
GROUP: Final = "Group"
PAIRS_MEANS: Final = "Mean after, with its 95 % range"
NO_PAIRS: Final = "no outcome has one score before and one after"
NO_PAIRS_HINT: Final = "kind='pairs' draws what compare(..., estimator='ancova') returns"
