"""Nouns of events, the verbs they are made of and how they mark their arguments: kgraph/extract/nominals.tsv.

    python -m training.nominals WORDNET TREEBANKS -o kgraph/extract/nominals.tsv

WORDNET is the folder of WordNet 3.0's database files (Debian: /usr/share/wordnet of the package wordnet-base). Its pointers from
noun to verb name the pairs; its lexicographer files tell events from groups, things and people; its sentence frames tell what the
verb takes. The treebanks say how often noun and verb are used and which prepositions stand behind them. The idea of such a list is
NOMLEX's (Macleod et al. 1998) and NomBank's (Meyers et al. 2004); none of their data is used.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from training.errors import TreebankError, WordNetError
from training.read import Document, Sentence, Word, read_trees

ACTS = frozenset({4, 11, 22})  # lexicographer files noun.act, noun.event, noun.process (lexnames(5WN))
COMMUNICATION = 10
ON_PERSONS = frozenset({9, 10, 17, 18, 20, 24, 25, 30})  # verb frames (wninput(5WN)): "Somebody ----s somebody" and so on
ON_THINGS = frozenset({8, 11, 15, 16, 19, 21, 31})  # "Somebody ----s something" and so on
TRANSITIVE = ON_PERSONS | ON_THINGS | {14}
EVENT_SHARE = 0.5  # of a noun's uses
VERB_SHARE = 0.15  # the verb's uses beside its noun's: "game" is no event of the verb "to game"
ALIKE_SHARE = 0.4  # the same where noun and verb look alike
LEAST_USES = 2
KEPT_SHARE = 0.12  # of a verb's uses, from which on a preposition belongs to it ("meet with")
TRANSITIVE_SHARE = 0.5  # of a verb's uses, from which on it counts as transitive; up to the lesser it does not
INTRANSITIVE_SHARE = 0.2
FEW = 5  # uses of a verb that say nothing of its objects
MARKERS = ("against", "for", "into", "on", "over", "to", "upon", "with", "about", "from", "in")

# What the treebanks show too seldom: noun, verb, what "of" marks ("person", "thing": a patient; a lone possessor is this person, and no
# person is this thing), the prepositions of the object ("+": the verb keeps it, "=word": another verb takes it), and those of the agent
# beside "by".
GIVEN = """
abduction abduct person -
accession accede agent to+
accusation accuse kept against from
acquittal acquit person -
admission admit thing -
approval approve thing -
agreement agree agent with+,on+
aid aid agent to from
airstrike strike agent on,against
allegation allege patient against=accuse from
ambush ambush patient on
annexation annex patient -
apology apologize agent to+,for+ from
appeal appeal agent to+,for+,against+ from
appointment appoint person -
arrival arrive agent in+,at+
assassination assassinate person -
assault assault agent on,against,upon from
attack attack agent on,against,upon from
backing back agent for from
bailout bail_out patient -
ban ban patient on
battle fight agent against,with,for+
beheading behead person -
bombardment bombard patient -
bombing bomb patient -
boycott boycott patient -
breach breach patient -
burial bury person -
buyout buy_out patient -
call call agent for+
campaign campaign agent against+,for+
censure censure person -
charge charge - against
clash clash agent with+
closure close patient -
collaboration collaborate agent with+
compensation compensate agent for
complaint complain agent about+,against+ from
compliance comply agent with+
concession concede - to+
confirmation confirm patient -
congratulation congratulate - to from
contribution contribute agent to+ from
control control patient over
conviction convict person -
cooperation cooperate agent with+
coronation crown person -
coverage cover patient -
crackdown crack_down agent on+
criticism criticize patient - from
cut cut patient to,in
damage damage agent to from
deal agree agent with+
death die agent -
decision decide agent on+,about+
decline decline agent - in
decrease decrease agent - in
defeat defeat patient -
defection defect agent from+,to+
demand demand agent for from
demonstration demonstrate agent against+
demotion demote person -
departure depart agent from+
deportation deport person -
detention detain person -
disappearance disappear agent -
discrimination discriminate agent against+
dismissal dismiss person -
dispute dispute agent with+,over+
disqualification disqualify person -
divorce divorce agent from
donation donate agent to+ from
drop drop - - in
election elect person -
endorsement endorse patient - from
entry enter agent into
escape escape agent from+
eviction evict person -
exclusion exclude patient -
execution execute person -
exit leave agent from
expulsion expel person -
extension extend patient -
extradition extradite person -
fall fall agent - in
fight fight agent against,with,for+
firing fire person -
growth grow agent - in
hacking hack patient -
harm harm agent to
help help agent for from
hiring hire patient -
hunt hunt agent for
impeachment impeach person -
imprisonment imprison person -
inauguration inaugurate person -
increase increase agent - in
indictment indict person against
inquiry investigate agent into
insult insult agent to from
interference interfere agent in+,with+
intervention intervene agent in+
invasion invade patient -
investigation investigate patient into,on
involvement be_involved agent in+
kidnapping kidnap person -
killing kill person -
launch launch patient -
lawsuit sue agent against from
layoff lay_off patient -
leak leak patient -
loss lose patient to+
lynching lynch person -
marriage marry agent to,with
massacre massacre patient -
meddling meddle agent in+
meeting meet agent with+
merger merge agent with+
murder murder person -
negotiation negotiate agent with+
nomination nominate person -
objection object agent to+ from
occupation occupy patient -
opposition oppose agent to from
ouster oust person -
overhaul overhaul patient -
overthrow overthrow person -
pardon pardon patient for from
participation participate agent in+
payment pay thing to from
poisoning poison person -
postponement postpone patient -
praise praise patient for from
preparation prepare agent for+
probe investigate agent into
promotion promote person -
protest protest agent against+,over+ from
purchase purchase patient -
raid raid agent on
rape rape person -
re-election reelect person -
reaction react agent to+ from
rebellion rebel agent against+
recovery recover agent from+
reduction reduce patient in
reelection reelect person -
refusal refuse - - from
reinstatement reinstate person -
reliance rely agent on+
removal remove person -
repatriation repatriate person -
repeal repeal patient -
reply reply agent to+ from
request request agent for from
resignation resign agent from+
resistance resist agent to from
response respond agent to+ from
restriction restrict patient on
retaliation retaliate agent against+
retirement retire agent from+
return return agent to+,from+
revenge take_revenge agent on+
rise rise agent - in
ruling rule agent against+,on+
sale sell patient -
sanction sanction agent on,against from
search search agent for+
seizure seize patient -
sentencing sentence person -
shooting shoot patient -
shutdown shut_down patient -
siege besiege patient -
stabbing stab person -
strike strike agent on,against
suit sue agent against from
support support agent for from
surge surge agent - in
surrender surrender agent to+
suspension suspend patient -
takeover take_over patient -
talk talk agent with+ -
testimony testify agent against+ from
thank thank agent to from
theft steal patient -
threat threaten patient against,to from
torture torture person -
tour tour agent of,through
trip travel agent to+
triumph triumph agent over+
use use patient -
vaccination vaccinate person -
veto veto patient -
victory defeat agent over,against
violation violate patient -
visit visit agent to from
vote vote agent for+,against+,on+
war fight agent against,with
warning warn - to from
win defeat agent over,against
withdrawal withdraw thing from+
""".splitlines()
# Results, bodies, trades, roles and texts in news, though WordNet ranks the act first.
NO_EVENTS = frozenset(
    """
accomplishment account accounting achievement act acting action activity address administration administrator advance advertisement
advertising agency alert analysis answer application approach argument art assembly assignment assumption attainment attempt award
batting beginning belonging bill blessing blog blow bond brand break breakdown brief briefing broadcast building bulletin business buy
care career case cast catalog catalogue cause celebration certificate chance change chant chapter charter cheating check choice chorus
citation clarification classification cleaning climate climax club code coding combination coming command comment commentary commission
commitment committee communication company comparison composition concert conclusion condition conditioner conduct conference connection
consent consideration constitution construction contact contention contest contract conversation cook copy corporation correction
correspondence course cover craft credit cruise cry cuisine culture curse dance data date dealing death-penalty debate declaration deed
defence defense definition degree delegation demo deposit description design determination development dialogue diet direction discount
discourse disease dispatch display disposition document documentary documentation dogma dose double doubt draft draw drawing dress drink
drinking drive driving duet duty echo economics edition editorial education effort election-campaign email embrace employment encounter
endeavor ending engagement engineering enterprise entertainment equation essay establishment estimate event examination example
exception exercise exhibit exhibition expedition experience experiment explanation exposition express expression eye fact failure faith
farming fashion fault favor feast feature federation feedback feeling file filing film finance finding firework fishing fix flash flight
floor flow food forecast foreclosure form format formation formula foundation frame function gag gambling game gathering generation
glimpse going government grade grant greeting grip group guarantee guess guidance guide handwriting headline hearing heritage hint
history hit hoax hold holding home honor house housing hypothesis idea illustration image implication impression incorporation
indication indicator industry inflation information initiation initiative inscription institution instruction insurance integration
intelligence intention interaction interest interpretation interview introduction invention inventory investment invitation invoice
issue joke journey judgement judgment jump knowledge label language laugh law learning lecture legacy legislation lesson letter level
license lie life light line link list listing litigation living load look love mail majority make making management manner map march
mark market marketing match matter meal meaning measure measurement mediation memorial memory mention message mind mining ministry
minute miss mission mistake mode model motion move movement murmur music mystery name narrative network news nickname notation note
notice notification number obligation observation occurrence offence offense offer offering office opening operation opinion option
order organisation organization outfit output outrage paint painting pandemic paper parody part partnership party pass passage patent
patronage pattern performance permission permit phrase picture piece pitching place plan planning play playing plot poem point policy
pollution pool portrait position possession post post-mortem poster posting power practice prayer premise presentation preservation
press principle print printing problem procedure proceeding proceedings process processing product production profession program
programme progress project pronouncement proof property proposition prospect proverb provision publication push puzzle quarrel question
quiz quotation quote race racing racket rap rate rating reading reason recipe record recording recreation reference reflection
regulation rehearsal relation relationship religion remark remembrance reminder renovation report reporting representation reputation
research reservation residency resolution resource rest result revelation review reward ride ring ritual roll round routine rule rumor
rumour run rush sacrifice saving scam scandal schedule scheme school score screen script season secret section sense series sermon serve
service session set setting settlement shape share shift shop shopping show sight sign signal signature signing single sitting situation
skill slip smile song sort sound space speaking speculation speech spelling spending spin sport spot spree stage standing start state
statement station step stitch stop storage store storm story stream stress stretch stroke structure struggle study style subscription
success suggestion summary supply survey symbol sympathy symphony system table tale taste teaching team technique technology telecast
television test testing text theater theatre thought tie time title toll tone touch tracing trade trading tradition traffic training
transcript transcription translation transport transportation treat treaty trial tribute trick trouble try turn turning twist union unit
update usage variance variation verdict verse version view voice volume voting walk walking wave wedding weight wish witness wording
work working workout worship worth writing
""".split()
)


@dataclass(frozen=True)
class Link:
    """A verb that WordNet derives a noun from or that noun's synonym in one synset, with the sentence frames of that verb's sense."""

    verb: str
    frames: frozenset[int]


@dataclass
class Senses:
    """What WordNet says of one noun: the weight of all its senses, of those that are acts or messages, and its verbs by weight."""

    uses: int = 0
    total: float = 0.0
    acts: float = 0.0
    messages: float = 0.0
    verbs: dict[Link, float] = field(default_factory=dict)


@dataclass(frozen=True)
class WordNet:
    nouns: Mapping[str, Senses]
    verb_uses: Mapping[str, int]
    participles: Mapping[str, str]


@dataclass
class Usage:
    """How often the treebanks have a word, a verb with an object, and which prepositions: of verbs only those without an object."""

    uses: int = 0
    transitive: int = 0
    prepositions: Counter[str] = field(default_factory=Counter)
    participles: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, order=True)
class Entry:
    """One noun: its verb and participle, what "of" marks ("agent", "patient", "kept" or "-"), whose event a lone possessor's is,
    the prepositions of the object and those of the agent beside "by".
    """

    noun: str
    verb: str
    participle: str
    of: str
    own: str
    object: str
    agent: str


# --------------------------------------------------------------------------------------------------------------- reading WordNet


def read_wordnet(folder: Path) -> WordNet:
    """Read WordNet's database files (formats: wndb(5WN), senseidx(5WN)). Raises WordNetError where one is missing."""
    counts = {key: int(uses) for key, _, uses in (line.split() for line in _lines(folder / "cntlist.rev"))}
    ranks: dict[tuple[str, str], int] = {}
    for line in _lines(folder / "index.noun"):
        fields = line.split()
        ranks |= {(fields[0], offset): rank for rank, offset in enumerate(fields[-int(fields[2]) :], start=1)}
    verbs = {synset.offset: synset for synset in map(parse_synset, _lines(folder / "data.verb"))}
    verb_uses: Counter[str] = Counter()
    for synset in verbs.values():
        for word, number in synset.words:
            verb_uses[word] += counts.get(f"{word}%2:{synset.file:02d}:{number:02d}::", 0)
    nouns: dict[str, Senses] = defaultdict(Senses)
    for synset in map(parse_synset, _lines(folder / "data.noun")):
        for place, (word, number) in enumerate(synset.words, start=1):
            if word.isalpha():
                uses = counts.get(f"{word}%1:{synset.file:02d}:{number:02d}::", 0)
                weigh(nouns[word], synset, place, uses, ranks[word, synset.offset], verbs)
    participles: dict[str, str] = {}
    for form, verb in (line.split()[:2] for line in _lines(folder / "verb.exc")):
        if not form.endswith(("s", "ing")) and not participles.get(verb, "").endswith("n"):  # "written" rather than "wrote"
            participles[verb] = form
    return WordNet(nouns, verb_uses, participles)


@dataclass(frozen=True)
class Synset:
    """One line of a data file: words with their lexical numbers, pointers to verbs and, of a verb, its frames; places count from 1."""

    offset: str
    file: int
    words: tuple[tuple[str, int], ...]
    verbs: tuple[tuple[int, str, int], ...]
    frames: tuple[tuple[int, int], ...]


def parse_synset(line: str) -> Synset:
    """Parse one line of data.noun or data.verb.

    >>> parse_synset("00000010 04 n 02 greeting 0 hello 1 001 + 00000020 v 0102 | a word")
    Synset(offset='00000010', file=4, words=(('greeting', 0), ('hello', 1)), verbs=((1, '00000020', 2),), frames=())
    """
    fields = line.split(" | ")[0].split()
    offset, file, kind, words = fields[0], int(fields[1]), fields[2], int(fields[3], 16)
    at = 4 + 2 * words
    names = tuple((fields[4 + 2 * n].lower(), int(fields[5 + 2 * n], 16)) for n in range(words))
    pointers = [fields[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(fields[at]))]
    verbs = tuple((int(ends[:2], 16), to, int(ends[2:], 16)) for sign, to, target, ends in pointers if sign == "+" and target == "v")
    at += 1 + 4 * len(pointers)
    frames = [(int(fields[at + 2 + 3 * n]), int(fields[at + 3 + 3 * n], 16)) for n in range(int(fields[at]))] if kind == "v" else []
    return Synset(offset, file, names, verbs, tuple(frames))


def weigh(noun: Senses, synset: Synset, place: int, uses: int, rank: int, verbs: Mapping[str, Synset]) -> None:
    """Count one sense: its uses in WordNet's tagged texts, and a little more the earlier it stands."""
    weight = uses + 1 / rank
    noun.uses += uses
    noun.total += weight
    if synset.file not in ACTS | {COMMUNICATION}:
        return
    noun.messages += weight * (synset.file == COMMUNICATION)
    noun.acts += weight * (synset.file in ACTS)
    for source, offset, target in synset.verbs:
        if source == place:
            verb = verbs[offset]
            frames = frozenset(frame for frame, of in verb.frames if of in (0, target))
            link = Link(verb.words[target - 1][0], frames)
            noun.verbs[link] = noun.verbs.get(link, 0) + weight


def _lines(path: Path) -> Iterator[str]:
    """The lines of a database file below its licence, whose lines begin with two spaces."""
    try:
        with path.open(encoding="utf-8") as lines:
            yield from (line for line in lines if not line.startswith("  "))
    except FileNotFoundError as error:
        raise WordNetError(f"{path} is missing; WORDNET must hold WordNet 3.0's database files (Debian: wordnet-base)") from error


# ----------------------------------------------------------------------------------------------------------- counting treebanks


def count(documents: Iterable[Document]) -> tuple[dict[str, Usage], dict[str, Usage]]:
    """Count the uses of nouns and verbs in treebanks."""
    nouns: dict[str, Usage] = defaultdict(Usage)
    verbs: dict[str, Usage] = defaultdict(Usage)
    for sentence in (s for document in documents for paragraph in document for s in paragraph):
        below: dict[int, list[int]] = defaultdict(list)
        for place, word in enumerate(sentence):
            if word.head != place:
                below[word.head].append(place)
        for place, word in enumerate(sentence):
            if word.upos == "NOUN":
                _count_noun(nouns[word.lemma.lower()], sentence, below, below[place])
            elif word.upos == "VERB":
                _count_verb(verbs[word.lemma.lower()], word, sentence, below, below[place])
    return nouns, verbs


def _count_noun(usage: Usage, sentence: Sentence, below: Mapping[int, list[int]], children: Sequence[int]) -> None:
    usage.uses += 1
    usage.prepositions.update(_case(sentence, below.get(c, [])) for c in children if sentence[c].relation == "nmod")


def _count_verb(usage: Usage, verb: Word, sentence: Sentence, below: Mapping[int, list[int]], children: Sequence[int]) -> None:
    relations = {sentence[c].relation for c in children}
    transitive = bool(relations & {"obj", "nsubj:pass", "ccomp"}) or verb.xpos == "VBN" and verb.relation in ("acl", "amod")
    usage.uses += 1
    usage.transitive += transitive
    if verb.xpos == "VBN":
        usage.participles[verb.form.lower()] += 1
    if not transitive:
        usage.prepositions.update(_case(sentence, below.get(c, [])) for c in children if sentence[c].relation == "obl")


def _case(sentence: Sentence, children: Sequence[int]) -> str:
    return next((sentence[c].form.lower() for c in children if sentence[c].relation == "case"), "")


# --------------------------------------------------------------------------------------------------------------------- deriving


def derive(wordnet: WordNet, nouns: Mapping[str, Usage], verbs: Mapping[str, Usage], given: Iterable[str] = GIVEN) -> list[Entry]:
    """Choose the nouns that news text uses for events, and how each marks its arguments."""
    entries: dict[str, Entry] = {}
    for noun, senses in wordnet.nouns.items():
        if noun in NO_EVENTS or not senses.verbs:
            continue
        link = nearest(noun, senses.verbs)
        if "_" in link.verb or not is_event(noun, senses, link, wordnet, nouns, verbs):
            continue
        if (transitive := is_transitive(link, verbs.get(link.verb, Usage()))) is not None:
            entries[noun] = _entry(noun, link, transitive, wordnet, nouns.get(noun, Usage()), verbs.get(link.verb, Usage()))
    for line in filter(None, given):
        noun, verb, of, objects, *agents = line.split()
        frames = frozenset(frame for link in wordnet.nouns.get(noun, Senses()).verbs for frame in link.frames)
        own = {"person": "patient", "patient": owner(frames)}.get(of, "agent")
        of = "patient" if of in ("person", "thing") else of
        plain = verb.replace("_", " ")
        entries[noun] = Entry(noun, plain, participle(plain, verbs, wordnet.participles), of, own, objects, agents[0] if agents else "-")
    return sorted(entries.values())


def nearest(noun: str, verbs: Mapping[Link, float]) -> Link:
    """The verb whose beginning is the most like the noun's; of equals the one of the more frequent senses.

    >>> nearest("arrival", {Link("come", frozenset()): 9.0, Link("arrive", frozenset()): 1.0}).verb
    'arrive'
    """
    frames: dict[str, set[int]] = defaultdict(set)
    weights: dict[str, float] = defaultdict(float)
    for link, weight in verbs.items():
        frames[link.verb] |= link.frames
        weights[link.verb] += weight
    best = max(sorted(weights), key=lambda verb: (_alike(noun, verb) / len(verb), weights[verb], verb))
    return Link(best, frozenset(frames[best]))


def _alike(left: str, right: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def is_event(
    noun: str, senses: Senses, link: Link, wordnet: WordNet, nouns: Mapping[str, Usage], verbs: Mapping[str, Usage]
) -> bool:
    """Whether a noun mostly names what its verb says. A message ("list", "report") does only where the verb is done to persons
    ("praise") or makes the noun with an ending ("announcement").
    """
    uses = nouns.get(noun, Usage()).uses + senses.uses
    of_verb = verbs.get(link.verb, Usage()).uses + wordnet.verb_uses.get(link.verb, 0)
    alike = noun == link.verb
    if of_verb < LEAST_USES or uses < LEAST_USES and alike or noun.endswith(("er", "or", "ant", "ive")):
        return False
    if (of_verb + 1) / (uses + 1) < (ALIKE_SHARE if alike else VERB_SHARE):
        return False
    if (senses.acts + senses.messages) / senses.total < EVENT_SHARE:
        return False
    return senses.acts >= senses.messages or not alike or bool(link.frames & ON_PERSONS)


def is_transitive(link: Link, usage: Usage) -> bool | None:
    """Whether what happens is done to something: "of" then marks that, else who does it; None where the verb goes both ways."""
    share = usage.transitive / usage.uses if usage.uses >= FEW else None
    if not link.frames & TRANSITIVE:
        return False
    if share is None or share >= TRANSITIVE_SHARE:
        return True
    return False if share < INTRANSITIVE_SHARE else None


def owner(frames: frozenset[int]) -> str:
    """Whose event a person's is who owns it: where only persons suffer it ("his arrest") the "patient"'s, where only things do
    ("his announcement") the "agent"'s, else "either".
    """
    if not frames & ON_THINGS:
        return "patient" if frames & ON_PERSONS else "either"
    return "either" if frames & ON_PERSONS else "agent"


def _entry(noun: str, link: Link, transitive: bool, wordnet: WordNet, used: Usage, verb: Usage) -> Entry:
    kept = [p for p in MARKERS if verb.prepositions[p] >= LEAST_USES and verb.prepositions[p] / verb.uses >= KEPT_SHARE]
    objects = [f"{p}+" for p in kept if not transitive and p in used.prepositions]
    words = participle(link.verb, {link.verb: verb}, wordnet.participles)
    own = owner(link.frames) if transitive else "agent"
    return Entry(noun, link.verb, words, "patient" if transitive else "agent", own, ",".join(objects) or "-", "-")


def participle(verb: str, usage: Mapping[str, Usage], irregular: Mapping[str, str]) -> str:
    """The past participle as the treebanks have it, as WordNet's exceptions have it, or by rule.

    >>> [participle(v, {}, {"buy": "bought"}) for v in ("buy", "deny", "ban", "nominate", "crack down", "visit")]
    ['bought', 'denied', 'banned', 'nominated', 'cracked down', 'visited']
    """
    first, _, rest = verb.partition(" ")
    seen = {form: uses for form, uses in usage.get(first, Usage()).participles.items() if form.isalpha() and form[:1] == first[:1]}
    if seen:
        word = max(seen, key=lambda form: (seen[form], form))
    elif first in irregular:
        word = irregular[first]
    elif first.endswith("e"):
        word = f"{first}d"
    elif re.search(r"[^aeiou]y$", first):
        word = f"{first[:-1]}ied"
    elif re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", first):
        word = f"{first}{first[-1]}ed"
    else:
        word = f"{first}ed"
    return f"{word} {rest}".strip()


HEADER = """\
# Made by training/nominals.py from WordNet 3.0 and the training parts of UD English EWT and GUM; see nominals.NOTICE.md
# noun\tverb\tparticiple\tof\town\tobject\tagent
"""


def to_tsv(entries: Iterable[Entry]) -> str:
    rows = ("\t".join((e.noun, e.verb, e.participle, e.of, e.own, e.object, e.agent)) for e in entries)
    return HEADER + "\n".join(rows) + "\n"


@click.command()
@click.argument("wordnet", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The TSV file to write.")
def main(wordnet: Path, treebanks: Path, output: Path) -> None:
    """Derive the lexicon from WORDNET and the train files of TREEBANKS and write it."""
    try:
        entries = derive(read_wordnet(wordnet), *count(read_trees(treebanks, "train")))
    except (TreebankError, WordNetError) as error:
        raise click.ClickException(str(error)) from error
    output.write_text(to_tsv(entries), encoding="utf-8")


if __name__ == "__main__":
    main()
