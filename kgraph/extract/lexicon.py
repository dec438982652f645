"""Closed word lists of the extractor. They hold English, not the sample articles; lemmas are lower case."""

from __future__ import annotations

from kgraph.model import Modality, Role


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- saying and thinking ---------------------------------------------------------------------------------------------------

# Verbs whose clausal complement is what somebody says (reporting verbs, Quirk et al. 1985, 16.31, with news usage).
SPEECH = _words("""say tell add announce declare state explain note argue claim allege insist assert contend maintain report write
reply respond answer acknowledge admit concede confirm deny reveal disclose warn predict reiterate repeat stress emphasize emphasise
underline remark observe comment suggest indicate recall remind complain joke tweet retweet post blog email text estimate testify swear vow
promise pledge consider conclude rule agree counter quip recount describe clarify caution assure reassure inform notify charge accuse
mention point stipulate propose recommend urge demand ask question wonder boast brag lament protest retort shout exclaim whisper speculate
hint imply underscore elaborate opine theorize theorise muse confess proclaim pronounce profess advise object scoff sneer fume gush
grumble groan moan mutter mumble murmur yell scream rejoin interject enthuse volunteer divulge certify attest affirm posit postulate
hypothesize threaten rail thunder vent forecast project caption headline plead preach intone inquire enquire reason grant""")
# Verbs of thought and of finding: they attribute a clause, but no words in quotation marks that merely stand near.
THOUGHT = _words("""believe think feel hope fear expect understand know find show signal determine decide suspect reckon guess assume
imagine realize realise worry learn discover dispute doubt anticipate foresee figure suppose deem demonstrate""")
REPORTING = SPEECH | THOUGHT
# Verbs that introduce words in quotation marks and nothing else: '"Stop," she sighed', 'a sign read: "Closed"'.
QUOTING = _words("""continue begin finish laugh smile sigh sob weep gasp snap growl sing chant recite read quote cite call go think believe
interrupt sum conclude cry stammer thank praise greet beg plead""")
# Verbs that put words on a thing: the words that they quote are their subject's ("called it 'a disgrace'", "was praised as").
LABELLING = _words("""call describe dub brand label term style praise hail laud applaud commend salute slam blast denounce condemn
criticize criticise decry deride mock ridicule attack lambast lambaste deplore dismiss reject portray characterize characterise define cast
depict paint frame refer cite view see consider deem regard declare pronounce welcome accuse blame rate tout speak talk
warn complain express voice promise apologize apologise""")
# Verbs of a sentence that leads up to the words of its subject: 'Weber disagreed. "It was never safe."'
LEADING_UP = _words("""disagree agree oppose object defend disavow react respond elaborate speculate joke sympathize laugh appeal call
describe lash rail weigh criticize criticise praise condemn denounce slam blast deplore dismiss welcome apologize apologise complain
express voice speak talk warn urge promise blame mock ridicule commend applaud""")
# Verbs that only ever introduce what is said: without it they state nothing.
SAYING = _words("say add tell note write announce report declare claim state argue insist continue reply respond explain remark ask")
ACCUSING = _words("accuse suspect charge convict")
QUOTED_AS = _words("quote cite report paraphrase")
# Adjectives of a speaker or thinker: "is adamant that", "was confident that".
ATTITUDES = _words("""adamant confident convinced certain sure hopeful optimistic doubtful skeptical sceptical worried afraid concerned
insistent clear proud glad happy sorry aware unaware disappointed pleased grateful""")
# Nouns whose complement clause is what somebody says.
SPEECH_NOUNS = _words("""allegation claim accusation statement report assertion complaint charge warning announcement argument suggestion
prediction declaration admission denial confession testimony promise pledge vow belief fear hope concern criticism contention
insistence assurance rumor rumour suspicion speculation theory view opinion conclusion finding notion idea reminder remark comment
message news acknowledgment acknowledgement rumbling hint indication confirmation revelation""")
# Of these, what somebody holds without saying it.
NOT_SAYING = _words("fear hope belief concern news idea notion")
# Other nouns that a "that" clause completes: "the fact that".
CONTENT_NOUNS = _words("fact news idea evidence proof commitment decision view possibility risk chance sign notion theory rule condition")
MESSAGES = _words("message farewell note word quote line tweet post answer reply response letter email apology plea appeal")
# Verbs with which one makes a noun of speech: "made the claim that", "expressed concern that".
HOLDING_VERBS = _words(
    "make issue give voice express have raise repeat reiterate level release send hold share post spread push float air leave"
)
# Nouns of what somebody holds, with "in" or "by": "in her view", "by their account", "in the words of the mayor".
STANDARDS = _words("ideal plan principle schedule rule need taste size wish custom tradition standard ability protocol script age rank")
VIEW_NOUNS = _words("view opinion word words account estimate telling reckoning version mind judgment judgement assessment estimation")

# --- who speaks ------------------------------------------------------------------------------------------------------------

# Whom one speaks through.
VOICES = _words("""spokesman spokeswoman spokesperson lawyer attorney solicitor counsel interpreter translator aide representative agent
publicist intermediary assistant""")
OCCASIONS = _words("interview statement comment remark conversation briefing")  # "in an interview with Tass"
# Who is said to say something, beside people and names: bodies and papers, but no events, actions and qualities.
SAYING_BODIES = _words(
    "administration association authority city coalition commission community corporation county delegation department document "
    "embassy establishment federation foundation government institution investigation legislation majority minority ministry "
    "opposition organisation organization parliament petition publication resolution statement station testimony union university "
    "evaluation assessment declaration communication presentation explanation recommendation notification announcement "
    "judgement amendment advertisement settlement agreement police"
)
# Nouns, by word or ending, that say nothing: events, qualities, times.
MUTE = _words("ballot vote challenge fraud law race result rule thing victory war way fact time year day week month")
MUTE_ENDINGS = ("tion", "sion", "ing", "ment", "ness", "ity", "ance", "ence")
# Nouns before which a name is the outlet's or agency's own ("the state-run TASS news agency").
MEDIA = _words("agency newspaper network magazine website outlet service daily channel broadcaster station")
MEDIA_NAME = (
    r"(?i:\b(?:news|times|post|herald|tribune|journal|gazette|guardian|telegraph|observer|tv|television|radio|channel|press|magazine|daily|"
    r"chronicle|globe|weekly|broadcasting|reuters|bloomberg|tass|interfax|xinhua)\b)|\b(?:AP|AFP|BBC|CNN|NBC|CBS|ABC|NPR|PTI|DPA|RIA|PBS)\b"
)

# --- stance ----------------------------------------------------------------------------------------------------------------

# What the writer says of a thing or a claim without vouching for it: on nouns, on verbs, on claims.
STANCE_ADJECTIVES = _words("""alleged so-called unsubstantiated unproven unproved baseless groundless unfounded unverified unconfirmed false
purported supposed suspected disputed debunked discredited unsupported bogus dubious questionable putative ostensible self-styled
self-proclaimed self-described fake unsourced misleading untrue reported claimed apparent accused would-be rumored rumoured""")
STANCE_ADVERBS = _words("""allegedly reportedly supposedly purportedly ostensibly apparently falsely wrongly baselessly erroneously
incorrectly misleadingly mistakenly dubiously rightly wrongfully correctly presumably seemingly""")
# Verbs and nouns that keep a claim at a distance where nobody is named who makes it: "is said to", "rumours that"; "is found to"
# and "the news that" do not.
EVIDENTIAL = _words("""say allege claim report believe think speculate suspect rumor rumour understand fear assume suggest reckon
estimate accuse charge argue contend assert presume imply""")
EVIDENTIAL_NOUNS = _words("""allegation claim accusation report assertion charge suggestion contention rumor rumour suspicion speculation
theory notion complaint""")
PROOF = _words("evidence proof basis substantiation")

# --- polarity --------------------------------------------------------------------------------------------------------------

NEGATORS = _words("not n't never no neither nor hardly scarcely barely nothing nobody none nowhere")
NEGATIVE_VERBS = _words("refuse decline fail deny reject refrain neglect avoid forget")  # "refuse to concede": the inner verb is negated
EVIDENCE_NOUNS = _words("evidence proof sign indication suggestion confirmation guarantee trace hint")
TRUE = _words("true correct accurate")  # "it is not true that he paid"
FALSE = _words("false untrue incorrect")
NEGATIVE_NOUNS = _words("failure refusal inability reluctance unwillingness")
# "prevented him from leaving": he did not
KEEPING_FROM = _words("refrain abstain desist prevent stop keep block bar ban hinder prohibit restrain discourage dissuade deter")
NEGATIVE_RAISING = _words("think believe expect suppose feel imagine")  # "do not think that A": think that not A
FLIPPING_SPEECH = _words("deny dispute refute disprove")

# --- modality --------------------------------------------------------------------------------------------------------------

AUX_MODALITY = {
    "will": Modality.PLANNED,
    "shall": Modality.PLANNED,
    "wo": Modality.PLANNED,
    "'ll": Modality.PLANNED,
    "would": Modality.CONDITIONAL,
    "'d": Modality.CONDITIONAL,
    "can": Modality.POSSIBLE,
    "could": Modality.POSSIBLE,
    "may": Modality.POSSIBLE,
    "might": Modality.POSSIBLE,
    "ca": Modality.POSSIBLE,
    "should": Modality.DESIRED,
    "must": Modality.DESIRED,
    "ought": Modality.DESIRED,
}
VERB_MODALITY = {
    **dict.fromkeys(
        "plan intend vow pledge promise threaten agree offer prepare schedule set aim decide commit propose resolve arrange go".split(),
        Modality.PLANNED,
    ),
    **dict.fromkeys(
        "want hope wish seek urge ask call demand like need love long desire encourage press "
        "push request beg advise recommend order instruct tell invite".split(),
        Modality.DESIRED,
    ),
    **dict.fromkeys("expect anticipate predict project forecast await wait".split(), Modality.EXPECTED),
    **dict.fromkeys("able unable ready".split(), Modality.POSSIBLE),
    **dict.fromkeys("likely unlikely poised bound due certain sure".split(), Modality.EXPECTED),
}
# Verbs by what they make of what is to come: "hopes that it will rain".
FORESEEING = {
    **dict.fromkeys(_words("hope wish pray"), Modality.DESIRED),
    **dict.fromkeys(_words("fear worry"), Modality.POSSIBLE),
    **dict.fromkeys(_words("expect predict forecast anticipate"), Modality.EXPECTED),
}
# Adverbs that say how sure a thing is.
LIKELY = {
    **dict.fromkeys(_words("likely probably presumably"), Modality.EXPECTED),
    **dict.fromkeys(_words("possibly perhaps maybe conceivably"), Modality.POSSIBLE),
}
# Verbs by what they make of their gerund: "dreamed of winning", "suggested leaving".
GERUND_MODALITY = {
    **dict.fromkeys(_words("consider contemplate mull discuss think talk"), Modality.POSSIBLE),
    **dict.fromkeys(_words("dream fantasise fantasize suggest propose recommend advocate"), Modality.DESIRED),
    **dict.fromkeys(_words("plan"), Modality.PLANNED),
}
# Verbs whose object did what the infinitive says, if they are said of the past: "forced him to resign".
IMPLICATIVE = _words("lead cause force compel help get drive prompt oblige make let see hear watch use")
ENABLING = _words("allow permit enable able ability chance opportunity right power permission capacity freedom option")
# Nouns by what they make of their infinitive or "that" clause: "the decision to ban", "fears that it will rain".
NOUN_MODALITY = {
    **dict.fromkeys(_words("decision plan agreement intention promise pledge vow commitment move offer deal"), Modality.PLANNED),
    **dict.fromkeys(_words("fear worry concern hope possibility risk potential prospect danger threat"), Modality.POSSIBLE),
    **dict.fromkeys(ENABLING, Modality.POSSIBLE),
}
STATIVE_CHAIN = _words("begin start continue stop keep cease manage try attempt help get use appear seem tend happen come prove remain")
CONDITIONAL_MARKS = _words("if unless provided whether")
TEMPORAL_MARKS = _words("when whenever after before once while as")
WAITING = _words("wait await delay hold pause")  # "is waiting before congratulating": has not done it
AWAITING_MARKS = _words("until till once")  # what they introduce has not happened yet, unless told in the past: "until the mayor resigns"

# --- complements and who does what they say --------------------------------------------------------------------------------

# Verbs whose bare infinitive is their complement even where a parser reads it as a purpose ("voted to override").
INFINITIVE_VERBS = (
    frozenset(VERB_MODALITY)
    | STATIVE_CHAIN
    | NEGATIVE_VERBS
    | _words("find show prove know believe think report allege")
    | _words("vote move rush struggle work fight opt choose elect swear claim pretend strive scramble rally campaign lobby hurry afford")
)
# Nouns whose infinitive is done by who has, makes or gets them: "his plan to resign", "the right to sue".
INFINITIVE_NOUNS = (
    frozenset(NOUN_MODALITY)
    | _words("failure refusal inability reluctance unwillingness attempt effort bid proposal desire wish need order request call")
    | _words("permission willingness readiness authority duty obligation mandate contract race struggle fight campaign push drive")
    | _words("determination pressure motion resolution temptation urge will courage strength incentive invitation license licence")
)
# Verbs whose object does what the infinitive says ("urged him to resign").
OBJECT_CONTROL = _words("""urge ask tell order advise encourage press push beg instruct invite persuade convince force compel allow permit
enable require request command warn lead cause get help want expect remind challenge call""")
# Prepositions before a gerund that stands for the object ("dreams of selling"), and of what the object does ("kept him from leaving").
GERUND_PREPOSITIONS = _words("of for with in on from to about against into")
OBJECT_GERUNDS = _words("of from into")
# Verbs whose bare gerund is their object: "gave up looking".
GERUND_VERBS = _words("give stop keep finish quit consider avoid risk start begin continue enjoy resume cease go spend")
# Verbs with an object and what it becomes: "named her judge".
NAMING_VERBS = _words("make call name rename elect appoint declare deem dub label crown title nickname christen consider")
JUDGING = _words(  # "blamed him for losing": he lost
    "thank praise blame criticize criticise condemn reprimand rebuke scold punish fine jail imprison arrest sue convict indict prosecute "
    "sentence fire dismiss suspend forgive excuse mock ridicule attack honor honour reward congratulate "
    "credit commend applaud fault chide censure"
)
CAUSATIVE = _words("see hear watch feel make let have get keep leave find")  # "saw its shares fall": what was seen is no share
PERCEPTION = _words("have get keep leave see hear watch feel notice find catch spot picture imagine")  # "saw him leaving": he leaves
# What an event does rather than its patient: "the orders were withdrawn, allowing the fall to go on".
MEANING = _words("lead result mean")  # "funds ran out, leading to a bailout"
RESULTING = _words("allow lead cause make force leave mean result spark prompt raise bring give create push ensure enable trigger")

# --- words that go with a verb or stand for a preposition ------------------------------------------------------------------

# Adverbs that go with a verb as a particle does: "went up", "called back", also where a parser reads them as adverbs.
DIRECTIONS = _words("up down out off away back over aside apart together forward ahead in on along through around by")
# Bare nouns that are part of their verb: "took place in Oslo".
BARE_OBJECTS = {
    "take": _words("place part effect office shape root hold charge aim refuge note cover action shelter"),
    "make": _words("sense headlines history progress way"),
    "give": _words("way birth rise"),
    "come": _words("true"),
}
# Words before named members of a group: "leaders, including X and Y".
INCLUDING = _words("including like include such")
LIST_OPENERS = _words("starting beginning ending")
DANGLING = _words("compared based given depending considering regarding concerning")  # participles that serve as prepositions

# --- details ---------------------------------------------------------------------------------------------------------------

# Nouns of a time or of a stretch of time.
TIME_NOUNS = _words(
    "time day week weekend month year decade century morning afternoon evening night hour minute moment period term past future "
    "end start beginning middle"
)
# Prepositions to the role that an oblique most likely fills; times, quantities and places are found by content first.
PREPOSITION_ROLES = {
    "in": Role.PLACE,
    "at": Role.PLACE,
    "on": Role.TOPIC,
    "near": Role.PLACE,
    "outside": Role.PLACE,
    "inside": Role.PLACE,
    "across": Role.PLACE,
    "around": Role.PLACE,
    "into": Role.PLACE,
    "onto": Role.PLACE,
    "through": Role.INSTRUMENT,
    "throughout": Role.PLACE,
    "over": Role.REASON,
    "under": Role.OTHER,
    "with": Role.COMPANION,
    "alongside": Role.COMPANION,
    "by": Role.INSTRUMENT,
    "via": Role.INSTRUMENT,
    "for": Role.PURPOSE,
    "about": Role.TOPIC,
    "regarding": Role.TOPIC,
    "concerning": Role.TOPIC,
    "because": Role.REASON,
    "due": Role.REASON,
    "amid": Role.REASON,
    "despite": Role.CONCESSION,
    "to": Role.RECIPIENT,
    "from": Role.SOURCE,
    "of": Role.TOPIC,
    "as": Role.ROLE,
    "after": Role.TIME,
    "before": Role.TIME,
    "during": Role.TIME,
    "since": Role.TIME,
    "until": Role.CONDITION,
    "till": Role.CONDITION,
    "following": Role.TIME,
    "without": Role.MANNER,
    "like": Role.MANNER,
    "against": Role.OTHER,
    "toward": Role.RECIPIENT,
    "towards": Role.RECIPIENT,
    "upon": Role.TIME,
    "unless": Role.CONDITION,
    "pending": Role.CONDITION,
    "within": Role.DELAY,
}
# Nouns of complex prepositions ("in response to") with the role of the whole.
COMPLEX_PREPOSITIONS = {
    ("in", "response"): Role.REASON,
    ("in", "light"): Role.REASON,
    ("in", "retaliation"): Role.REASON,
    ("in", "wake"): Role.TIME,
    ("in", "aftermath"): Role.TIME,
    ("in", "case"): Role.CONDITION,
    ("in", "event"): Role.CONDITION,
    ("in", "spite"): Role.CONCESSION,
}
# Prepositions and nouns that only join sentences: "for instance", "in addition to".
JOINING = {("for", "instance"), ("for", "example"), ("of", "course"), ("after", "all")} | {
    ("in", noun) for noun in "addition fact particular general short turn part contrast effect".split()
}
MARK_ROLES = {
    "if": Role.CONDITION,
    "unless": Role.CONDITION,
    "provided": Role.CONDITION,
    "until": Role.CONDITION,
    "till": Role.CONDITION,
    "because": Role.REASON,
    "since": Role.REASON,
    "as": Role.TIME,
    "when": Role.TIME,
    "while": Role.TIME,
    "after": Role.TIME,
    "before": Role.TIME,
    "once": Role.TIME,
    "whenever": Role.TIME,
    "although": Role.CONCESSION,
    "though": Role.CONCESSION,
    "even": Role.CONCESSION,
    "despite": Role.CONCESSION,
    "to": Role.PURPOSE,
    "so": Role.PURPOSE,
    "for": Role.REASON,
    "by": Role.INSTRUMENT,
    "with": Role.MANNER,
    "without": Role.MANNER,
    "in": Role.PURPOSE,
    "of": Role.TOPIC,
    "over": Role.REASON,
    "amid": Role.REASON,
    "following": Role.TIME,
}
# Sums of money themselves: nothing that has a price.
FUNDS = _words(
    "profit loss revenue debt deal budget surplus deficit income bonus fine penalty sum total fund loan investment bailout package "
    "contract settlement lawsuit payment grant aid cut increase rise gap tax sale plan"
)

# --- events as nouns -------------------------------------------------------------------------------------------------------

# Verbs whose noun bears the meaning: "sent a letter to".
LIGHT_VERBS = _words(
    "show make give take have do issue send offer express voice launch hold pay lodge file mount extend bring deliver"
)
# Verbs that say no more than that the event of their object takes place ("launch an attack", "issue congratulations").
SUPPORT_VERBS = _words("""make give take have do issue send offer express voice launch hold pay lodge file mount extend deliver conduct
commit carry bring stage wage undertake perform impose level raise cast place open begin start sign reach strike""")
RECEIVING = _words("receive get win gain earn draw face suffer attract")  # who has the event of their object done to them
# What a modifier of an event's noun, a noun that governs it, or a verb with its preposition says of whether the event took place.
MODALITY_OF_MODIFIERS = {
    **dict.fromkeys(
        "possible potential alleged suspected supposed purported apparent reported would-be threatened".split(), Modality.POSSIBLE
    ),
    **dict.fromkeys("planned upcoming forthcoming proposed future scheduled intended pending next".split(), Modality.PLANNED),
    **dict.fromkeys("expected anticipated likely imminent looming".split(), Modality.EXPECTED),
    **dict.fromkeys(
        "attempted foiled thwarted hypothetical unsuccessful averted cancelled canceled aborted".split(), Modality.HYPOTHETICAL
    ),
}
MODALITY_OF_NOUNS = {
    **NOUN_MODALITY,
    **dict.fromkeys("suspicion speculation talk rumor rumour".split(), Modality.POSSIBLE),
    **dict.fromkeys("preparation proposal goal aim warrant bid step order push vote".split(), Modality.PLANNED),
    **dict.fromkeys("call demand request appeal hope wish petition pressure plea need".split(), Modality.DESIRED),
    **dict.fromkeys("prospect expectation likelihood anticipation forecast prediction".split(), Modality.EXPECTED),
    **dict.fromkeys(
        "opposition objection resistance alternative right authority power permission condition debate question".split(),
        Modality.HYPOTHETICAL,
    ),
}
MODALITY_OF_VERBS = {
    key.replace("_", " "): modality
    for modality, keys in (
        (
            Modality.POSSIBLE,
            "consider discuss debate explore eye contemplate weigh justify warrant fear risk suspect allow permit threaten",
        ),
        (
            Modality.PLANNED,
            "plan schedule propose promise pledge vow prepare intend arrange order authorize authorise approve negotiate agree offer "
            "prepare_for plan_for agree_to vote_for aim_for",
        ),
        (
            Modality.DESIRED,
            "seek demand urge request recommend advocate want desire need encourage foster promote facilitate ensure guarantee favor "
            "favour require call_for ask_for push_for press_for hope_for wish_for appeal_for campaign_for argue_for look_for "
            "petition_for plead_for",
        ),
        (Modality.EXPECTED, "expect anticipate predict project forecast await wait_for"),
        (Modality.HYPOTHETICAL, "oppose reject resist delay postpone object_to"),
    )
    for key in keys.split()
}
PREVENTING = _words("prevent avoid avert block thwart foil cancel scrap preclude fake") | {"rule out", "call off"}
NEGATIVE_CASES = _words("without")
OPEN_CASES = {
    "until": Modality.HYPOTHETICAL,
    "pending": Modality.HYPOTHETICAL,
    "in case of": Modality.HYPOTHETICAL,
    "in event of": Modality.HYPOTHETICAL,
    "ahead of": Modality.PLANNED,
}

# --- people ----------------------------------------------------------------------------------------------------------------

TITLES = _words("""mr mrs ms miss dr sir dame lord lady rev reverend gen general col colonel capt captain maj major lt lieutenant sgt
sergeant cpl sen senator rep representative gov governor prof professor judge justice president chancellor premier minister prime vice
speaker secretary ambassador king queen prince princess pope bishop archbishop cardinal imam sheikh shaikh ayatollah congressman
congresswoman councilman councilwoman mayor sheriff chief former then late ex acting deputy attorney""")
ABBREVIATED = {
    "rep": "representative",
    "reps": "representative",
    "sen": "senator",
    "sens": "senator",
    "gov": "governor",
    "gen": "general",
    "col": "colonel",
    "capt": "captain",
    "lt": "lieutenant",
    "sgt": "sergeant",
    "prof": "professor",
    "rev": "reverend",
    "amb": "ambassador",
    "supt": "superintendent",
}
PARTIES = {"R": "Republican", "D": "Democrat", "I": "independent"}
MALE = _words(
    "mr sir lord king prince congressman councilman spokesman chairman he him his himself father son brother husband man boy "
    "businessman salesman actor pope policeman gentleman uncle nephew grandfather grandson widower"
)
FEMALE = _words(
    "mrs ms miss dame lady queen princess congresswoman councilwoman spokeswoman chairwoman she her hers herself mother "
    "daughter sister wife woman girl businesswoman actress policewoman aunt niece grandmother granddaughter widow"
)
# Nouns for what a person is: titles, offices, trades, kinship. A definite one may stand for somebody named before.
ROLE_NOUNS = _words("""president vice-president chancellor premier minister senator representative congressman congresswoman lawmaker
legislator governor mayor secretary ambassador envoy diplomat official leader chief head chairman chairwoman chairperson chair director
executive ceo founder owner boss manager commissioner commander general colonel captain lieutenant sergeant officer spokesman spokeswoman
spokesperson aide adviser advisor assistant deputy attorney lawyer prosecutor judge justice sheriff detective investigator agent
professor teacher doctor scientist researcher economist analyst expert author writer reporter journalist editor columnist critic activist
campaigner organizer candidate nominee challenger opponent rival incumbent democrat republican conservative liberal politician
statesman strategist pollster consultant banker businessman businesswoman billionaire investor developer actor actress singer artist
player coach athlete quarterback striker wife husband father mother son daughter brother sister widow widower friend colleague
staffer employee worker member co-chair co-chairman co-founder treasurer whip speaker monarch king queen prince princess pope bishop
priest imam rabbi pastor suspect defendant victim witness survivor shooter gunman accuser plaintiff correspondent host anchor
partner ally mate runner-up winner loser man woman boy girl teenager student counsel auditor alderman commentator
head-of-state communications-director communicator psychologist physician nurse pilot driver engineer""")
MALE_NAMES = _words("""james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald
steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen
larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam nathan henry
douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald terry sean austin carl arthur lawrence jesse
dylan bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell elijah louis bobby
philip johnny bernie barack vladimir dmitry dmitri alexei sergei boris emmanuel narendra mitch luther blake greg steve jim bob
bill tom tim chuck harry ash josh ted rand marco jeff mike doug cory andrzej andres viktor ivan igor mikhail nikolai oleg
mohammed muhammad ahmed ali hassan hussein abdullah omar khalid ibrahim mustafa recep bashar xi jinping li wei kim shinzo angelo
pedro carlos luis miguel antonio francisco javier fernando diego manuel hans klaus karl olaf friedrich jean pierre jacques francois""")
FEMALE_NAMES = _words("""mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley
kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley
anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie
olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann
sara madison frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn danielle beverly isabella
theresa diana natalie brittany charlotte marie kayla alexis lori hillary kamala ella sandi leigh kay kellyanne ivanka
melania ursula jacinda nikki elena olga tatiana natalia irina svetlana fatima aisha leila michele condoleezza dianne""")

# --- what words have in common ---------------------------------------------------------------------------------------------

STOP = _words("""a an the this that these those and or but nor so yet if then than as of to in for on at by with from into onto over
under about against between through during before after above below up down out off again further once here there when where why how
all any both each few more most other some such no not only own same too very s t can will just don should now i me my we our you your
he him his she her it its they them their what which who whom be is are was were been being am have has had having do does did doing
would could may might must shall also said say says told tell n't 's 're 've 'll 'd ' " . , ; : ! ? - – — ( ) [ ] $ % one""")
# Words that mean the same in news prose, by their first member: what a reader takes for the same deed.
SYNONYM_SETS = tuple(
    """congratulate congratulation congrats wish
say state declare announce note tell add remark comment explain mention
win victory triumph beat defeat prevail
lose loss
resign resignation quit depart departure
die death dead perish
kill slay murder killing slaying assassinate assassination
sue lawsuit suit litigation
accuse accusation allege allegation claim charge
deny denial refute
reject rejection dismiss dismissal rebuff spurn
repay reimburse reimbursement payback refund
money fund cash
appropriate correct proper
wait await
final finalise finalize
result outcome count tally
choice decision
meet meeting
override overrule overturn overriding
vote voting ballot
bill legislation measure act law statute
pass approve approval adopt adoption clear passage
oppose opposition object objection opponent
support back endorse endorsement backing supporter proponent
help aid assist assistance
hurt harm damage injure wound
attack assault strike raid
buy purchase acquire acquisition
sell sale
begin start launch commence open
end finish conclude cease
increase rise grow surge climb jump soar growth
decrease fall drop decline plunge slump dip
hope hopeful
meddle interfere interference meddling intervene intervention
fraud cheating rigging falsification fraudulent
concede concession
dialogue dialog talk discussion conversation
normalize normalise
establish re-establish
challenge dispute contest
arrest detain custody detention apprehend
plead plea
sentence sentencing
prison jail imprisonment incarcerate incarceration
fire sack oust ouster firing
aide staffer assistant staff
harassment misconduct
woman female
child kid
urge press exhort implore
promise pledge vow commit commitment
thank thanks gratitude grateful
ready readiness prepared
big huge large massive enormous
several multiple numerous many
reporter journalist correspondent
lawmaker legislator congressman congresswoman representative
immunity protection
delete remove removal erase
page profile account
explicit graphic lewd
illegally wrongfully unlawfully
spokesman spokeswoman spokesperson
former ex
reelection re-election
teenage teen teenager
quarrel row feud clash
crash collision accident wreck
storm hurricane cyclone typhoon
shoot shooting gunfire gunshot
police officer cop
protest demonstration rally march
company firm corporation business
ban prohibit bar forbid outlaw prohibition
allow permit let enable
molest abuse
candidate nominee contender hopeful
wife spouse
republican gop
democrat democratic dem
chairman chairwoman chair chairperson
quick quickly swift swiftly soon
lawyer attorney counsel
amend change alter revise revision
grant give
shield protect
vulnerable exposed
jeopardy risk danger peril
clear obvious evident
troop soldier serviceman servicemember
retaliate retaliation retaliatory
lead leader head chief
boss executive ceo
cry weep sob tear
admit acknowledge confess admission
apologize apologise apology sorry
blame fault responsibility responsible
withdraw withdrawal pullout
leave exit
flee escape
rescue save
search hunt
victim casualty
father dad
mother mom mum
film movie picture
song track single
probe investigate investigation inquiry
expect anticipate forecast predict
fear worry concern
angry anger furious fury outrage
criticize criticise criticism slam blast denounce condemn condemnation rebuke
praise laud applaud commend hail
warn warning caution
threaten threat
agree agreement accord deal pact
negotiate negotiation
sign signing signature
veto vetoed
budget spending expenditure
spend use
tax levy
cost price worth
earn income salary pay
job work employment
hire recruit employ
fine penalty
punish punishment
guilty convict conviction
acquit acquittal exonerate clear
judge justice
court tribunal
trial hearing
testify testimony
evidence proof
document paper file record
letter note
email e-mail
phone telephone call
interview
report account story article
newspaper daily
poll survey
election race contest
campaign
president leader
minister secretary
government administration
country nation state
foreign overseas abroad
border frontier
war conflict fighting
peace ceasefire truce armistice
weapon arm gun firearm
bomb explosive explosion blast
terrorist militant extremist
rebel insurgent
hostage captive
refugee migrant immigrant asylum-seeker
disease illness
doctor physician
hospital clinic
vaccine vaccination jab shot
infect infection case
school college university
student pupil
teacher professor
house home residence
building structure
fire blaze
flood flooding
earthquake quake
plane aircraft jet airplane
ship vessel boat
car vehicle auto
road highway street
city town
area region
north northern
south southern
show reveal disclose disclosure unveil
hide conceal
approach near
touch
kiss
girl
boy
young
old aged
rich wealthy
poor
important significant key major
difficult hard tough
dangerous hazardous unsafe
false untrue fake baseless bogus
true accurate
secret confidential
public
private personal
legal lawful
illegal unlawful
step move measure
plan intend intention aim
try attempt seek effort
ask request
answer reply respond response
refuse decline refusal
stop halt suspend suspension
delay postpone postponement
continue remain
return come
arrive arrival
build construct construction
destroy destruction demolish
create establish found
choose select pick elect
appoint name nominate appointment nomination
replace succeed
join
face confront
fight battle
reach achieve
receive get obtain
send deliver
bring carry
keep retain
need require requirement
want desire
think believe consider
know aware
remember recall
forget
decide rule ruling
prove
describe call
cause lead
avoid prevent
lone sole single only
first initial
last final
recent recently
often frequently
sexual sex""".splitlines()
)
SYNONYMS = {word: group.split()[0] for group in reversed(SYNONYM_SETS) for word in group.split()}  # of several groups, the first

# Deeds that one doer does not do at once; "for" and "against" as in "voted for".
OPPOSITES = tuple(
    (pair.split()[0], pair.split()[1])
    for pair in """for against; rise fall; rise drop; increase decrease; increase fall; raise lower; raise cut; increase cut; grow shrink;
    gain lose; win lose; accept reject; accept refuse; approve reject; support oppose; back oppose; open close; start end; begin end;
    start stop; arrive leave; buy sell; join leave; join quit; arrest release; detain release; convict acquit; uphold overturn;
    praise criticize; strengthen weaken; allow ban; allow block; lift impose; enter leave; confirm deny; admit deny; agree refuse;
    expand cut; hire fire; succeed fail; widen narrow""".split(";")
)
