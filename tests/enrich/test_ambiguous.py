"""Names that are also words, persons or other places."""

from __future__ import annotations

import pytest

from tests.enrich.conftest import Tagger, mentioned


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Georgia Governor Brian Kemp signed the budget in Atlanta on Monday.", {"US", "US-GA"}),
        ("Georgia's parliament in Tbilisi adopted the law.", {"GE"}),
        ("Russia and Georgia restored flights.", {"RU", "GE"}),
        ("Jordan's King Abdullah met ministers in Amman.", {"JO"}),
        ("Jordan Henderson scored the only goal.", set()),
        ("Michael Jordan retired.", set()),
        ("Chad Smith played the drums.", set()),
        ("Chad's army said rebels had crossed from Libya.", {"TD", "LY"}),
        ("We ate turkey on Thanksgiving.", set()),
        ("Turkey farmers expect a good Thanksgiving as poultry prices fall.", set()),
        ("Turkey said on Monday it would send troops.", {"TR"}),
        ("Того, кто это сделал, найдут.", set()),
        ("Президент Того прибыл в Ломе.", {"TG"}),
        ("الوضع المالي صعب وقال مدير مالي إن الأسعار ارتفعت", set()),
        ("اتفق مالي والنيجر على اتحاد", {"ML", "NE"}),
        ("Mali durum kötü.", set()),
        ("Mali'de darbe: Bamako'da askerler yönetime el koydu.", {"ML"}),
        ("הוא אמר שמלי תבוא", set()),
        ("Stanley Johnson sold the firm.", set()),
        ("Tell us about us.", set()),
        ("CONTACT US FOR MORE", set()),
        ("US sanctions were tightened.", {"US"}),
        ("Mary went to the market.", set()),
        ("The Persian Gulf is hot.", {"persian-gulf"}),
        ("Nice weather for reading.", set()),
        ("Israel Adesanya won the fight.", set()),
        ("Niger Delta rebels in Nigeria.", {"NG"}),
        ("The week in Kenya was hard, said Jewel Tete.", {"KE"}),
    ],
)
def test_meaning_follows_the_text(tagger: Tagger, text: str, codes: set[str]) -> None:
    assert mentioned(tagger(text)) == codes
