"use strict";
// The URL's hash is the only state: a control changes the hash, and render() shows what the hash says.
// Words of articles reach the page through text nodes alone, never as HTML.
(() => {
  const { page, opening, options } = JSON.parse(document.getElementById("data").textContent);
  const { facts, claims, differences, outlets, documents, speakers, nodes } = page;
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  const form = $("filters");

  const KIND = {
    quantity: "number", duration: "length of time", time: "time", place: "place", participant: "who took part",
    attribution: "who said it", polarity: "yes or no", modality: "how certain", condition: "condition", reason: "reason",
    wording: "wording" };
  const RELATION = { conflicts: "values conflict", refines: "one is more exact", differs: "values differ" };
  const ROLE = {
    time: "when", delay: "how soon", duration: "how long", frequency: "how often", place: "where", quantity: "how many",
    manner: "how", reason: "why", purpose: "what for", condition: "on what condition", concession: "although",
    topic: "about what", recipient: "to whom", companion: "with whom", instrument: "by what means", source: "from where",
    role: "as what", other: "more" };
  const MARK = { s: "who", r: "does", o: "what", q: "detail", p: "speaker", v: "the words that differ" };
  const OWN = "the outlet itself";
  const ROWS = 100, CARDS = 12, MOST_SPEAKERS = 300, BOX = 11500; // square pixels that a box and its lines need
  const LEANS = [0.5, 0.12, 0.5, 1.5]; // a jam in one direction comes loose in the other

  // Small helpers

  /** Make an element: el("p.note", {title: "…"}, "text", child). A property that is a function listens to that event. */
  function el(spec, properties, ...children) {
    const [tag, ...classes] = spec.split(".");
    const made = document.createElement(tag);
    if (classes.length) made.className = classes.join(" ");
    for (const [name, value] of Object.entries(properties ?? {})) {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value !== undefined && value !== false) made.setAttribute(name, value);
    }
    made.append(...children.flat(9).filter((child) => child !== undefined && child !== false && child !== ""));
    return made;
  }
  const bdi = (text) => el("bdi", {}, text);
  const button = (spec, click, ...children) => el(`button${spec}`, { type: "button", click }, ...children);
  const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
  const short = (text, most) => (text.length <= most ? text : `${Array.from(text).slice(0, most - 1).join("").trimEnd()}…`);
  const spoken = (list) => list.flatMap((item, i) => (i ? [", ", item] : [item]));
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'").replace(/[“”]/g, '"')
    .replace(/[‐-―]/g, "-").replace(/\s+/g, " ").toLowerCase();

  const sentence = (fact) => [fact.subject, fact.relation, fact.object, fact.tail].filter(Boolean).join(" ");
  const sentenceParts = (fact) => (!sentence(fact) ? ["(no words)"] : [
    el("bdi.subject", {}, fact.subject), " ", bdi(fact.relation), fact.object ? " " : "",
    fact.object ? el("bdi.object", {}, fact.object) : "", fact.tail ? " " : "", fact.tail ? el("bdi.tail", {}, fact.tail) : ""]);
  const quoteOf = (claim) => claim.quote.map((piece) => piece[1]).join("");
  const outletName = (o) => el(`span.outlet.hue${o % 8}`, {}, bdi(outlets[o]));
  const dots = (fact) => (outlets.length > 12 ? "" : el("span.dots", { "aria-hidden": "true" },
    outlets.map((name, o) => el(`i${fact.outlets.includes(o) ? `.hue${o % 8}` : ""}`, { title: name }))));
  const chips = (item) => [
    item.negated && el("span.chip.negated", { title: "The statement says that it is not so" }, "negated"),
    item.modality && el("span.chip", { title: "Not stated as having happened" }, item.modality)];

  for (const fact of facts) {
    fact.differences ??= [];
    fact.kinds = new Set(fact.differences.map((d) => differences[d].kind));
    fact.who = new Set(fact.claims.flatMap((c) => claims[c].speakers?.map((s) => speakers[s]) ?? [OWN]));
  }
  const factAt = new Map(facts.map((fact, i) => [fact.id, i]));
  const outletAt = new Map(outlets.map((name, i) => [name, i]));
  const nodeAt = new Map(nodes.flatMap((node, i) => (node.entity ? [[node.entity, i]] : [])));
  const haystacks = [];
  const haystack = (i) => (haystacks[i] ??= fold([sentence(facts[i]), nodes[facts[i].from].label, nodes[facts[i].to].label,
    ...facts[i].who, ...facts[i].claims.map((c) => quoteOf(claims[c]))].join("\n")));

  // State

  const ALLOWED = {
    f: null, q: null, e: new Set(nodeAt.keys()), by: new Set(outlets), not: new Set(outlets),
    reach: new Set(["one", "several", "all"]), kind: new Set(differences.map((d) => d.kind)),
    who: new Set([OWN, ...speakers]), says: new Set(["affirmed", "negated"]),
    view: new Set(["differences", "statements"]), sort: null, page: null };
  const FILTERS = ["q", "by", "not", "reach", "kind", "who", "says", "e"];

  function read() {
    const hash = location.hash.slice(1, 4000);
    const given = new URLSearchParams(hash.includes("=") || !hash ? hash : `f=${hash}`);
    const state = {};
    for (const [key, allowed] of Object.entries(ALLOWED)) {
      const value = given.get(key) ?? "";
      state[key] = !allowed || allowed.has(value) ? value : "";
    }
    state.view ||= differences.length ? "differences" : "statements";
    return state;
  }

  function go(change, quietly = false) {
    const state = { ...read(), ...change };
    const kept = Object.entries(state).filter(([key, value]) => value && !(key === "view" && value === read.start));
    const hash = `#${new URLSearchParams(kept)}`;
    if (hash === location.hash) return;
    if (quietly) location.replace(hash);
    else location.hash = hash;
  }
  read.start = differences.length ? "differences" : "statements";

  let opener = null, focusPanel = false;
  function open(id) {
    opener = document.activeElement;
    focusPanel = true;
    if (read().f === id) render();
    else go({ f: id });
  }
  function close() {
    go({ f: "" });
    if (opener?.isConnected) opener.focus();
  }

  // Filters

  function matching(state) {
    const words = fold(state.q).split(" ").filter(Boolean);
    const by = outletAt.get(state.by), not = outletAt.get(state.not), about = nodeAt.get(state.e);
    const reach = { one: (n) => n === 1, several: (n) => n > 1, all: (n) => n === outlets.length }[state.reach];
    return facts.map((_, i) => i).filter((i) => {
      const fact = facts[i];
      return (by === undefined || fact.outlets.includes(by)) && (not === undefined || !fact.outlets.includes(not))
        && (!reach || reach(fact.outlets.length)) && (!state.kind || fact.kinds.has(state.kind))
        && (!state.who || fact.who.has(state.who)) && (!state.says || (state.says === "negated") === Boolean(fact.negated))
        && (about === undefined || fact.from === about || fact.to === about) && words.every((word) => haystack(i).includes(word));
    });
  }

  function fillSelect(name, any, choices) {
    form.elements[name].append(el("option", { value: "" }, any), ...choices.map(([value, text]) => el("option", { value }, text)));
  }
  function fillForm() {
    const said = new Map();
    for (const fact of facts) for (const name of fact.who) said.set(name, (said.get(name) ?? 0) + 1);
    const most = [...said].sort((a, b) => (b[0] === OWN) - (a[0] === OWN) || b[1] - a[1]).slice(0, MOST_SPEAKERS);
    const names = outlets.map((name) => [name, short(name, 40)]);
    fillSelect("by", "any outlet", names);
    fillSelect("not", "–", names);
    fillSelect("reach", "any number", [["one", "one outlet only"], ["several", "several outlets"], ["all", "all outlets"]]);
    fillSelect("kind", "anything or nothing", Object.keys(KIND).filter((k) => ALLOWED.kind.has(k)).map((k) => [k, KIND[k]]));
    fillSelect("who", "anyone", most.map(([name, n]) => [name, `${short(name, 40)} (${n})`]));
    fillSelect("says", "yes or no", [["affirmed", "that it is so"], ["negated", "that it is not so"]]);
  }

  // The list: differences as cards, statements as a table

  function quote(claim, spec) {
    return el(spec, { dir: "auto" }, claim.quote.map(([letters, text]) => {
      if (letters === "g") return el("span.g", {}, text);
      return letters ? el(`mark.${[...letters].join(".")}`, {}, text) : text;
    }));
  }

  function card(d) {
    const difference = differences[d];
    return el(`article.card.${difference.relation}`, { "data-difference": d },
      el("p.kicker", {}, el("span.relation", {}, RELATION[difference.relation]), " · ", KIND[difference.kind]),
      el("h3", {}, bdi(difference.about)),
      el("div.variants", {}, difference.variants.map((variant) => {
        const first = new Map(variant.claims.map((c) => [claims[c].outlet, c]).reverse());
        const shown = variant.claims.length ? claims[variant.claims[0]] : null;
        const more = variant.claims.length - 1;
        return el("section.variant", {},
          el("p.value", {}, bdi(variant.value)),
          shown ? quote(shown, "blockquote") : "",
          el("p.who", {}, spoken((first.size ? [...first.keys()].sort((a, b) => a - b) : variant.outlets).map(outletName))),
          shown ? button(".more", () => open(facts[shown.fact].id), more ? `Read all ${more + 1} quotes` : "Read it closely") : "");
      })),
      note(difference));
  }

  function note(difference) {
    if (difference.relation === "conflicts") return el("p.note", {}, `These cannot ${difference.variants.length > 2 ? "all" : "both"} hold at once. Which one holds is for the reader to find out.`);
    if (difference.relation === "differs") return el("p.note", {}, "Neither is shown to rule the other out.");
    const wider = difference.variants.map((v) => v.value).filter((value) => value !== difference.narrower);
    return difference.narrower && wider.length === 1
      ? el("p.note", {}, "“", bdi(difference.narrower), "” lies inside “", bdi(wider[0]), "”: both can hold.")
      : el("p.note", {}, "One value lies inside the other: both can hold.");
  }

  let cardsShown = CARDS;
  function renderCards(list) {
    const more = list.length - cardsShown;
    $("differences").replaceChildren(...list.slice(0, cardsShown).map(card),
      ...(list.length ? [] : [el("p.empty", {}, differences.length ? "No difference matches these filters." :
        "No differences were found between these articles.")]),
      ...(more > 0 ? [button(".rest", () => { cardsShown += CARDS; renderCards(list); }, `Show ${Math.min(more, CARDS)} more of ${more}`)] : []));
  }

  const COLUMNS = {
    statement: ["Statement", (fact) => fold(sentence(fact))],
    outlets: ["Outlets", (fact) => -fact.outlets.length],
    origins: ["Origins", (fact) => -fact.origins],
    who: ["Said by", (fact) => fold([...fact.who].join(" "))],
    differs: ["Differs in", (fact) => [...fact.kinds].map((k) => KIND[k]).join(" ") || "\uffff"] };

  function sorted(list, sort) {
    const column = COLUMNS[sort.replace(/^-/, "")], sign = sort.startsWith("-") ? -1 : 1;
    if (!Object.hasOwn(COLUMNS, sort.replace(/^-/, ""))) return list;
    const keys = new Map(list.map((i) => [i, column[1](facts[i])]));
    return [...list].sort((a, b) => (keys.get(a) < keys.get(b) ? -sign : keys.get(a) > keys.get(b) ? sign : a - b));
  }

  function row(i) {
    const fact = facts[i];
    return el("tr", { "data-fact": fact.id },
      el("td", {}, button(".statement", () => open(fact.id), sentenceParts(fact)), chips(fact)),
      el("td.reach", {}, dots(fact), el("span.of", {}, `${fact.outlets.length} of ${outlets.length}`)),
      el("td.number", {}, fact.origins ? String(fact.origins) : "–"),
      el("td.says", {}, spoken([...fact.who].slice(0, 3).map((name) => (name === OWN ? el("span.own", {}, OWN) : bdi(name)))),
        fact.who.size > 3 ? ` and ${fact.who.size - 3} more` : ""),
      el("td.kinds", {}, [...fact.kinds].map((k) => KIND[k]).join(", ")));
  }

  function renderTable(list, state) {
    for (const cell of document.querySelectorAll("#table th")) {
      const name = cell.dataset.column;
      cell.setAttribute("aria-sort", state.sort === name ? "ascending" : state.sort === `-${name}` ? "descending" : "none");
    }
    const pages = Math.max(1, Math.ceil(list.length / ROWS));
    const at = Math.min(pages, Math.max(1, Number.parseInt(state.page, 10) || 1));
    const from = (at - 1) * ROWS;
    document.querySelector("#table tbody").replaceChildren(...sorted(list, state.sort).slice(from, from + ROWS).map(row));
    const [before, where, after] = $("pager").children;
    $("pager").hidden = list.length <= ROWS && list.length > 0;
    where.textContent = list.length ? `${from + 1}–${Math.min(from + ROWS, list.length)} of ${list.length.toLocaleString("en")}`
      : facts.length ? "No statement matches these filters." : "No statements were found in these articles.";
    before.disabled = at === 1;
    after.disabled = at === pages;
    before.hidden = after.hidden = pages === 1;
    before.value = at - 1;
    after.value = at + 1;
  }

  function buildTable() {
    document.querySelector("#table thead tr").append(...Object.entries(COLUMNS).map(([name, [text]]) =>
      el(`th.${name}`, { scope: "col", "data-column": name, "aria-sort": "none" },
        button("", () => go({ sort: read().sort === name ? `-${name}` : name, page: "" }), text))));
    const turn = (event) => go({ page: event.currentTarget.value });
    $("pager").append(button("", turn, "Previous"), el("span", {}), button("", turn, "Next"));
  }

  // The panel: one statement with every quote behind it, or all outlets

  function overview() {
    const sums = outlets.map(() => ({ all: 0, alone: 0 }));
    for (const fact of facts) {
      for (const o of fact.outlets) sums[o].all += 1;
      if (fact.outlets.length === 1) sums[fact.outlets[0]].alone += 1;
    }
    return [
      el("h2", {}, "Outlet by outlet"),
      el("p.soft", {}, "Choose a statement, a difference or a line of the map to read the quotes behind it side by side."),
      el("table.overview", {},
        el("thead", {}, el("tr", {}, ["Outlet", "Articles", "Statements", "Found only here"].map((h) => el("th", { scope: "col" }, h)))),
        el("tbody", {}, outlets.map((name, o) => el("tr", {},
          el("th", { scope: "row" }, outletName(o)),
          el("td", {}, String(documents.filter((d) => d.outlet === o).length)),
          el("td", {}, button(".link", () => go({ by: name, reach: "", view: "statements", page: "" }), String(sums[o].all))),
          el("td", {}, button(".link", () => go({ by: name, reach: "one", view: "statements", page: "" }), String(sums[o].alone))))))),
      el("p.soft.keys", {}, el("kbd", {}, "/"), " search ", el("kbd", {}, "Enter"), " open ", el("kbd", {}, "Esc"), " close")];
  }

  function quoted(claim) {
    const article = documents[claim.document];
    const [speaker, ...through] = (claim.speakers ?? []).map((s) => bdi(speakers[s]));
    const meta = [`characters ${claim.start}–${claim.end}`, claim.section !== "body" && claim.section,
      claim.confidence !== undefined && `confidence ${claim.confidence}`].filter(Boolean).join(" · ");
    const title = article.url
      ? el("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, bdi(article.title)) : bdi(article.title);
    return el("article.claim", { "data-claim": claim.id },
      el("h3", {}, outletName(claim.outlet), el("span.date", {}, article.day ?? "date unknown")),
      el("p.title", {}, title),
      quote(claim, "blockquote"),
      el("p.said", {}, speaker ? ["Said by ", el("b", {}, speaker), through.length ? [", by way of ", spoken(through)] : ""]
        : "In the outlet’s own words", chips(claim), claim.quoted && el("span.chip", {}, "direct quote"),
      claim.implied && el("span.chip", { title: "Read from a title or an apposition, not from a verb" }, "implied")),
      (claim.read ?? []).map(([text, name]) => el("p.small", {}, "“", bdi(text), "” was read as ", bdi(name))),
      el("p.small", {}, meta, " · ", bdi(article.id), article.address && !article.url ? [" · ", bdi(article.address)] : ""));
  }

  function about(fact) {
    const reporting = new Set(fact.outlets), silent = outlets.flatMap((_, o) => (reporting.has(o) ? [] : [o]));
    const shared = fact.origins && fact.origins < fact.outlets.length;
    const used = new Set(fact.claims.flatMap((c) => claims[c].quote.flatMap(([letters]) => [...letters])));
    return [
      button(".close", close, "×"),
      el("h2.fact", {}, sentenceParts(fact)),
      el("p.reach", {}, dots(fact), el("b", {}, count(fact.outlets.length, "outlet")), fact.origins ? `, ${count(fact.origins, "origin")}` : "",
        chips(fact)),
      shared && el("p.small", {}, "Outlets that carry one agency’s words or one speaker’s utterance count as one origin."),
      fact.content !== undefined && el("p", {}, "What was said: ",
        button(".link", () => open(facts[fact.content].id), sentenceParts(facts[fact.content]))),
      fact.differences.map((d) => el(`section.point.${differences[d].relation}`, {},
        el("p.kicker", {}, el("span.relation", {}, RELATION[differences[d].relation]), " · ", KIND[differences[d].kind]),
        el("p.about", {}, bdi(differences[d].about)),
        el("dl", {}, differences[d].variants.map((v) => [
          el("dt", {}, bdi(v.value)), el("dd", {}, spoken(v.outlets.map(outletName)))])))),
      fact.outlets.length > 1 && fact.details && el("section.details", {}, el("h3", {}, "Details, and who prints them"),
        el("dl", {}, fact.details.map(([role, words, who]) => [
          el("dt", {}, el("span.role", {}, ROLE[role]), " ", bdi(words)),
          el("dd", {}, who.length === fact.outlets.length ? "all of them" : spoken(who.map(outletName)))]))),
      el("div.quotes", {}, fact.claims.map((c) => quoted(claims[c]))),
      el("p.legend", {}, "Marked: ", Object.keys(MARK).filter((m) => used.has(m)).map((m) => [el(`mark.${m}`, {}, MARK[m]), " "])),
      silent.length && el("p.absent", {}, el("b", {}, "Not found in: "), el("span", {}, spoken(silent.map(outletName))),
        el("span.small", {}, " The program may have missed it there.")),
    ].flat().filter((part) => part);
  }

  let shownPanel;
  function renderPanel(state) {
    const panel = $("panel"), at = factAt.get(state.f);
    if (shownPanel !== state.f) {
      panel.replaceChildren(...(!state.f ? overview() : at === undefined
        ? [button(".close", close, "×"), el("h2", {}, "No such statement"),
          el("p", {}, "This file has no statement with the id “", bdi(short(state.f, 60)), "”. The link may come from another build.")]
        : about(facts[at])));
      panel.querySelector(".close")?.setAttribute("aria-label", "Close");
      panel.classList.toggle("open", Boolean(state.f));
      panel.scrollTop = 0;
      shownPanel = state.f;
    }
    if (focusPanel) panel.focus({ preventScroll: panel.classList.contains("open") && getComputedStyle(panel).position === "fixed" });
    focusPanel = false;
  }

  // The map

  let network = null, drawn = { key: null, edges: [], nodes: [] };
  const css = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const rank = new Map(page.order.map((fact, i) => [fact, i]));

  /** As many facts as the canvas holds, grown along the names already drawn, as Drawing.focus() does. */
  function pick(list, first) {
    const { nodes: most, facts: mostFacts, leap } = page.limits;
    const room = Math.min(most, Math.max(8, ($("map").clientWidth * $("map").clientHeight) / BOX));
    const rest = list.filter((i) => i !== first).sort((a, b) => rank.get(a) - rank.get(b)), chosen = [], seen = new Set();
    const take = (i) => {
      chosen.push(i);
      seen.add(facts[i].from).add(facts[i].to);
    };
    if (first !== undefined) take(first);
    while (chosen.length < mostFacts) {
      let best = -1, cost = Infinity;
      for (let place = 0; place < rest.length && place < cost; place += 1) {
        const { from, to } = facts[rest[place]], far = seen.size && !seen.has(from) && !seen.has(to) ? leap : 0;
        if (place + far < cost && seen.size + !seen.has(from) + (to !== from && !seen.has(to)) <= room) [best, cost] = [place, place + far];
      }
      if (best < 0) break;
      take(rest.splice(best, 1)[0]);
    }
    return chosen;
  }

  function nodeLook(n, dim) {
    const { kind, label } = nodes[n], detail = kind === "detail", background = css(dim ? "card" : `fill-${kind}`);
    const lit = { background, border: css("ink") };
    return {
      id: n, label: short(label, detail ? 60 : 40) || " ", font: { color: css(dim ? "one" : "ink"), size: detail ? 12 : 15, face: css("sans") },
      shapeProperties: { borderRadius: radius(kind), borderDashes: detail ? [3, 3] : false },
      color: { background, border: css(dim ? "line" : `edge-${kind}`), highlight: lit, hover: lit } };
  }

  /** The point that a line bends towards, as vis computes it for its two curves. */
  function bendOf(i) {
    const a = network.getPosition(facts[i].from), b = network.getPosition(facts[i].to), { type, roundness } = drawn.edgeSet.get(i).smooth;
    const part = 0.5 + roundness / 2, far = Math.hypot(a.x - b.x, a.y - b.y) * part;
    const angle = Math.atan2(a.y - b.y, b.x - a.x) + Math.PI * (type === "curvedCW" ? part : 0.5 - roundness / 2);
    return { a, b, x: a.x + far * Math.sin(angle), y: a.y + far * Math.cos(angle) };
  }

  /** The lines whose words cover no box and no other line's words. */
  function labelled() {
    const taken = drawn.nodes.map((n) => ({ ...network.getPosition(n), ...sizeOf(n) })), fits = new Set();
    for (const i of drawn.edges.length > page.limits.labels ? [] : drawn.edges) {
      const { a, b, x, y } = bendOf(i), w = 3.2 * short(facts[i].edge ?? "", 28).length + 2;
      const words = { x: (a.x + b.x + 2 * x) / 4, y: (a.y + b.y + 2 * y) / 4, w, h: 7 };
      if (taken.some((box) => Math.abs(box.x - words.x) < box.w + w && Math.abs(box.y - words.y) < box.h + 7)) continue;
      taken.push(words);
      fits.add(i);
    }
    return fits;
  }

  function edgeLook(i, dim) {
    const { status } = facts[i], edge = short(facts[i].edge ?? "", 28), color = css(status);
    return {
      id: i, width: status === "one" ? 1.2 : Math.min(1.5 + facts[i].outlets.length / 2, 5), dashes: status === "differs" && [8, 5],
      color: { color, highlight: color, hover: color, opacity: dim ? 0.25 : 1 },
      label: !dim && drawn.labels?.has(i) ? edge : "",
      font: { color: css("soft"), size: 12, face: css("sans"), strokeWidth: 4, strokeColor: css("card"), align: "horizontal" } };
  }

  const radius = (kind) => ({ person: 16, place: 8, group: 1 }[kind] ?? 4);
  /** Half the width and height of a box; vis counts the radius of its corners as a margin around it. */
  function sizeOf(n) {
    const { left, right, top, bottom } = network.getBoundingBox(n), margin = radius(nodes[n].kind);
    return { w: (right - left) / 2 - margin, h: (bottom - top) / 2 - margin };
  }

  /**
   * Lay the boxes out inside the canvas: springs along lines, boxes pushed apart, nothing left to chance. Boxes are wide, so
   * ways along x count half.
   */
  function layOut() {
    const width = $("map").clientWidth - 12, height = $("map").clientHeight - 8, flat = 0.5, rounds = 400;
    const boxes = new Map(drawn.nodes.map((n, i) => {
      const { w, h } = sizeOf(n);
      const turn = i * 2.39996, far = 0.45 * Math.sqrt((i + 0.5) / drawn.nodes.length);
      return [n, { x: width * far * Math.cos(turn), y: height * far * Math.sin(turn), w: w + 6, h: h + 6 }];
    }));
    const all = [...boxes.values()], pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b]));
    const lines = drawn.edges.map((i) => [boxes.get(facts[i].from), boxes.get(facts[i].to)]).filter(([a, b]) => a !== b);
    const ideal = 0.85 * Math.sqrt((flat * width * height) / all.length);
    const move = (box, x, y) => {
      box.x = Math.max(box.w - width / 2, Math.min(width / 2 - box.w, box.x + x));
      box.y = Math.max(box.h - height / 2, Math.min(height / 2 - box.h, box.y + y));
    };
    /** Push each pair that overlaps apart by a share of what it overlaps, along the way that is shorter. */
    const part = (share, lean) => pairs.filter(([a, b]) => {
      const x = a.w + b.w - Math.abs(a.x - b.x), y = a.h + b.h - Math.abs(a.y - b.y);
      if (x <= 0 || y <= 0) return false;
      const across = x * lean < y, step = ((across ? x : y) * share + 0.5) * ((across ? a.x < b.x : a.y < b.y) ? -1 : 1);
      move(a, across ? step : 0, across ? 0 : step);
      move(b, across ? -step : 0, across ? 0 : -step);
      return true;
    }).length;
    /** Push boxes off the lines of others. */
    const clear = (share) => {
      for (const [a, b] of lines) for (const box of all) {
        if (box === a || box === b) continue;
        const x = b.x - a.x, y = b.y - a.y, at = ((box.x - a.x) * x + (box.y - a.y) * y) / Math.max(1, x * x + y * y);
        const offX = box.x - a.x - at * x, offY = box.y - a.y - at * y;
        if (at <= 0 || at >= 1 || Math.abs(offX) > box.w || Math.abs(offY) > box.h) continue;
        const off = Math.max(1, Math.hypot(offX, offY)), step = share * (box.h + 4);
        move(box, (step * offX) / off, (step * (offY || 1)) / off);
      }
    };
    for (let round = 0; round < rounds; round += 1) {
      const heat = 1 - round / rounds;
      for (const box of all) Object.assign(box, { dx: -0.05 * box.x * flat, dy: -0.05 * box.y });
      const pull = (a, b, force) => {
        const x = (a.x - b.x) * flat, y = a.y - b.y, far = Math.max(1, Math.hypot(x, y)), f = force(far) / far;
        a.dx += x * f;
        a.dy += y * f;
        b.dx -= x * f;
        b.dy -= y * f;
      };
      for (const [a, b] of pairs) pull(a, b, (far) => (far < 2.5 * ideal ? (ideal * ideal) / far : 0));
      for (const [a, b] of lines) pull(a, b, (far) => -(far * far) / ideal);
      for (const box of all) {
        const cut = Math.min(1, (0.12 * width * heat + 0.5) / Math.max(1, Math.hypot(box.dx, box.dy)));
        move(box, (box.dx * cut) / flat, box.dy * cut);
      }
      if (heat < 0.6) {
        clear(0.3 * (1 - heat));
        part(0.6 * (1 - heat), flat);
      }
    }
    for (const [way, half, room] of [["x", "w", width / 2], ["y", "h", height / 2]]) { // fill the canvas
      const low = Math.min(...all.map((box) => box[way] - box[half])), high = Math.max(...all.map((box) => box[way] + box[half]));
      for (const box of all) box[way] = (box[way] - (low + high) / 2) * Math.min(1.6, (2 * room) / (high - low));
    }
    for (let round = 0; round < rounds && part(0.5, LEANS[Math.floor(round / 50) % 4]); round += 1);
    drawn.nodeSet.update([...boxes].map(([id, { x, y }]) => ({ id, x, y })));
  }

  function drawMap(picked) {
    network?.destroy();
    network = null;
    drawn.edges = picked;
    drawn.nodes = [...new Set(picked.flatMap((i) => [facts[i].from, facts[i].to]))];
    drawn.labels = null;
    $("figure").classList.toggle("bare", !picked.length);
    if (!picked.length) return;
    const parallel = new Map();
    const bend = (i) => {
      const { from, to } = facts[i], pair = `${Math.min(from, to)} ${Math.max(from, to)}`, n = parallel.get(pair) ?? 0;
      parallel.set(pair, n + 1);
      const side = (from < to) === (n % 2 === 0) ? "curvedCW" : "curvedCCW";
      return { enabled: true, type: side, roundness: 0.08 + 0.14 * Math.ceil(n / 2) + (n ? 0.04 : 0) };
    };
    drawn.nodeSet = new vis.DataSet(drawn.nodes.map((n) => nodeLook(n)));
    drawn.edgeSet = new vis.DataSet(picked.map((i) => ({ ...edgeLook(i), from: facts[i].from, to: facts[i].to, smooth: bend(i) })));
    const phone = matchMedia("(max-width: 700px)").matches && !document.body.classList.contains("large");
    const own = JSON.parse(options);
    own.interaction = { ...own.interaction, dragView: !phone, zoomView: !phone, dragNodes: !phone };
    network = new vis.Network($("map"), { nodes: drawn.nodeSet, edges: drawn.edgeSet }, { ...own, physics: false });
    $("map").network = network;
    network.redraw();
    layOut();
    drawn.labels = labelled();
    network.moveTo({ position: { x: 0, y: 0 }, scale: 1 });
    network.on("click", ({ nodes: [node], edges: [edge] }) => {
      if (node !== undefined && nodes[node].entity) go({ e: nodes[node].entity, f: "", page: "" });
      else if (node !== undefined) open(facts[drawn.edges.find((i) => facts[i].from === node || facts[i].to === node)].id);
      else if (edge !== undefined) open(facts[edge].id);
    });
    network.on("hoverEdge", ({ edge }) => { $("caption").textContent = sentence(facts[edge]); });
    network.on("hoverNode", ({ node }) => { $("caption").textContent = nodes[node].label; });
    network.on("blurEdge", caption);
    network.on("blurNode", caption);
  }

  function caption() {
    $("caption").textContent = !drawn.total ? "Nothing to draw."
      : drawn.edges.length === drawn.total ? `All ${count(drawn.total, "matching statement")}. Choose a line to read its quotes, a name to see what is said of it.`
        : `${drawn.edges.length} of ${count(drawn.total, "matching statement")}, those that tell most. All are in the list.`;
  }

  function renderMap(list, filtered, chosen) {
    const all = filtered ? list : opening.map((id) => factAt.get(id));
    const size = [$("map").clientWidth, $("map").clientHeight];
    const stays = chosen === undefined || drawn.edges.includes(chosen) || pick([...all]).includes(chosen);
    const picked = stays && drawn.filters === filtered && drawn.size?.join() === size.join() && (chosen !== undefined || !drawn.extra)
      ? drawn.edges : pick([...all], stays ? undefined : chosen);
    const key = [picked, size].join(";");
    Object.assign(drawn, { total: list.length, filters: filtered, size, extra: !stays });
    if (key !== drawn.key) {
      drawn.key = key;
      drawMap(picked);
    }
    caption();
    if (!network) return;
    const lit = drawn.edges.includes(chosen) ? chosen : undefined;
    const ends = lit === undefined ? [] : [facts[lit].from, facts[lit].to];
    drawn.nodeSet.update(drawn.nodes.map((n) => nodeLook(n, lit !== undefined && !ends.includes(n))));
    drawn.edgeSet.update(drawn.edges.map((i) => edgeLook(i, lit !== undefined && i !== lit)));
    network.setSelection({ nodes: [], edges: lit === undefined ? [] : [lit] }, { highlightEdges: false });
  }

  // Everything together

  let shownList;
  function render() {
    const state = read();
    const filtered = FILTERS.map((key) => state[key]).join("\u0000");
    const list = matching(state), passing = new Set(list), any = filtered.replace(/\u0000/g, "") !== "";
    const points = differences.map((_, d) => d).filter((d) => (!state.kind || differences[d].kind === state.kind)
      && (!any || differences[d].variants.some((v) => v.claims.some((c) => passing.has(claims[c].fact)))));

    const whole = (n, all, one) => (any ? `${n.toLocaleString("en")} of ${count(all, one)}` : count(all, one));
    $("status").textContent = `${whole(list.length, facts.length, "statement")} and ${whole(points.length, differences.length, "difference")} `
      + `in ${count(documents.length, "article")} from ${count(outlets.length, "outlet")}`;
    for (const name of ["q", "by", "not", "reach", "kind", "who", "says"]) {
      const field = form.elements[name];
      if (field.value !== state[name]) field.value = state[name];
      field.classList.toggle("set", state[name] !== "");
    }
    $("clear").disabled = !any;
    $("about").hidden = !state.e;
    $("about").replaceChildren(...(state.e ? ["Only statements about ", el("b", {}, bdi(nodes[nodeAt.get(state.e)].label)), " ",
      button(".link", () => go({ e: "", page: "" }), "Show all")] : []));

    for (const [view, n] of [["differences", points.length], ["statements", list.length]]) {
      const tab = $(`tab-${view}`), on = state.view === view;
      tab.replaceChildren(view[0].toUpperCase() + view.slice(1), " ", el("span.n", {}, n.toLocaleString("en")));
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
      $(view).hidden = !on;
    }
    const key = JSON.stringify([filtered, state.sort, state.page]);
    if (key !== shownList) {
      if (shownList && JSON.parse(shownList)[0] !== filtered) cardsShown = CARDS;
      shownList = key;
      renderCards(points);
      renderTable(list, state);
    }
    for (const item of document.querySelectorAll("#table tr[data-fact]")) item.classList.toggle("on", item.dataset.fact === state.f);
    for (const item of document.querySelectorAll(".card")) {
      item.classList.toggle("on", Boolean(facts[factAt.get(state.f)]?.differences.includes(Number(item.dataset.difference))));
    }
    renderPanel(state);
    renderMap(list, any ? filtered : "", factAt.get(state.f));
    root.dataset.ready = "1";
  }

  // Downloads

  function save(name, type, content) {
    const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  function csv() {
    const cell = (value) => {
      const text = String(value ?? "");
      return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
    };
    const rows = [["fact", "claim", "outlet", "document", "title", "date", "url", "statement", "polarity", "modality", "said by",
      "quote", "start", "end", "section"]];
    for (const i of matching(read())) for (const c of facts[i].claims) {
      const claim = claims[c], article = documents[claim.document];
      rows.push([facts[i].id, claim.id, outlets[claim.outlet], article.id, article.title, article.date, article.url, sentence(facts[i]),
        claim.negated ? "negated" : "affirmed", claim.modality ?? "asserted", (claim.speakers ?? []).map((s) => speakers[s]).join(" < "),
        quoteOf(claim), claim.start, claim.end, claim.section]);
    }
    save("statements.csv", "text/csv", `\ufeff${rows.map((r) => r.map(cell).join(",")).join("\r\n")}\r\n`);
  }

  const LEGEND = [["differs", "outlets differ"], ["several", "several outlets"], ["one", "one outlet"]];

  function png() {
    const map = $("map").querySelector("canvas");
    if (!map) return;
    const scale = map.width / map.clientWidth, copy = el("canvas", { width: map.width, height: map.height + 76 * scale });
    const pen = copy.getContext("2d");
    pen.fillStyle = css("card");
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(map, 0, 40 * scale);
    pen.scale(scale, scale);
    pen.fillStyle = css("ink");
    pen.font = `bold 17px ${css("sans")}`;
    pen.fillText(document.title, 14, 27, map.clientWidth - 28);
    pen.font = `13px ${css("sans")}`;
    LEGEND.forEach(([status, text], i) => {
      const x = 14 + 170 * i, y = map.clientHeight + 58;
      pen.strokeStyle = css(status);
      pen.lineWidth = status === "one" ? 1.2 : 2.5;
      pen.setLineDash(status === "differs" ? [7, 4] : []);
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x + 30, y);
      pen.stroke();
      pen.fillText(text, x + 38, y + 4);
    });
    copy.toBlob((blob) => save("map.png", "image/png", blob));
  }

  function svg() {
    if (!network) return;
    const make = (tag, properties, text) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
      if (text !== undefined) made.textContent = text.replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd]/g, " ");
      return made;
    };
    const boxes = new Map(drawn.nodes.map((n) => {
      const { x, y } = network.getPosition(n), { w, h } = sizeOf(n);
      return [n, { left: x - w, right: x + w, top: y - h, bottom: y + h }];
    }));
    const all = [...boxes.values()], left = Math.min(...all.map((b) => b.left)) - 60, top = Math.min(...all.map((b) => b.top)) - 90;
    const width = Math.max(...all.map((b) => b.right)) + 60 - left, height = Math.max(...all.map((b) => b.bottom)) + 80 - top;
    const picture = make("svg", { viewBox: [left, top, width, height].map(Math.round).join(" "), "font-family": "sans-serif" });
    picture.append(make("title", {}, document.title),
      make("rect", { x: left, y: top, width, height, fill: css("card") }),
      make("text", { x: left + 20, y: top + 36, "font-size": 22, "font-weight": "bold", fill: css("ink") }, short(document.title, 80)));
    drawn.edges.forEach((i) => {
      const { status, edge, from, to } = facts[i], { a, b, x, y } = bendOf(i);
      const path = from === to ? `M${a.x} ${a.y}c-60 -90 60 -90 0 0` : `M${a.x} ${a.y}Q${x} ${y} ${b.x} ${b.y}`;
      picture.append(make("path", { d: path, "data-fact": facts[i].id, fill: "none", stroke: css(status),
        "stroke-width": status === "one" ? 1.2 : 2.5, ...(status === "differs" ? { "stroke-dasharray": "8 5" } : {}) }));
      if (drawn.labels.has(i)) picture.append(make("text", { x: (a.x + b.x + 2 * x) / 4, y: (a.y + b.y + 2 * y) / 4 + 4, "font-size": 12,
        "text-anchor": "middle", fill: css("soft"), stroke: css("card"), "stroke-width": 4, "paint-order": "stroke" }, short(edge ?? "", 28)));
    });
    for (const [n, box] of boxes) {
      const { kind, label } = nodes[n];
      const lines = short(label, 60).match(/.{1,31}(\s|$)|\S+/gu) ?? [" "];
      picture.append(make("rect", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top,
        rx: radius(kind), fill: css(`fill-${kind}`), stroke: css(`edge-${kind}`) }));
      lines.forEach((line, k) => picture.append(make("text", { x: (box.left + box.right) / 2, "text-anchor": "middle", fill: css("ink"),
        y: (box.top + box.bottom) / 2 + 5 + 15 * (k - (lines.length - 1) / 2), "font-size": kind === "detail" ? 12 : 14 }, line)));
    }
    LEGEND.forEach(([status, text], i) => picture.append(
      make("path", { d: `M${left + 20 + 180 * i} ${top + height - 30}h34`, stroke: css(status), "stroke-width": 2.5,
        ...(status === "differs" ? { "stroke-dasharray": "8 5" } : {}) }),
      make("text", { x: left + 62 + 180 * i, y: top + height - 25, "font-size": 14, fill: css("ink") }, text)));
    save("map.svg", "image/svg+xml", new XMLSerializer().serializeToString(picture));
  }

  // Start

  function listen() {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => go({ [target.name]: target.value, page: "" }, target.name === "q"));
    $("more").addEventListener("click", () => $("more").setAttribute("aria-expanded", form.classList.toggle("all")));
    $("clear").addEventListener("click", () => go(Object.fromEntries([...FILTERS, "page"].map((key) => [key, ""]))));
    for (const view of ["differences", "statements"]) {
      $(`tab-${view}`).addEventListener("click", () => go({ view }));
      $(`tab-${view}`).addEventListener("keydown", (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        const other = view === "differences" ? "statements" : "differences";
        go({ view: other });
        $(`tab-${other}`).focus();
      });
    }
    $("skip").addEventListener("click", () => {
      go({ view: "statements" });
      render();
      document.querySelector("#table button.statement")?.focus();
    });
    $("closer").addEventListener("click", () => network?.moveTo({ scale: network.getScale() * 1.3 }));
    $("farther").addEventListener("click", () => network?.moveTo({ scale: network.getScale() / 1.3 }));
    $("fit").addEventListener("click", () => network?.moveTo({ position: { x: 0, y: 0 }, scale: 1 }));
    $("enlarge").addEventListener("click", () => enlarge(!document.body.classList.contains("large")));
    $("csv").addEventListener("click", csv);
    $("json").addEventListener("click", () => save("graph.json", "application/json", JSON.stringify(page)));
    $("png").addEventListener("click", png);
    $("svg").addEventListener("click", svg);
    addEventListener("hashchange", render);
    addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key === "/" && !typing) {
        event.preventDefault();
        form.elements.q.focus();
      } else if (event.key === "Escape" && document.body.classList.contains("large")) enlarge(false);
      else if (event.key === "Escape" && !typing && read().f) close();
      else if (event.key === "Escape" && !typing && read().e) go({ e: "", page: "" });
    });
    let waiting;
    addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(render, 150);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { drawn.key = null; render(); });
  }

  function enlarge(on) {
    document.body.classList.toggle("large", on);
    $("enlarge").setAttribute("aria-pressed", on);
    $("enlarge").textContent = on ? "Back" : "Enlarge";
    render();
  }

  fillForm();
  buildTable();
  listen();
  render();
})();
