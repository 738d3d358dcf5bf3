"""A name finds its texts in every script, in both stores: 200 names of the beat in nine languages, inflected as sentences have them.

`across_scripts/names.txt` holds the names, `other_texts.txt` texts that hold none of them. A text in which the typed words themselves stand
is a right find of any search for words, so it counts for nothing here unless it is a text of that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from araswatch import fold
from araswatch.enrich import Vocabulary, enrich, load_vocabulary
from araswatch.query import parse
from araswatch.records import StoredArticle
from araswatch.stores import SearchRequest, Store
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.connection import Access
from araswatch.stores.sqlite import SqliteStore

from .conftest import NOW, make_article, new_prefix

HERE = Path(__file__).resolve().parent / "across_scripts"
LANGUAGES = ("en", "az", "tr", "ru", "fa", "ar", "hy", "he", "ka")
PLAIN = {
    "en": "The paper wrote about {} at length this week.",
    "az": "Bu həftə {} haqqında çox danışıldı.",
    "tr": "Gazete bu hafta {} hakkında uzun bir yazı yayımladı.",
    "ru": "Утром {} снова упоминается в сводках новостей.",
    "fa": "روزنامه‌ها امروز درباره {} بسیار نوشتند.",
    "ar": "كتبت الصحيفة اليوم عن {} مقالا طويلا.",
    "hy": "Այս շաբաթ {} կրկին լուրերում է։",
    "he": "העיתון כתב השבוע על {} בהרחבה.",
    "ka": "ამ კვირაში {} ისევ ახალ ამბებშია.",
}
INFLECTED = {
    "en": "What will {} neighbours say about the new plan?",
    "az": "Qəzet yazır ki, dünən {} yeni bir hadisə olub.",
    "tr": "Son gelişmeler {} yakından izleniyor.",
    "ru": "Газета подробно рассказывает о {} и о погоде.",
    "fa": "خبرهای {} را صبح در روزنامه خواندیم.",
    "ar": "اهتم القراء {} كثيرا هذا الأسبوع.",
    "hy": "Թերթը այսօր գրում է {} մասին։",
    "he": "מה קורה {} בימים אלה, שואלים הקוראים?",
    "ka": "გაზეთი წერს, რომ {} ბევრი რამ შეიცვალა.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Spellings by language; `texts` are sentences that hold one of them."""

    spellings: dict[str, list[str]]
    texts: tuple[str, ...]

    @property
    def queries(self) -> list[str]:
        return list(dict.fromkeys(spelling for same in self.spellings.values() for spelling in same))


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Tagged articles, and of each the number of its name in `names`, -1 for none."""

    names: list[Name]
    articles: list[StoredArticle]
    named: list[int]

    @property
    def ids(self) -> list[str]:
        return [article.id for article in self.articles]


def read_names() -> list[Name]:
    names, people = [], False
    for line in (HERE / "names.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            people = people or "people" in line
        else:
            names.append(read_name(dict(zip(LANGUAGES, map(str.strip, line.split("|")), strict=True)), people))
    return names


def read_name(cells: dict[str, str], people: bool) -> Name:
    forms = {language: [tuple(one.partition("~")[::2]) for one in cell.split("/")] for language, cell in cells.items() if cell}
    texts = [
        frame[language].format(form)
        for language, found in forms.items()
        for plain, given in found
        for frame, form in ((PLAIN, plain), (INFLECTED, given or inflected(language, plain, people)))
    ]
    return Name(spellings={language: [plain for plain, _ in found] for language, found in forms.items()}, texts=tuple(texts))


def inflected(language: str, name: str, people: bool) -> str:
    """The name in the case that the language's sentence of `INFLECTED` wants."""
    match language:
        case "en":
            return f"{name}'s"
        case "az" if name.isupper():
            return f"{name}-d{'a' if back(name) else 'ə'}"
        case "az":
            return name + ("n" if possessed(name) else "") + ("da" if back(name) else "də")
        case "tr":
            hard = name[-1] in "fstkçşhp"
            return f"{name}'{'n' if possessed(name) else ''}{'t' if hard else 'd'}{'a' if back(name) else 'e'}"
        case "ar":
            return f"ب{name}"
        case "hy":
            return armenian_genitive(name)
        case "he":
            return f"ב{name[1:] if name.startswith('ה') and ' ' in name else name}"
        case "ka":
            return georgian_case(name, people)
    return name


def possessed(name: str) -> bool:
    return name.endswith(("dənizi", "körfəzi", "gölü", "boğazı", "Denizi", "Körfezi", "Gölü", "Boğazı", "Muhafızları", "Korpusu"))


def back(name: str) -> bool:
    return next(letter for letter in reversed(name.lower()) if letter in "aıouəeiöü") in "aıou"


def armenian_genitive(name: str) -> str:
    if name.endswith("լիճ"):
        return name.removesuffix("իճ") + "ճի"
    if name.isupper():
        return f"{name}-ի"
    if name.endswith("ու"):
        return name.removesuffix("ու") + "վի"
    return name + ("յի" if name[-1] == "ա" else "ի")


def georgian_case(name: str, people: bool) -> str:
    if not people:
        return name.removesuffix("ი") + "ში"
    return name.removesuffix("ა").removesuffix("ე") + "ის" if name[-1] in "აე" else f"{name}ს"


def read_corpus(vocabulary: Vocabulary) -> Corpus:
    names = read_names()
    others = [line for line in (HERE / "other_texts.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    texts = [(number, text) for number, name in enumerate(names) for text in name.texts] + [(-1, text) for text in others]
    articles = [make_article(f"text/{order}", text=text, language=None) for order, (_, text) in enumerate(texts)]
    tagged = [replace(article, tagged=enrich(article.tagged.article, vocabulary)) for article in articles]
    return Corpus(names=names, articles=tagged, named=[number for number, _ in texts])


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def corpus(vocabulary: Vocabulary) -> Corpus:
    return read_corpus(vocabulary)


@pytest.fixture(scope="module")
def stores(corpus: Corpus, elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    """Both stores with all articles."""
    access = Access(urls=(elasticsearch_url,), prefix=new_prefix())
    opened: dict[str, Store] = {
        "sqlite": SqliteStore(tmp_path_factory.mktemp("across") / "store.sqlite"),
        "elastic": ElasticsearchStore(access),
    }
    for store in opened.values():
        assert not store.put(corpus.articles).refused
        store.refresh()
    yield opened
    for store in opened.values():
        store.close()


@pytest.fixture(scope="module")
def found(corpus: Corpus, stores: dict[str, Store], vocabulary: Vocabulary) -> dict[str, list[set[str]]]:
    """What each store finds for every spelling of every name, in their order."""
    queries = [parse(spelling, now=NOW, names=vocabulary) for name in corpus.names for spelling in name.queries]
    return {kind: store.matching_each(queries, corpus.ids) for kind, store in stores.items()}


def test_the_table_is_wide_enough(corpus: Corpus) -> None:
    assert len(corpus.names) >= 200
    assert all(len(name.spellings) >= 3 for name in corpus.names)


@pytest.mark.parametrize("kind", ["sqlite", "elastic"])
def test_every_spelling_finds_the_texts_of_its_name(corpus: Corpus, found: dict[str, list[set[str]]], kind: str) -> None:
    words = [set(fold.words(article.tagged.article.text)) for article in corpus.articles]
    asked = [(number, set(fold.words(spelling))) for number, name in enumerate(corpus.names) for spelling in name.queries]
    right = missed = wrong = 0
    for (number, typed), ids in zip(asked, found[kind], strict=True):
        for article, named, held in zip(corpus.articles, corpus.named, words, strict=True):
            if named == number:
                right, missed = right + (article.id in ids), missed + (article.id not in ids)
            elif article.id in ids and not typed <= held:
                wrong += 1
    recall, precision = right / (right + missed), right / (right + wrong)
    print(f"{kind}: recall {recall:.4f}, precision {precision:.4f} of {right + missed} pairs")
    assert recall >= 0.97
    assert precision >= 0.98


def test_both_stores_find_the_same(corpus: Corpus, found: dict[str, list[set[str]]], vocabulary: Vocabulary) -> None:
    """Of words that are no known name Elasticsearch looks up the stems beside them."""
    known = [bool(vocabulary.name_ids(fold.words(spelling))) for name in corpus.names for spelling in name.queries]
    for is_known, one, other in zip(known, found["sqlite"], found["elastic"], strict=True):
        assert one == other if is_known else one <= other


@pytest.mark.parametrize("typed", ["\u0130ran", "I\u0307ran", "IRAN", "\u0131ran", "iran", "Iran", "\u0130RAN", "ایران", "ايران", "ИРАН"])
def test_iran_however_typed_finds_every_script(corpus: Corpus, stores: dict[str, Store], vocabulary: Vocabulary, typed: str) -> None:
    wanted = {article.id for article, number in zip(corpus.articles, corpus.named, strict=True) if number == 0}
    query = parse(typed, now=NOW, names=vocabulary)
    for store in stores.values():
        assert wanted <= store.matching(query, corpus.ids)


def test_a_quoted_name_is_literal(corpus: Corpus, stores: dict[str, Store], vocabulary: Vocabulary) -> None:
    for typed in ('"Azerbaijan"', '"Каспийское море"', '"تبریز"', '"Թեհրան"', '"תל אביב"', '"თბილისი"'):
        query, phrase = parse(typed, now=NOW, names=vocabulary), f" {' '.join(fold.words(typed))} "
        wanted = {article.id for article in corpus.articles if phrase in f" {' '.join(fold.words(article.tagged.article.text))} "}
        assert wanted
        assert {kind: store.matching(query, corpus.ids) for kind, store in stores.items()} == dict.fromkeys(stores, wanted)


MARKED = {
    "Azerbaijan": ["Azərbaycan", "Азербайджане", "آذربایجان", "Ադրբեջանի", "באזרבייג'ן", "აზერბაიჯანში"],
    "تبریز": ["Tabriz", "Təbrizdə", "Тебризе", "بتبريز", "Թավրիզի", "თავრიზში"],
    "Aliyev": ["Əliyev", "Алиеве", "علی\u200cاف", "Ալիևի", "אלייב", "ალიევის"],
    "Каспийское море": ["Caspian Sea", "Xəzər dənizində", "دریای خزر", "ببحر قزوين", "Կասպից ծովի"],
}


@pytest.mark.parametrize("typed", MARKED)
def test_the_word_that_matched_is_marked_in_its_own_script(stores: dict[str, Store], vocabulary: Vocabulary, typed: str) -> None:
    for store in stores.values():
        result = store.search(SearchRequest(query=parse(typed, now=NOW, names=vocabulary), limit=200))
        assert all(hit.snippets for hit in result.hits)
        marks = {piece.split("\3")[0] for hit in result.hits for snippet in hit.snippets for piece in snippet.split("\2")[1:]}
        assert not [form for form in MARKED[typed] if not any(form in mark for mark in marks)], marks
