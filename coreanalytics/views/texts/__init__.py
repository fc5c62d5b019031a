"""Every sentence of the weekly report and its index (those of the charts are in `chart_texts`).

Size, range, yardstick, caution, in that order. Short words; never a word that sounds like proof where
there is none: a mean "was lower", nothing "lowered" it. To translate the pages, translate this folder.
"""

from __future__ import annotations

from coreanalytics.views.texts.errors import *
from coreanalytics.views.texts.index import *
from coreanalytics.views.texts.items import *
from coreanalytics.views.texts.names import *
from coreanalytics.views.texts.next_week import *
from coreanalytics.views.texts.numbers import *
from coreanalytics.views.texts.quality import *
from coreanalytics.views.texts.records import *
from coreanalytics.views.texts.safety import *
from coreanalytics.views.texts.training import *
from coreanalytics.views.texts.trend import *
from coreanalytics.views.texts.verdicts import *
from coreanalytics.views.texts.week import *
