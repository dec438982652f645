// The panel: one statement or difference with every quote behind it, or all outlets

const HEADINGS = ["Outlet", "Articles", "Statements", "Found only here"];

function overview() {
  const sums = outlets.map(() => ({ all: 0, one: 0 }));
  for (const fact of facts) {
    for (const o of fact.outlets) sums[o].all += 1;
    if (fact.outlets.length === 1) sums[fact.outlets[0]].one += 1;
  }
  const articles = outlets.map((_, o) => documents.filter((d) => d.outlet === o).length);
  return [
    el("h2", {}, "Outlet by outlet"),
    el("p.soft", {}, "Choose a statement, a difference or a line of the map to read the quotes behind it."),
    el("table.overview", {},
      el("thead", {}, el("tr", {}, HEADINGS.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, outlets.map((name, o) => el("tr", {},
        el("th", { scope: "row" }, outletName(o)),
        el("td", {}, String(articles[o])),
        ["", "one"].map((reach) => el("td", {}, button(".link",
          () => go({ by: name, reach, view: "statements", page: "" }), String(sums[o][reach || "all"])))))))),
    el("p.soft.keys", {}, el("kbd", {}, "/"), " search ", el("kbd", {}, "Enter"), " open ", el("kbd", {}, "Esc"), " close")];
}

const webLink = (url, ...text) => el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, ...text);

/** A claim with its quote, speakers and place. In a difference only its value is marked, and the statement is a click away. */
function quoted(claim, difference) {
  const article = documents[claim.document];
  const meta = [`characters ${claim.start}–${claim.end}`, claim.section !== "body" && claim.section,
    claim.confidence !== undefined && `confidence ${claim.confidence}`].filter(Boolean).join(" · ");
  const said = utterances[claim.utterance];
  const ways = [
    difference !== undefined && link(".more", { f: facts[claim.fact].id }, "Statement"),
    FULL && link(".more", { view: "articles", a: "", c: claim.id }, "In the article"),
    said?.outlets.length > 1 && link(".more", { view: "utterances", u: said.id }, `As ${said.outlets.length} outlets render it`),
    link(".more", { c: claim.id }, "Link to this claim")];
  return el("article.claim", { "data-claim": claim.id },
    el("h3", {}, outletName(claim.outlet), el("span.date", {}, article.day ?? "date unknown")),
    el("p.title", {}, article.url ? webLink(article.url, bdi(article.title)) : bdi(article.title)),
    quote(claim, difference),
    el("p.said", {}, speakerChain(claim), chips(claim), claim.quoted && el("span.chip", {}, "direct quote"),
    claim.implied && el("span.chip", { title: "Read from a title or an apposition, not from a verb" }, "implied")),
    (claim.read ?? []).map(([text, name]) => el("p.small", {}, "“", bdi(text), "” was read as ", bdi(name))),
    el("p.small", {}, meta, " · ", bdi(article.id), article.address && !article.url && [" · ", bdi(article.address)]),
    el("p.small.ways", {}, ways));
}

/** Why some outlets are one origin: "One origin for A, B: they report one utterance of Ana Weber". */
function origins(fact) {
  return (fact.shared ?? []).filter(([, , who]) => who.length > 1).map(([kind, words, who]) => {
    const [before, after] = ORIGIN[kind];
    return el("p.small.origin", {}, "One origin for ", spoken(who.map(outletName)), ": ", before,
      bdi(short(words, 120) || "somebody who is not named"), after);
  });
}

/** What people judged of something: `isThis` tells its sides from the others. */
function judgements(isThis) {
  const other = (side) => (side.claim === undefined ? [bdi(side.name)] : [outletName(claims[side.claim].outlet), ": ",
    button(".link", () => open({ c: claims[side.claim].id }), el("q", { dir: "auto" }, short(quoteOf(claims[side.claim]), 120)))]);
  const found = judged.filter(({ left, right }) => isThis(left) || isThis(right));
  return found.length > 0 && el("section.judged", {}, el("h3", {}, "Judged by people"),
    found.map(({ verdict, left, right, reason, by, void: overruled }) => el("p.small", {}, by ? bdi(by) : "A person", " ",
      VERDICT[verdict], " ", other(isThis(left) ? right : left), ": ", bdi(reason),
      overruled && " (a later judgement says otherwise)")));
}

function about(fact, chosen, state) {
  const reporting = new Set(fact.outlets), silent = outlets.flatMap((_, o) => (reporting.has(o) ? [] : [o]));
  const pieces = fact.claims.flatMap((c) => claims[c].quote);
  const used = new Set(pieces.flatMap(([letters, , points]) => [...letters, ...(points ? ["v"] : [])]));
  const here = claims[chosen];
  const beside = !here ? [] : claims.filter((c) => c !== here && c.document === here.document
    && c.start < here.end && here.start < c.end);
  return [
    button(".close", close, "×"),
    el("h2.fact", {}, sentenceParts(fact)),
    el("p.reach", {}, dots(fact), el("b", {}, count(fact.outlets.length, "outlet")),
      fact.origins > 0 && `, ${count(fact.origins, "origin")}`, chips(fact)),
    origins(fact),
    fact.content !== undefined && el("p", {}, "What was said: ",
      button(".link", () => open({ f: facts[fact.content].id }), sentenceParts(facts[fact.content]))),
    fact.differences.map((d, n) => el(`details.point.${differences[d].relation}`, { open: n === 0 && "" },
      el("summary", {}, kicker(differences[d]), el("p.about", {}, bdi(differences[d].about))),
      el("dl", {}, differences[d].variants.map((v) => [
        el("dt", {}, bdi(v.value)), el("dd", {}, spoken(v.outlets.map(outletName)))])),
      el("p.small", {}, button(".more", () => open({ d: differences[d].id }), "Read the quotes side by side")))),
    fact.outlets.length > 1 && fact.details && el("details.details", { open: fact.details.length < 7 && "" },
      el("summary", {}, "Details, and who prints them"),
      el("dl", {}, fact.details.map(([role, words, who]) => [
        el("dt", {}, el("span.role", {}, ROLE[role]), " ", bdi(words)),
        el("dd", {}, who.length === fact.outlets.length ? "all of them" : spoken(who.map(outletName)))]))),
    judgements((side) => fact.claims.includes(side.claim)),
    el("div.quotes", {}, fact.claims.map((c) => quoted(claims[c]))),
    el("p.legend", {}, "Marked: ",
      Object.keys(MARK).filter((m) => used.has(m)).map((m) => [el(`mark.${m}`, {}, MARK[m]), " "])),
    silent.length && el("p.absent", {}, el("b", {}, "Not found in: "), el("span", {}, spoken(silent.slice(0, 40).map(outletName))),
      silent.length > 40 && ` and ${count(silent.length - 40, "more outlet")}.`,
      el("span.small", {}, " The program may have missed it there.")),
    beside.length > 0 && el("details.beside", { open: state.view === "articles" && "" },
      el("summary", {}, `Other claims from these words of ${outlets[here.outlet]}`),
      el("ul", {}, beside.map((c) => el("li", {}, button(".link", () => open({ c: c.id }), bdi(ownWords(c)))))),
  )].flat().filter((part) => part);
}

function aboutDifference(d) {
  const difference = differences[d];
  return [
    button(".close", close, "×"),
    el("p.kicker", {}, kicker(difference)),
    el("h2.fact.about", {}, bdi(difference.about)),
    el("p.note", {}, note(difference)),
    ...difference.variants.map((variant) => el("section.given", {},
      el("h3.value", {}, bdi(variant.value)), el("p.who", {}, spoken(variant.outlets.map(outletName))),
      el("div.quotes", {}, variant.claims.map((c) => quoted(claims[c], d)))))];
}

function panelContent(state) {
  const id = state.c || state.d || state.f, claim = claimAt.get(state.c);
  const fact = state.c ? claims[claim]?.fact : factAt.get(state.f), difference = state.c ? undefined : differenceAt.get(state.d);
  if (!id) return overview();
  if (difference !== undefined) return aboutDifference(difference);
  if (fact !== undefined) return about(facts[fact], claim, state);
  return [button(".close", close, "×"), el("h2", {}, "No such statement"),
    el("p", {}, "This file has no statement with the id “", bdi(short(id, 60)), "”. The link may come from another build.")];
}

let shownPanel;
function renderPanel(state) {
  const panel = $("panel"), key = JSON.stringify([state.f, state.c, state.d, state.view]), opened = Boolean(state.f || state.c || state.d);
  if (shownPanel !== key) {
    panel.replaceChildren(...panelContent(state));
    panel.querySelector(".close")?.setAttribute("aria-label", "Close");
    panel.classList.toggle("open", opened);
    panel.scrollTop = 0;
    const chosen = state.c ? panel.querySelector(`[data-claim="${CSS.escape(state.c)}"]`) : null;
    chosen?.classList.add("on");
    if (chosen?.previousElementSibling) chosen.scrollIntoView({ block: "center" });
    shownPanel = key;
  }
  if (focusPanel) panel.focus({ preventScroll: true });
  focusPanel = false;
}
