// The panel: one statement with every quote behind it, or all outlets

const HEADINGS = ["Outlet", "Articles", "Statements", "Found only here"];

function overview() {
  const sums = outlets.map(() => ({ all: 0, one: 0 }));
  for (const fact of facts) {
    for (const o of fact.outlets) sums[o].all += 1;
    if (fact.outlets.length === 1) sums[fact.outlets[0]].one += 1;
  }
  return [
    el("h2", {}, "Outlet by outlet"),
    el("p.soft", {}, "Choose a statement, a difference or a line of the map to read the quotes behind it."),
    el("table.overview", {},
      el("thead", {}, el("tr", {}, HEADINGS.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, outlets.map((name, o) => el("tr", {},
        el("th", { scope: "row" }, outletName(o)),
        el("td", {}, String(documents.filter((d) => d.outlet === o).length)),
        ["", "one"].map((reach) => el("td", {}, button(".link",
          () => go({ by: name, reach, view: "statements", page: "" }), String(sums[o][reach || "all"])))))))),
    el("p.soft.keys", {}, el("kbd", {}, "/"), " search ", el("kbd", {}, "Enter"), " open ", el("kbd", {}, "Esc"), " close")];
}

function quoted(claim) {
  const article = documents[claim.document];
  const [speaker, ...through] = (claim.speakers ?? []).map((s) => bdi(speakers[s]));
  const meta = [`characters ${claim.start}–${claim.end}`, claim.section !== "body" && claim.section,
    claim.confidence !== undefined && `confidence ${claim.confidence}`].filter(Boolean).join(" · ");
  const title = article.url
    ? el("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, bdi(article.title))
    : bdi(article.title);
  return el("article.claim", { "data-claim": claim.id },
    el("h3", {}, outletName(claim.outlet), el("span.date", {}, article.day ?? "date unknown")),
    el("p.title", {}, title),
    quote(claim),
    el("p.said", {}, speaker ? ["Said by ", el("b", {}, speaker), through.length > 0 && [", by way of ", spoken(through)]]
      : "In the outlet’s own words",
    chips(claim), claim.quoted && el("span.chip", {}, "direct quote"),
    claim.implied && el("span.chip", { title: "Read from a title or an apposition, not from a verb" }, "implied")),
    (claim.read ?? []).map(([text, name]) => el("p.small", {}, "“", bdi(text), "” was read as ", bdi(name))),
    el("p.small", {}, meta, " · ", bdi(article.id), article.address && !article.url && [" · ", bdi(article.address)]));
}

function about(fact) {
  const reporting = new Set(fact.outlets), silent = outlets.flatMap((_, o) => (reporting.has(o) ? [] : [o]));
  const shared = fact.origins && fact.origins < fact.outlets.length;
  const pieces = fact.claims.flatMap((c) => claims[c].quote);
  const used = new Set(pieces.flatMap(([letters, , points]) => [...letters, ...(points ? ["v"] : [])]));
  return [
    button(".close", close, "×"),
    el("h2.fact", {}, sentenceParts(fact)),
    el("p.reach", {}, dots(fact), el("b", {}, count(fact.outlets.length, "outlet")),
      fact.origins > 0 && `, ${count(fact.origins, "origin")}`, chips(fact)),
    shared && el("p.small", {}, "Outlets that carry one agency’s words or one speaker’s utterance count as one origin."),
    fact.content !== undefined && el("p", {}, "What was said: ",
      button(".link", () => open(facts[fact.content].id), sentenceParts(facts[fact.content]))),
    fact.differences.map((d, n) => el(`details.point.${differences[d].relation}`, { open: n === 0 && "" },
      el("summary", {}, el("span.how", {}, RELATION[differences[d].relation]), " · ", KIND[differences[d].kind],
        el("p.about", {}, bdi(differences[d].about))),
      el("dl", {}, differences[d].variants.map((v) => [
        el("dt", {}, bdi(v.value)), el("dd", {}, spoken(v.outlets.map(outletName)))])))),
    fact.outlets.length > 1 && fact.details && el("details.details", { open: fact.details.length < 7 && "" },
      el("summary", {}, "Details, and who prints them"),
      el("dl", {}, fact.details.map(([role, words, who]) => [
        el("dt", {}, el("span.role", {}, ROLE[role]), " ", bdi(words)),
        el("dd", {}, who.length === fact.outlets.length ? "all of them" : spoken(who.map(outletName)))]))),
    el("div.quotes", {}, fact.claims.map((c) => quoted(claims[c]))),
    el("p.legend", {}, "Marked: ",
      Object.keys(MARK).filter((m) => used.has(m)).map((m) => [el(`mark.${m}`, {}, MARK[m]), " "])),
    silent.length && el("p.absent", {}, el("b", {}, "Not found in: "), el("span", {}, spoken(silent.slice(0, 40).map(outletName))),
      silent.length > 40 && ` and ${count(silent.length - 40, "more outlet")}.`,
      el("span.small", {}, " The program may have missed it there.")),
  ].flat().filter((part) => part);
}

let shownPanel;
function renderPanel(state) {
  const panel = $("panel"), at = factAt.get(state.f);
  if (shownPanel !== state.f) {
    panel.replaceChildren(...(!state.f ? overview() : at === undefined
      ? [button(".close", close, "×"), el("h2", {}, "No such statement"),
        el("p", {}, "This file has no statement with the id “", bdi(short(state.f, 60)), "”. ",
          "The link may come from another build.")]
      : about(facts[at])));
    panel.querySelector(".close")?.setAttribute("aria-label", "Close");
    panel.classList.toggle("open", Boolean(state.f));
    panel.scrollTop = 0;
    shownPanel = state.f;
  }
  if (focusPanel) panel.focus({ preventScroll: true });
  focusPanel = false;
}
