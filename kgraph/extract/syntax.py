"""What the extractor asks of a UD parse: pruned noun phrases, predicates, their subjects, verb groups."""

from __future__ import annotations

import re
from operator import attrgetter

from kgraph.extract.lexicon import ABBREVIATED, CONTENT_NOUNS, DIRECTIONS, INCLUDING, MEDIA, NEGATORS, ROLE_NOUNS, SPEECH_NOUNS
from kgraph.parse import Span, Token, once

CLAUSAL = frozenset(
    "acl acl:relcl advcl advcl:relcl ccomp parataxis appos conj cc cc:preconj punct list dislocated discourse "
    "vocative reparandum orphan dep csubj csubj:pass csubj:outer".split()
)
LONGEST_COMPLETION = 15  # tokens of a clause that stays in its noun's phrase
LONGEST_RESTRICTION = 6
SUBJECTS = frozenset("nsubj nsubj:pass nsubj:outer csubj csubj:pass csubj:outer".split())
OBLIQUES = frozenset("obl obl:unmarked obl:tmod obl:npmod nmod:unmarked nmod:tmod".split())
NAME_TYPES = frozenset("PERSON ORG LOC GPE FAC NORP PRODUCT EVENT WORK_OF_ART LAW MISC".split())
NUMERIC_TYPES = frozenset("DATE TIME MONEY PERCENT QUANTITY ORDINAL CARDINAL".split())
RELATIVE = frozenset("who which that whom whose where when".split())
PAIRING = frozenset("not only also both either neither just".split())  # "not only the banks but also the funds"
HOLLOW = frozenset("one ones those anyone someone something anything everything everyone".split())  # say nothing without their clause
PARTS_OF_PHRASES = frozenset("amod compound aux aux:pass cop case mark det fixed flat nummod punct compound:prt".split())  # head no clause
RELATIVE_CLAUSES = ("acl:relcl", "advcl:relcl", "acl")
FREE_RELATIVE = frozenset("what whatever whoever whichever how why".split())
HOLLOW_OR_FREE = HOLLOW | FREE_RELATIVE
PLACE = attrgetter("i")
FIRST = frozenset("i me my mine myself we us our ours ourselves".split())


def children(token: Token, *deps: str) -> list[Token]:
    """The dependents of a token in any of some relations, in order."""
    return [c for c in token.children if c.dep_ in deps] if not token.relations.isdisjoint(deps) else []


def in_order(*tokens: Token) -> list[Token]:
    """The tokens in reading order, each once."""
    return sorted(set(tokens), key=PLACE)


def first_case(token: Token) -> str:
    """The first word of a phrase's preposition; "" where it has none."""
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "") if "case" in token.relations else ""


@once
def is_infinitive(verb: Token) -> bool:
    """Whether "to" or "in order to" introduces a verb."""
    return any(t.lower_ == "to" for mark in children(verb, "mark") for t in (mark, *children(mark, "fixed")))


def is_too_much(verb: Token) -> bool:
    """Whether an infinitive tells what does not happen for an excess: "too busy to notice"."""
    above = verb.head
    return is_infinitive(verb) and any(c.lower_ == "too" and c.dep_ == "advmod" for t in (above, *above.children) for c in t.children)


@once
def is_predicate(token: Token) -> bool:
    """Whether a token heads a clause: a verb not used as a modifier, or a nominal or adjective with a copula."""
    if token.dep_ in PARTS_OF_PHRASES:
        return False
    if "cop" in token.relations:
        return True
    if token.tag_ in ("VBG", "VBN") and text_before(token) == "-" and token.dep_ not in ("ROOT", "conj"):
        return False  # "a market-leading store"
    if token.pos_ == "VERB":
        if token.dep_ in ("nsubj", "obj", "obl", "nmod", "nmod:poss") and not any(
            c.dep_ in SUBJECTS or c.dep_ == "obj" for c in token.children
        ):
            return False
        return True
    if token.is_alpha and "obj" in token.relations:  # nouns have none: "hit" read as a noun
        return token.has(*SUBJECTS)
    return token.pos_ == "AUX" and token.tag_ != "MD" and token.has(*SUBJECTS)


def copula(token: Token) -> Token | None:
    """The form of "be" that makes a noun or adjective a predicate; the one around a whole clause ("the problem is that …") does not."""
    if "cop" not in token.relations:
        return None
    forms = children(token, "cop")
    return next(iter(forms[len(children(token, "nsubj:outer")) :]), None)


@once
def noun_phrase(head: Token) -> list[Token]:
    """The tokens of a phrase without its relative clauses, appositions and further conjuncts; contiguous around the head.

    An infinitive or "that" clause that completes a noun ("decision to resign") stays.
    """
    kept = {head.i}
    stack = [head]
    while stack:
        token = stack.pop()
        for child in token.children:
            whole = _completes(token, child)
            if whole and child.right_edge.i - child.left_edge.i < LONGEST_COMPLETION:
                kept.update(t.i for t in child.subtree)
                continue
            if child.dep_ in CLAUSAL and not whole:
                if child.dep_ == "conj" and token != head and token.dep_ in ("amod", "compound", "nmod:desc"):
                    pass
                elif child.dep_ == "punct" and child.text in "-–/'\"" or child.dep_ in ("cc", "cc:preconj") and token != head:
                    pass
                elif child.dep_ == "conj" and token != head and children(token, "cc:preconj"):  # "servers for both the bank and the shop"
                    pass
                elif child.dep_ == "conj" and (preposition(token) == "between" and token.dep_ == "nmod" or range_mark(token) is not None):
                    pass
                elif child.dep_ in RELATIVE_CLAUSES and token.lower_ in HOLLOW_OR_FREE:  # "the outcome of what was a close race"
                    pass
                elif child.dep_ == "conj" and token.dep_ == "nummod":  # "between 60 and 90 days"
                    pass
                else:
                    continue
            if (
                token == head
                and child.dep_ in ("cop", "aux", "aux:pass", "mark", "nsubj", "nsubj:pass", "nsubj:outer", "advmod")
                and is_predicate(head)
            ):
                continue
            if child.dep_ in ("case", "mark") and token == head and child != range_mark(head):
                continue
            if token == head and child.dep_ in ("amod", "nmod", "acl") and child.i > head.i and after_comma(child):
                continue  # "early signs, such as …", "the layout, similar to that of …"
            kept.add(child.i)
            stack.append(child)
    words = head.doc.tokens
    low = high = head.i
    while low - 1 in kept or (low - 2 in kept and words[low - 1].is_punct and words[low - 1].text in "-–/'\""):
        low -= 1
    while high + 1 in kept or (high + 2 in kept and words[high + 1].is_punct and words[high + 1].text in "-–/,'\"."):
        high += 1
    tokens = words[low : high + 1]
    while len(tokens) > 1 and (tokens[-1].is_punct and tokens[-1].text not in ")%" or tokens[-1].lower_ == "respectively"):
        tokens.pop()
    while (
        len(tokens) > 1
        and tokens[0] != head
        and (
            tokens[0].is_punct
            and tokens[0].text not in "($"
            or tokens[0].dep_ in ("cc", "mark")
            or tokens[0] in denial(head)
            or tokens[0].lower_ in PAIRING
            and tokens[0].dep_ in ("advmod", "cc:preconj")
            or tokens[0].tag_ == "IN"
            and tokens[0].lower_ in ("that", "as")
        )
    ):
        tokens.pop(0)
    behind = tokens[-1].i + 1
    if behind < len(words) and words[behind].text == '"' and sum(t.text == '"' for t in tokens) == 1:
        tokens.append(words[behind])
    return tokens


def text_before(token: Token) -> str:
    """The word before a token; none before the first of a passage."""
    return token.doc.tokens[token.i - 1].text if token.i else ""


def after_comma(token: Token) -> bool:
    """Whether a comma stands before a phrase or clause, or opens it."""
    return "," in (token.left_edge.text, text_before(token.left_edge))


def definition(noun: Token) -> list[Token]:
    """The clause by which an indefinite predicate says something, and that has a subject of its own: "is a move that people like"."""
    if not any(c.dep_ == "det" and c.lower_ in ("a", "an") for c in noun.children):
        return []
    clause = next(iter(children(noun, "acl:relcl")), None)
    if clause is None or after_comma(clause) or clause.right_edge.i - clause.left_edge.i >= LONGEST_COMPLETION:
        return []
    return list(clause.subtree) if any(s.lower_ not in RELATIVE for s in children(clause, *SUBJECTS)) else []


def is_general(noun: Token) -> bool:
    """Whether a noun stands for all of its kind that the phrase describes: "dealers competing …", "all content stored …"."""
    determiners = {c.lower_ for c in noun.children if c.dep_ in ("det", "nmod:poss", "nummod")}
    return bool(determiners & {"all", "any", "every", "each", "no", "most"}) or (noun.tag_ == "NNS" and not determiners)


def restriction(noun: Token) -> list[Token]:
    """The words of a short participle that tells which one is meant: "would not sell music branded with an apple"."""
    for clause in children(noun, "acl"):
        short = clause.right_edge.i - clause.left_edge.i < LONGEST_RESTRICTION
        if short and clause.tag_ in ("VBN", "VBG") and clause.i > noun.i and not after_comma(clause):
            return list(clause.subtree)
    return []


def is_idle(that: Token) -> bool:
    """Whether a "that" read as a relative pronoun stands for nothing in its clause, as the verb has an object beside it."""
    if that.lower_ != "that" or that.dep_ in SUBJECTS:
        return False
    return that.dep_ != "obj" or len(children(that.head, "obj")) > 1


def _completes(noun: Token, clause: Token) -> bool:
    """Whether a clause tells what a noun is about: "decision to resign", "allegations of meddling", "a charge that she lied"."""
    if clause.dep_ not in ("acl", "acl:relcl", "ccomp") or noun.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return False
    opening = {c.lower_ for c in clause.children if c.dep_ == "mark" or is_idle(c)}
    own = clause.has(*SUBJECTS)
    if "to" in opening:
        return not own
    short = clause.right_edge.i - clause.left_edge.i < LONGEST_COMPLETION
    if "of" in opening:
        return short and not own and clause.tag_ == "VBG"
    return short and own and "that" in opening and (noun.base in SPEECH_NOUNS or noun.base in CONTENT_NOUNS)


@once
def conjuncts(token: Token) -> list[Token]:
    """The token, the members of it that are named ("leaders, including X and Y") and its nominal conjuncts; not for predicates."""
    found: list[Token] = []
    stack = [token]
    while stack:
        member = stack.pop()
        found.append(member)
        if range_mark(member) is None:
            stack += [child for child in reversed(member.children) if _joins(child)]
    return found


def _joins(child: Token) -> bool:
    """Whether a dependent is one more of what its head is one of: a nominal conjunct, or a name behind "including"."""
    if child.dep_ == "conj":
        return not is_predicate(child)
    if child.dep_ not in ("nmod", "obl", "appos", "acl") or child.ent_type_ not in NAME_TYPES:
        return False
    return any(c.lower_ in INCLUDING for c in children(child, "case", "mark"))


@once
def range_mark(head: Token) -> Token | None:
    """The "between" that opens a range of numbers: "between $2 and $3 million"."""
    if head.pos_ not in ("NUM", "SYM") and not children(head, "nummod"):
        return None
    return next((c for c in children(head, "case") if c.lower_ == "between"), None)


@once
def alternatives(head: Token) -> list[Token]:
    """The further members of "dust or clouds", of which any may be meant; [] where nothing is left open."""
    members = [c for c in conjuncts(head) if c != head]
    return members if any(c.dep_ == "cc" and c.lower_ == "or" for m in members for c in m.children) else []


@once
def name_at(token: Token) -> Span:
    """The named entity of which a token is part."""
    words, start, end = token.doc.tokens, token.i, token.i + 1
    while words[start].ent_iob_ == "I":
        start -= 1
    while end < len(words) and words[end].ent_iob_ == "I":
        end += 1
    return Span(token.doc, start, end, token.ent_type_)


def name_in(tokens: list[Token], head: Token) -> Span | None:
    """The named entity that a phrase is about: the one on its head, or the name after a title ("President Obama").

    "Trump's campaign" and "the Trump campaign" are about no named entity, unless the recogniser took the whole; "the former
    representative, Jesse Jackson" is about him.
    """
    roles = [head, *(children(head, "nmod") if head.lower_ == "one" else ())]  # "one of her lawyers, Tom Kirsch"
    near = [t for role in roles for t in (role, *role.children) if t.ent_type_ in NAME_TYPES]
    if not near:
        return None
    inside = {t.i for t in tokens}
    for ent in dict.fromkeys(map(name_at, in_order(*near))):
        if ent.start <= head.i < ent.end and {t.i for t in ent} & inside:
            return ent
        root = ent.root
        medium = ent.label_ not in ("PERSON", "NORP", "LOC", "GPE") and head.base in MEDIA
        if root.head == head and medium and root.dep_ in ("compound", "amod", "appos", "flat"):
            return ent
        if root.head in roles and root.dep_ == "appos" and ent.label_ == "PERSON" and any(r.base in ROLE_NOUNS for r in roles):
            return ent
        if root.head == head and root.dep_ == "appos" and head.tag_ == "NN" and not head.ent_type_ and ent.label_ not in ("PERSON", "NORP"):
            return ent  # "the country's largest bank, Nordbank"
        if root.head == head and root.i > head.i and root.dep_ in ("flat", "appos", "compound", "flat:name") and root.i in inside:
            return ent
    return None


@once
def minimal_phrase(head: Token) -> list[Token]:
    """The phrase of a subject; of a description with a name in apposition ("the former representative, Jesse Jackson") the name.

    A clause as subject stands whole: "what he wants", "to weaken the economy".
    """
    if is_clausal(head):
        tokens = contiguous(clause_tokens(head))
        return tokens[1:] if tokens[0].head == head and (tokens[0].dep_ == "case" or tokens[0].lower_ == "that") else tokens
    tokens = noun_phrase(head)
    name = name_in(tokens, head)
    return list(name) if name is not None and name.start > tokens[-1].i else tokens


def is_clausal(argument: Token) -> bool:
    """Whether a clause stands for a noun phrase: "to wait is right", "that he won is clear", "what he wants is unclear"."""
    return argument.dep_.startswith("csubj") or argument.lower_ in FREE_RELATIVE and bool(children(argument, *RELATIVE_CLAUSES))


@once
def verb_group(verb: Token) -> list[Token]:
    """Auxiliaries, copula, negation, particles and the verb itself, in order."""
    be = copula(verb)
    group = [c for c in verb.children if c.dep_ in ("aux", "aux:pass") or c == be or is_negation(c)]
    group += [n for c in group if is_negation(c) for n in c.children if n.lower_ == "no"]
    return in_order(*group, *particles(verb), verb)


def particles(verb: Token) -> list[Token]:
    """The particles of a verb: "took over", "went up by 5 percent"."""
    return [
        c
        for c in verb.children
        if c.dep_ == "compound:prt" or (c.dep_ == "advmod" and c.i == verb.i + 1 and c.lower_ in DIRECTIONS and c.n_lefts + c.n_rights == 0)
    ]


def denial(argument: Token) -> list[Token]:
    """The words that deny one argument of several: "not Weber but Braun", "a lawyer, not a judge", "met Braun rather than Lopez"."""
    for child in argument.children:
        if child.dep_ == "cc" and child.lower_ == "rather" and argument.dep_ == "conj":
            return [child, *children(child, "fixed")]
        if child.lower_ == "not" and child.dep_ in ("advmod", "cc:preconj", "cc") and not _half_of_pair(child):
            return [child]
    return []


def _half_of_pair(negator: Token) -> bool:
    """Whether a "not" belongs to "not only … but also"."""
    words, behind = negator.doc.tokens, negator.i + 1
    return behind < len(words) and words[behind].lower_ in ("only", "just", "merely", "least")


@once
def is_negation(token: Token) -> bool:
    if token.dep_ != "advmod":
        return False
    if token.lower_ in ("longer", "more"):  # "no longer"
        return any(c.lower_ == "no" for c in token.children)
    return (token.lower_ in NEGATORS or token.base in NEGATORS) and not _half_of_pair(token)


@once
def clause_head(token: Token) -> Token:
    """The nearest predicate at or above a token."""
    current = token
    while current.head != current and not is_predicate(current):
        current = current.head
    return current


def held_by(noun: Token) -> Token | None:
    """Whom or what an office or trade belongs to: "spokeswoman for Ryan", "Clinton's runner-up"."""
    for child in noun.children:
        if child.dep_ == "nmod:poss":
            return child if child.lower_ != "whose" else None
    for child in noun.children:
        if child.dep_ == "nmod" and preposition(child) in ("of", "for", "to", "at", "in", "from", "with"):
            return child
    return None


def role_words(noun: Token) -> str:
    """The noun with its own modifiers, lower-case: "former communications director"; names inside are left out."""
    kept = [
        t
        for t in noun.doc[noun.left_edge.i : noun.i + 1]
        if t == noun or (t.head == noun and t.dep_ in ("amod", "compound") and t.ent_type_ not in NAME_TYPES)
    ]
    of = [t for t in noun.children if t.dep_ == "nmod" and t.lower_ in ("state", "staff", "government", "mission", "party")]
    return " ".join([*(t.lower_ for t in kept), *(f"of {t.lower_}" for t in of)])


@once
def preposition(token: Token) -> str:
    """The words of a phrase's preposition or subordinator, with what is fixed to it ("because of"); "" where it has none."""
    words: list[str] = []
    for case in children(token, "case", "mark"):
        if case.lower_ in ("'s", "'"):
            continue
        words += [case.lower_, *(c.lower_ for c in case.children if c.dep_ == "fixed")]
    return " ".join(words)


def core_clause(head: Token) -> list[Token]:
    """A clause's tokens without the clauses and asides that hang on it, in order."""
    kept, stack = [head], [head]
    while stack:
        for child in stack.pop().children:
            if child.dep_ not in ("acl:relcl", "appos", "parataxis") and not (child.dep_ in ("conj", "advcl") and is_predicate(child)):
                kept.append(child)
                stack.append(child)
    return in_order(*kept)


def bridge(tokens: list[Token]) -> list[Token]:
    """Fill gaps of up to three tokens that say nothing of their own (adverbs, marks, punctuation, articles)."""
    filled: list[Token] = []
    for token in tokens:
        if filled and 1 < token.i - filled[-1].i <= 4:
            gap = token.doc.tokens[filled[-1].i + 1 : token.i]
            if all(t.pos_ in ("ADV", "PUNCT", "DET", "PART", "AUX", "ADP", "SCONJ", "SPACE", "ADJ") or t.lower_ in RELATIVE for t in gap):
                filled.extend(gap)
        filled.append(token)
    return filled


def runs(tokens: list[Token]) -> list[list[Token]]:
    """Tokens, in order, cut where words between them are missing."""
    found: list[list[Token]] = []
    for token in tokens:
        if found and token.i == found[-1][-1].i + 1:
            found[-1].append(token)
        else:
            found.append([token])
    return found


def trim(run: list[Token]) -> list[Token]:
    run = list(run)
    while run and (run[-1].is_space or run[-1].text in ",;:.-–—"):
        run.pop()
    while run and (run[0].is_space or run[0].text in ",;:.-–—"):
        run.pop(0)
    if len(run) == 1 and run[0].is_punct:
        return []
    return run


def contiguous(tokens: list[Token]) -> list[Token]:
    """From the first to the last of the tokens, everything between included."""
    if not tokens:
        return []
    return trim(tokens[0].doc.tokens[tokens[0].i : tokens[-1].i + 1]) or tokens


def clause_tokens(head: Token) -> list[Token]:
    """A clause's tokens without the asides that hang on its head, in order."""
    aside = {t for c in children(head, "parataxis") for t in c.subtree}
    return in_order(*(t for t in head.subtree if t not in aside))


@once
def is_role_noun(token: Token) -> bool:
    word = token.lower_.rstrip(".")
    return token.pos_ in ("NOUN", "PROPN", "ADJ") and (token.base in ROLE_NOUNS or word in ROLE_NOUNS or word in ABBREVIATED)


def title_tokens(ent: Span) -> list[Token]:
    """The words of a title before a person's name: "former Vice President", "Kremlin spokesman"; [] where there is none."""
    doc, start = ent.doc, ent.start
    low = start
    while low > 0:
        token = doc[low - 1]
        if token.is_sent_start and low < start and doc[low].is_sent_start:
            break
        if (
            token.pos_ in ("NOUN", "PROPN", "ADJ")
            or (token.tag_ in ("VBG", "VBN") and token.dep_ in ("amod", "compound"))
            or token.text in ("-", "'s", "'")
            or (token.lower_ == "of" and low - 1 > 0 and low < start)
        ):
            if token.ent_type_ == "PERSON" and low == start:
                break
            low -= 1
            if doc[low].is_sent_start:
                break
            continue
        break
    tokens = [doc[i] for i in range(low, start)]
    while tokens and (tokens[0].is_punct or tokens[0].text in ("'s", "'") or tokens[0].lower_ == "of"):
        tokens.pop(0)
    return tokens


def owner_of_aside(token: Token) -> Token:
    """The person before a party label that a parser took for the head ("Sen. John Cornyn, R-Texas, said"); else the token itself."""
    if token.text[0] in "RDI" and re.match(r"[RDI]-[A-Z]", token.doc[token.i : token.i + 3].text):
        for at in range(token.i - 1, max(token.i - 5, -1), -1):
            if token.doc[at].ent_type_ == "PERSON":
                return name_at(token.doc[at]).root
    return token
