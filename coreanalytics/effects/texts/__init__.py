"""Every sentence about effects, in one place: translate this folder and the floor is translated.

Nothing here computes a result.
"""

from __future__ import annotations

from coreanalytics.effects.texts.ancova import *
from coreanalytics.effects.texts.attention import *
from coreanalytics.effects.texts.beside import *
from coreanalytics.effects.texts.cautions import *
from coreanalytics.effects.texts.checks import *
from coreanalytics.effects.texts.checks_data import *
from coreanalytics.effects.texts.checks_design import *
from coreanalytics.effects.texts.claims import *
from coreanalytics.effects.texts.claims_days import *
from coreanalytics.effects.texts.claims_shares import *
from coreanalytics.effects.texts.effect import *
from coreanalytics.effects.texts.names import *
from coreanalytics.effects.texts.next_steps import *
from coreanalytics.effects.texts.one_person import *
from coreanalytics.effects.texts.permutation import *
from coreanalytics.effects.texts.pooling import *
from coreanalytics.effects.texts.responders import *
from coreanalytics.effects.texts.running import *
from coreanalytics.effects.texts.safety import *
from coreanalytics.effects.texts.within import *
