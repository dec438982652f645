// Utterances: one act of speech, in the words of each outlet

const saidBy = (utterance) => (utterance.speaker ? bdi(utterance.speaker) : "somebody who is not named");

/** The words as printed; those that the first wording has otherwise are marked, and what it has beside them stands struck out. */
function wording(pieces) {
  const gone = (words) => (words.split(" ").length > 4 ? el("del.long", { title: words }, "[…]") : el("del", {}, words));
  return pieces.flatMap(([kind, words, base]) => [base && gone(base),
    kind === "equal" || !words ? words : [el("ins", {}, words.trimEnd()), words.slice(words.trimEnd().length)]]);
}

function utteranceCard(u) {
  const utterance = utterances[u];
  return el("article.card.utterance", { "data-utterance": utterance.id },
    el("p.kicker", {}, count(utterance.outlets.length, "outlet"), ", ", count(utterance.wordings.length, "wording")),
    el("h2", {}, "Said by ", saidBy(utterance)),
    el("ol.wordings", {}, utterance.wordings.map((made) => el("li", {},
      el("blockquote", { dir: "auto" }, wording(made.words)),
      el("p.who", {}, made.printed.map(([o, form, c]) => el("span.printed", {}, outletName(o), FORM[form] && ` (${FORM[form]})`,
        c !== null && button(".link", () => open({ c: claims[c].id }), "read"))),
      utterance.wordings.length > 1 && el("span.small", {}, WORDING[made.kind]))))));
}

// The articles themselves, where the page holds them

const OTHERS = { duplicate: "repeated line", date_line: "date line", agency_credit: "agency’s credit", url_line: "address",
  share_bar: "share buttons", comment_form: "comment form", site_notice: "notice of the site", teaser: "other articles", bio: "author’s bio" };
const inText = [];

/** The characters of an article (offsets count code points), and its claims, those of the shortest passage first. */
function articleAt(n) {
  return (inText[n] ??= {
    letters: Array.from(documents[n].text),
    claims: claims.map((_, c) => c).filter((c) => claims[c].document === n)
      .sort((a, b) => claims[a].end - claims[a].start - (claims[b].end - claims[b].start)) });
}
const spansOf = (claim) => claim.spans ?? [[claim.start, claim.end]];

/** The text in pieces: [start, end, kind of boilerplate, claim whose words they are, marks of the chosen claim]. */
function textPieces(n, chosen) {
  const { letters, claims: here } = articleAt(n), { sections = [] } = documents[n];
  const part = new Array(letters.length), of = new Array(letters.length), marks = new Array(letters.length);
  for (const [start, end, section] of sections) part.fill(section, start, end);
  for (const c of [...here].reverse()) for (const [start, end] of spansOf(claims[c])) of.fill(c, start, end);
  if (chosen !== undefined) {
    let at = claims[chosen].start;
    for (const [kinds, words] of claims[chosen].quote) {
      const { length } = Array.from(words);
      marks.fill(kinds === "g" ? undefined : `on ${[...kinds].join(" ")}`, at, at + length);
      at += length;
    }
    for (const [start, end] of spansOf(claims[chosen])) of.fill(chosen, start, end);
  }
  const pieces = [];
  for (let i = 0; i < letters.length; i += 1) {
    const last = pieces.at(-1);
    if (last && part[i] === part[i - 1] && of[i] === of[i - 1] && marks[i] === marks[i - 1]) last[1] = i + 1;
    else pieces.push([i, i + 1, part[i], of[i], marks[i]]);
  }
  return pieces;
}

function articleText(n, chosen) {
  const { letters } = articleAt(n);
  const shown = el("div.text", { dir: "auto" });
  let linked, of;
  for (const [start, end, part, c, marks] of textPieces(n, chosen)) {
    const words = letters.slice(start, end).join("");
    if (c === undefined) {
      linked = undefined;
      shown.append(part ? el("span.scrap", { title: OTHERS[part] ?? part }, words) : words);
      continue;
    }
    if (!linked || of !== c) {
      linked = link(`.at${c === chosen ? ".on" : ""}`, { view: "articles", a: "", c: claims[c].id });
      linked.addEventListener("click", () => { focusPanel = true; });
      of = c;
      shown.append(linked);
    }
    linked.append(marks ? el(["mark", ...marks.split(" ")].join("."), {}, words) : words);
  }
  return shown;
}

function renderArticle(state) {
  const chosen = claimAt.get(state.c);
  const n = documentAt.get(state.a) ?? claims[chosen]?.document ?? 0;
  const article = documents[n], here = chosen !== undefined && claims[chosen].document === n ? chosen : undefined;
  const pick = el("select", { "aria-label": "Article", change: (event) => go({ view: "articles", a: event.target.value, c: "" }) },
    documents.map(({ id, outlet, title }, i) => el("option", { value: id, selected: i === n && "" }, short(`${outlets[outlet]}: ${title}`, 90))));
  $("articles").replaceChildren(...(article ? [
    el("p.pick", {}, pick),
    el("h2.headline", {}, bdi(article.title)),
    el("p.soft", {}, outletName(article.outlet), " · ", article.day ?? "date unknown", " · ",
      article.url ? webLink(article.url, "published here") : bdi(article.id)),
    el("p.legend.small", {}, el("span.at", {}, "underlined"), " words gave a claim: choose them to see it; ",
      el("span.scrap", {}, "grey"), " ones are not part of the report and were not read for claims."),
    articleText(n, here)] : [el("p.empty", {}, "There are no articles.")]));
  $("articles").querySelector(".at.on")?.scrollIntoView({ block: innerWidth > 1080 ? "nearest" : "start" });
}
