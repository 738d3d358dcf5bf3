"""Two months of invented coverage in eight languages, in store, ledger and archive: what the dashboard is tried and pictured with."""

# ruff: noqa: E501 - the texts are as long as they are
from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from araswatch.alerts import Watch
from araswatch.intake import ArticleChange, PageOutcome
from araswatch.jobs.backends import Backends
from araswatch.jobs.deliver import deliver
from araswatch.ledger import FetchOutcome, PollState
from araswatch.records import (
    Alert,
    Article,
    Candidate,
    Dated,
    Fate,
    RegionTag,
    Removed,
    Role,
    StoredArticle,
    TaggedArticle,
    Tags,
    ThemeTag,
)  # fmt: skip
from araswatch.revisions import text_digest
from araswatch.urls import article_id
from araswatch.watches import load_watches

NOW = datetime(2026, 11, 24, 12, 40, tzinfo=UTC)
DAYS = 60
OUTAGE = range(22, 26)
"""Days before today on which the crawler did not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented source."""

    id: str
    name: str
    language: str
    country: str
    kind: str
    per_day: float


OUTLETS = (
    Outlet(id="aras-wire", name="Aras Wire", language="en", country="GE", kind="news-agency", per_day=2.2),
    Outlet(id="caspian-courier", name="Caspian Courier", language="en", country="AZ", kind="newspaper", per_day=1.2),
    Outlet(id="notebook", name="A Borderland Notebook", language="en", country="IL", kind="blog", per_day=0.25),
    Outlet(id="payam-aras", name="Payām-e Aras", language="fa", country="IR", kind="news-agency", per_day=1.8),
    Outlet(id="aras-xeber", name="Araz Xəbər", language="az", country="AZ", kind="online", per_day=1.4),
    Outlet(id="granitsa", name="Граница.Сегодня", language="ru", country="RU", kind="online", per_day=1.1),
    Outlet(id="sinir-gunlugu", name="Sınır Günlüğü", language="tr", country="TR", kind="newspaper", per_day=0.8),
    Outlet(id="sahman", name="Սահման", language="hy", country="AM", kind="broadcaster", per_day=0.7),
    Outlet(id="marsad", name="مرصد القوقاز", language="ar", country="LB", kind="think-tank", per_day=0.4),
    Outlet(id="mashkif", name="משקיף לקווקז", language="he", country="IL", kind="think-tank", per_day=0.3),
)  # fmt: skip

Phrase = tuple[str, str]
"""A headline and the paragraphs of its story."""

STORIES: dict[str, dict[str, Phrase]] = {
    "military-exercise": {
        "en": ("Iran holds war games along the Aras river", "Iran's ground forces opened a three-day military exercise along the Aras river on Monday, close to the border with Azerbaijan. Armoured units crossed the river on pontoon bridges while drones watched from above.\nBaku said it followed the drills closely. Officials in Tehran called them routine and said that neighbours had been told in advance.\nObservers note that it is the second exercise in the area this autumn."),
        "fa": ("رزمایش نیروی زمینی ایران در کرانه ارس آغاز شد", "نیروی زمینی ارتش روز دوشنبه رزمایش سه‌روزه‌ای را در کرانه رود ارس و در نزدیکی مرز جمهوری آذربایجان آغاز کرد. یگان‌های زرهی با پل‌های شناور از رودخانه گذشتند.\nسخنگوی رزمایش گفت این تمرین‌ها سالانه است و به همسایگان اطلاع داده شده بود.\nباکو اعلام کرد که تحولات را از نزدیک دنبال می‌کند."),
        "az": ("İran Araz boyunda hərbi təlimlərə başladı", "İranın quru qoşunları bazar ertəsi Araz çayı boyunda, Azərbaycanla sərhədin yaxınlığında üçgünlük hərbi təlimlərə başlayıb. Zirehli bölmələr çayı ponton körpülərlə keçib.\nBakı təlimləri diqqətlə izlədiyini bildirib. Tehran bunun adi təlim olduğunu deyir."),
        "ru": ("Иран начал военные учения на берегу Аракса", "Сухопутные войска Ирана в понедельник начали трёхдневные военные учения на берегу Аракса, недалеко от границы с Азербайджаном. Бронетехника переправлялась по понтонным мостам.\nВ Баку заявили, что внимательно следят за учениями. В Тегеране назвали их плановыми."),
        "tr": ("İran, Aras kıyısında askeri tatbikata başladı", "İran kara kuvvetleri pazartesi günü Aras nehri kıyısında, Azerbaycan sınırı yakınında üç günlük askeri tatbikata başladı. Zırhlı birlikler nehri yüzer köprülerle geçti.\nBakü tatbikatı yakından izlediğini açıkladı."),
        "hy": ("Իրանը զորավարժություններ է սկսել Արաքսի ափին", "Իրանի ցամաքային զորքերը երկուշաբթի օրը եռօրյա զորավարժություններ են սկսել Արաքս գետի ափին՝ Ադրբեջանի սահմանի մոտ։ Զրահատեխնիկան գետն անցել է պոնտոնային կամուրջներով։\nԲաքուն հայտարարել է, որ ուշադիր հետևում է զորավարժություններին։"),
        "ar": ("إيران تبدأ مناورات عسكرية على ضفاف نهر أراس", "بدأت القوات البرية الإيرانية يوم الاثنين مناورات عسكرية تستمر ثلاثة أيام على ضفاف نهر أراس قرب الحدود مع أذربيجان.\nوقالت باكو إنها تتابع المناورات عن كثب، فيما وصفتها طهران بأنها روتينية."),
        "he": ("איראן פתחה בתרגיל צבאי לאורך נהר ארס", "כוחות היבשה של איראן פתחו ביום שני בתרגיל צבאי בן שלושה ימים לאורך נהר ארס, סמוך לגבול עם אזרבייג'ן.\nבאקו הודיעה כי היא עוקבת מקרוב אחר התרגיל."),
    },
    "transport-corridor": {
        "en": ("Talks on the corridor along the Aras resume in Tabriz", "Delegations of Iran and Azerbaijan met in Tabriz to resume talks on the railway and road corridor along the southern bank of the Aras.\nBoth sides said that the bridge at Aghband would open next year. Armenia was not at the table."),
        "fa": ("مذاکرات کریدور ارس در تبریز از سر گرفته شد", "هیئت‌های ایران و جمهوری آذربایجان در تبریز مذاکرات درباره کریدور ریلی و جاده‌ای ارس را از سر گرفتند.\nدو طرف گفتند پل آغبند سال آینده افتتاح می‌شود."),
        "az": ("Araz dəhlizi üzrə danışıqlar Təbrizdə bərpa olunub", "İran və Azərbaycan nümayəndə heyətləri Təbrizdə Araz dəhlizi üzrə danışıqları bərpa edib.\nTərəflər Ağbənd körpüsünün gələn il açılacağını bildiriblər."),
        "ru": ("В Тебризе возобновились переговоры о коридоре вдоль Аракса", "Делегации Ирана и Азербайджана возобновили в Тебризе переговоры о железнодорожном и автомобильном коридоре вдоль Аракса.\nМост у Агбенда обещают открыть в будущем году."),
        "tr": ("Aras koridoru görüşmeleri Tebriz'de yeniden başladı", "İran ve Azerbaycan heyetleri Aras koridoru görüşmelerine Tebriz'de yeniden başladı.\nTaraflar Ağbend köprüsünün gelecek yıl açılacağını söyledi."),
        "hy": ("Թավրիզում վերսկսվել են Արաքսի միջանցքի շուրջ բանակցությունները", "Իրանի և Ադրբեջանի պատվիրակությունները Թավրիզում վերսկսել են Արաքսի միջանցքի շուրջ բանակցությունները։"),
    },
    "water-dispute": {
        "en": ("Low water in the Aras worries farmers on both banks", "The Aras carries a third less water than a year ago, and farmers in Nakhchivan and East Azerbaijan province worry about the spring.\nA joint commission of Iran and Azerbaijan is to look into the sharing of the Khudaferin reservoir."),
        "fa": ("کم‌آبی ارس کشاورزان دو سوی رود را نگران کرد", "آب رود ارس نسبت به سال گذشته یک‌سوم کمتر شده و کشاورزان آذربایجان شرقی و نخجوان نگران بهار هستند.\nکمیسیون مشترک ایران و جمهوری آذربایجان درباره سد خداآفرین گفتگو می‌کند."),
        "ru": ("Обмеление Аракса тревожит крестьян на обоих берегах", "Воды в Араксе на треть меньше, чем год назад. Крестьяне Нахичевани и Восточного Азербайджана опасаются за весну."),
        "az": ("Arazda suyun azalması fermerləri narahat edir", "Arazda su ötən ilə nisbətən üçdə bir azalıb. Naxçıvan və Şərqi Azərbaycan fermerləri yazdan narahatdır."),
    },
    "diplomacy": {
        "en": ("Foreign ministers of Iran and Azerbaijan speak by telephone", "The foreign ministers of Iran and Azerbaijan spoke by telephone about the reopening of the embassy in Tehran and the situation at the border, both ministries said.\nA meeting in Baku is planned for December."),
        "az": ("İran və Azərbaycan xarici işlər nazirləri telefonla danışıb", "İran və Azərbaycan xarici işlər nazirləri Tehrandakı səfirliyin fəaliyyəti və sərhəddəki vəziyyət barədə telefonla danışıblar."),
        "fa": ("گفت‌وگوی تلفنی وزیران خارجه ایران و آذربایجان", "وزیران خارجه ایران و جمهوری آذربایجان درباره سفارت در تهران و وضعیت مرز تلفنی گفت‌وگو کردند."),
        "tr": ("İran ve Azerbaycan dışişleri bakanları telefonda görüştü", "İran ve Azerbaycan dışişleri bakanları Tahran'daki büyükelçilik ve sınırdaki durum hakkında telefonda görüştü."),
        "ru": ("Главы МИД Ирана и Азербайджана поговорили по телефону", "Главы МИД Ирана и Азербайджана обсудили по телефону работу посольства в Тегеране и положение на границе."),
        "ar": ("اتصال هاتفي بين وزيري خارجية إيران وأذربيجان", "بحث وزيرا خارجية إيران وأذربيجان هاتفيا عمل السفارة في طهران والوضع على الحدود."),
    },
    "energy": {
        "en": ("Georgia and Türkiye agree on a new power line", "Georgia and Türkiye signed an agreement on a new power line that is to carry electricity from Azerbaijan to Erzurum.\nWork begins in spring near Akhaltsikhe."),
        "tr": ("Gürcistan ve Türkiye yeni enerji hattında anlaştı", "Gürcistan ve Türkiye, Azerbaycan elektriğini Erzurum'a taşıyacak yeni hat için anlaşma imzaladı."),
        "ru": ("Грузия и Турция договорились о новой линии электропередачи", "Грузия и Турция подписали соглашение о линии, по которой пойдёт электричество из Азербайджана."),
        "hy": ("Վրաստանն ու Թուրքիան պայմանավորվել են նոր էլեկտրահաղորդման գծի շուրջ", "Վրաստանն ու Թուրքիան համաձայնագիր են ստորագրել նոր էլեկտրահաղորդման գծի մասին։"),
        "he": ("גאורגיה וטורקיה הסכימו על קו מתח חדש", "גאורגיה וטורקיה חתמו על הסכם לקו מתח חדש שיוביל חשמל מאזרבייג'ן."),
    },
}  # fmt: skip

ABOUT = {
    "military-exercise": ("IR", "AZ"), "transport-corridor": ("IR", "AZ"), "water-dispute": ("IR", "AZ"),
    "diplomacy": ("IR", "AZ"), "energy": ("GE", "TR"),
}  # fmt: skip
MENTIONS = {"transport-corridor": ("AM", "IR-03"), "water-dispute": ("IR-03", "AZ-NX"), "energy": ("AZ",), "military-exercise": ("RU",)}
EVIDENCE = {
    ("military-exercise", "en"): ("military exercise", "war games"), ("military-exercise", "fa"): ("رزمایش", "یگان‌های زرهی"),
    ("military-exercise", "az"): ("hərbi təlimlərə",), ("military-exercise", "ru"): ("военные учения",),
    ("military-exercise", "tr"): ("askeri tatbikata",), ("military-exercise", "hy"): ("զորավարժություններ",),
    ("military-exercise", "ar"): ("مناورات عسكرية",), ("military-exercise", "he"): ("בתרגיל צבאי",),
    ("diplomacy", "en"): ("foreign ministers", "embassy"), ("diplomacy", "fa"): ("وزیران خارجه", "سفارت"),
    ("transport-corridor", "en"): ("corridor", "railway"), ("water-dispute", "en"): ("low water", "reservoir"),
}  # fmt: skip
DATELINES = {
    "en": ("Tabriz", "Baku", "Tehran", "Tbilisi", "Nakhchivan", "Jolfa"), "fa": ("تبریز", "تهران", "جلفا", "اردبیل", "باکو"),
    "az": ("Bakı", "Təbriz", "Naxçıvan", "Gəncə"), "ru": ("Баку", "Тебриз", "Тегеран", "Тбилиси"), "tr": ("Ankara", "Bakü", "Tebriz", "Kars"),
    "hy": ("Երևան", "Մեղրի", "Թավրիզ"), "ar": ("بيروت", "طهران", "باكو"), "he": ("ירושלים", "באקו", "טהראן"),
}  # fmt: skip
AUTHORS = ("Leyla Hasanova", "Reza Tabrizi", "Nino Beridze", "Anna Petrova", "Mehmet Yıldız")


def articles(seed: int = 7) -> list[StoredArticle]:
    """The coverage, oldest first; the same for the same seed."""
    chance = random.Random(seed)
    made: list[StoredArticle] = []
    for days_ago in range(DAYS, -1, -1):
        if days_ago in OUTAGE:
            continue
        for outlet in OUTLETS:
            made += _of_day(chance, outlet, days_ago)
    return sorted(_with_copies(made, chance), key=lambda one: one.first_seen_at)


def _of_day(chance: random.Random, outlet: Outlet, days_ago: int) -> Iterator[StoredArticle]:
    busy = 2.4 if days_ago < 6 and outlet.language in ("en", "fa", "az") else 1.0
    rate = outlet.per_day * busy
    for number in range(int(rate) + (chance.random() < rate % 1)):
        themes = [theme for theme, texts in STORIES.items() if outlet.language in texts]
        weights = [4 if theme == "military-exercise" and days_ago < 6 else 1 for theme in themes]
        theme = chance.choices(themes, weights)[0]
        yield _article(chance, outlet, theme, days_ago, number)


def _article(chance: random.Random, outlet: Outlet, theme: str, days_ago: int, number: int) -> StoredArticle:
    title, text = STORIES[theme][outlet.language]
    day = (NOW - timedelta(days=days_ago)).date()
    latest = 12 if days_ago == 0 else 22
    at = datetime.combine(day, time(chance.randrange(5, latest), chance.randrange(60)), tzinfo=UTC)
    url = f"https://{outlet.id}.example/{day:%Y/%m/%d}/{theme}-{number}"
    place = chance.choice(DATELINES[outlet.language])
    title, text = title if chance.random() < 0.3 else f"{place}: {title}", f"{place}, {day.day}.{day.month}. – {text}"
    article = Article(
        id=article_id(url), url=url, canonical_url=url, source_id=outlet.id, title=title, text=text,
        fetched_at=at + timedelta(minutes=chance.randrange(4, 40)), language=outlet.language, site_name=outlet.name,
        authors=(chance.choice(AUTHORS),) if chance.random() < 0.6 else (),
        published=Dated(at=at, day_only=outlet.kind == "think-tank", source="json-ld"),
        removed=(Removed(kind="comment-form", text="Leave a comment. Your e-mail address will not be published."),
                 Removed(kind="share", text="Share on Telegram")),
    )  # fmt: skip
    regions = [(code, Role.ABOUT) for code in ABOUT[theme]] + [(code, Role.MENTION) for code in MENTIONS.get(theme, ())]
    tags = Tags(
        language=outlet.language,
        regions=tuple(
            RegionTag(code=code, role=role, score=0.94 if role is Role.ABOUT else 0.31, evidence=("Iran", "Aras")) for code, role in regions
        ),
        pairs=("-".join(sorted(ABOUT[theme])),),
        themes=(ThemeTag(id=theme, iptc="20000053", score=0.88, evidence=EVIDENCE.get((theme, outlet.language), ())),),
    )
    return StoredArticle(
        tagged=TaggedArticle(article=article, tags=tags), first_seen_at=article.fetched_at, source_kind=outlet.kind, story_id=article.id
    )


def _with_copies(made: Sequence[StoredArticle], chance: random.Random) -> list[StoredArticle]:
    """Some stories of the agency are carried by others a few hours later; one is revised, one is taken down."""
    copied = [one for one in made if one.tagged.article.source_id == "aras-wire" and chance.random() < 0.4]
    copies = [_copy(chance, one, outlet) for one in copied for outlet in OUTLETS[1:3] if chance.random() < 0.8]
    return [*made, *copies]


def _copy(chance: random.Random, original: StoredArticle, outlet: Outlet) -> StoredArticle:
    article = original.tagged.article
    url = f"https://{outlet.id}.example/wire/{article.id[:8]}"
    later = timedelta(minutes=chance.randrange(20, 2_000))
    assert article.published
    at = min(article.published.at + later, NOW - timedelta(minutes=20))
    moved = replace(
        article, id=article_id(url), url=url, canonical_url=url, source_id=outlet.id, site_name=outlet.name, authors=(),
        published=replace(article.published, at=at), fetched_at=at + timedelta(minutes=9),
    )  # fmt: skip
    return replace(
        original,
        tagged=replace(original.tagged, article=moved),
        first_seen_at=moved.fetched_at,
        source_kind=outlet.kind,
        story_id=article.id,
    )


def fill(backends: Backends, made: Sequence[StoredArticle]) -> None:
    """Put the coverage into store and ledger, a segment a day, with some pages that came to nothing."""
    backends.store.put(made)
    backends.store.refresh()
    for days_ago in range(DAYS, -1, -1):
        day = (NOW - timedelta(days=days_ago)).date()
        of_day = [one for one in made if one.first_seen_at.date() == day]
        if of_day:
            _fill_day(
                backends, of_day, f"{day:%Y%m%d}/sample-0001.warc.gz", max(one.first_seen_at for one in of_day) + timedelta(minutes=2)
            )
    _fill_troubles(backends)
    _fill_alerts(backends, [one for one in made if one.first_seen_at > NOW - timedelta(hours=9)][-12:])


def _fill_alerts(backends: Backends, lately: Sequence[StoredArticle]) -> None:
    """Alerts of the watches on the last articles: told by feed, and in vain by a webhook."""
    ledger, (watch,) = backends.ledger, load_watches(backends.settings.config / "watches").watches
    alerts = [_alert(watch, one) for one in lately if "AZ-IR" in one.tagged.tags.pairs]
    ledger.finish_segment("20261124/sample-0003.warc.gz", outcomes=[], changes=[], at=NOW - timedelta(minutes=40), alerts=alerts)
    deliver(backends.settings, ledger, clock=lambda: NOW, write=lambda _: None)
    for channel in ledger.outgoing_channels():
        for message in ledger.outgoing(channel):
            ledger.mark_failed(message.message_id, error="the server answered 410 Gone", next_try_at=None)


def _alert(watch: Watch, stored: StoredArticle) -> Alert:
    article, tags = stored.tagged.article, stored.tagged.tags
    return Alert(
        watch_id=watch.id, article_id=article.id, matched_at=stored.first_seen_at, channels=tuple(one.id for one in watch.channels),
        title=article.title, url=article.url, source_id=article.source_id, language=article.language, regions=("AZ", "IR"), pairs=tags.pairs,
        themes=tuple(tag.id for tag in tags.themes), snippets=(article.text.split("\n")[0],),
    )  # fmt: skip


def _fill_day(backends: Backends, of_day: Sequence[StoredArticle], segment: str, at: datetime) -> None:
    ledger = backends.ledger
    candidates = [_candidate(one.tagged.article) for one in of_day]
    ledger.discover(candidates, at=at - timedelta(minutes=3))
    ledger.close_segment(
        segment, [FetchOutcome(url=one.url, final_url=one.url, fate=Fate.ARCHIVED) for one in candidates], at=at - timedelta(minutes=1)
    )
    ledger.finish_segment(
        segment,
        outcomes=[
            PageOutcome(
                url=one.tagged.article.url, source_id=one.tagged.article.source_id, fetched_at=one.tagged.article.fetched_at,
                fate=Fate.INDEXED, article_id=one.id,
            )
            for one in of_day
        ],
        changes=[
            ArticleChange(
                article_id=one.id, url=one.tagged.article.url, source_id=one.tagged.article.source_id, title=one.tagged.article.title,
                first_seen_at=one.first_seen_at, revision=1, seen_at=one.first_seen_at,
                digest=text_digest(one.tagged.article.title, one.tagged.article.text),
            )
            for one in of_day
        ],
        at=at,
    )  # fmt: skip


def _fill_troubles(backends: Backends) -> None:
    """Polls of every source, one of which fails, and pages that came to nothing or into quarantine."""
    ledger = backends.ledger
    for outlet in OUTLETS:
        failing = outlet.id == "mashkif"
        ledger.save_poll(
            PollState(
                url=f"https://{outlet.id}.example/feed",
                source_id=outlet.id,
                polled_at=NOW - timedelta(minutes=7),
                answered_at=NOW - (timedelta(days=3) if failing else timedelta(minutes=7)),
                failures=3 * failing,
                next_poll_at=NOW + timedelta(minutes=8),
                error="HTTP 503 since Saturday" if failing else None,
            )
        )
    lost = [
        Candidate(url=f"https://aras-wire.example/lost/{number}", source_id="aras-wire", via="https://aras-wire.example/")
        for number in range(60)
    ]
    ledger.discover(lost, at=NOW - timedelta(hours=5))
    fates = [(Fate.GONE, "HTTP 404")] * 9 + [(Fate.ROBOTS_DENIED, "robots.txt")] * 6 + [(Fate.BLOCKED, "HTTP 403")] * 4
    for candidate, (fate, reason) in zip(lost, fates, strict=False):
        ledger.record_fetch_failure(candidate.url, fate=fate, reason=reason, at=NOW - timedelta(hours=4))
    rest, segment = lost[len(fates) : 48], "20261124/sample-0002.warc.gz"
    ledger.close_segment(
        segment, [FetchOutcome(url=one.url, final_url=one.url, fate=Fate.ARCHIVED) for one in rest], at=NOW - timedelta(hours=3)
    )
    came_to = (
        [(Fate.QUARANTINED, "took longer than 20 s")] * 2
        + [(Fate.QUARANTINED, "killed its worker (exit status -9)")]
        + [(Fate.NOT_AN_ARTICLE, "no-article-text")] * 40
    )
    outcomes = [
        PageOutcome(url=one.url, source_id=one.source_id, fetched_at=NOW - timedelta(hours=3), fate=fate, reason=reason)
        for one, (fate, reason) in zip(rest, came_to, strict=False)
    ]
    ledger.finish_segment(segment, outcomes=outcomes, changes=[], at=NOW - timedelta(hours=3))


def _candidate(article: Article) -> Candidate:
    return Candidate(url=article.url, source_id=article.source_id, via=f"https://{article.source_id}.example/feed")
