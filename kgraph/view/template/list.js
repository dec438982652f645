// Filters

/** Whether a claim itself is what the filters ask for: by whom it is reported and said, when it was published, what time it tells of. */
function claimPasses(claim, state) {
  const { date } = documents[claim.document];
  return (!state.by || outlets[claim.outlet] === state.by) && (!state.who || claim.who.includes(state.who))
    && (!state.when || claim.times.some((time) => time.startsWith(state.when)))
    && (!state.since || date >= state.since) && (!state.until || date <= state.until);
}

/** The facts that pass the filters, by place: of each at least one claim does. */
function matching(state) {
  const words = fold(state.q).split(" ").filter(Boolean);
  const not = outletAt.get(state.not), about = nodeAt.get(state.e);
  const reach = { one: (n) => n === 1, several: (n) => n > 1, all: (n) => n === outlets.length }[state.reach];
  return facts.map((_, i) => i).filter((i) => {
    const fact = facts[i];
    return (not === undefined || !fact.outlets.includes(not))
      && (!reach || reach(fact.outlets.length)) && (!state.kind || fact.kinds.has(state.kind))
      && (!state.says || (state.says === "negated") === Boolean(fact.negated))
      && (about === undefined || fact.from === about || fact.to === about)
      && fact.claims.some((c) => claimPasses(claims[c], state))
      && words.every((word) => haystack(i).includes(word));
  });
}
const matchingClaims = (list, state) => list.flatMap((i) => facts[i].claims.filter((c) => claimPasses(claims[c], state)));

function fillSelect(name, any, choices) {
  const field = form.elements[name];
  field.append(...[["", any], ...choices].map(([value, text]) => el("option", { value }, text)));
  field.closest("label").hidden = !choices.length;
}

/** How many facts have each of their values, those of most facts first. */
function tally(valuesOf) {
  const sums = new Map();
  for (const fact of facts) for (const value of new Set(valuesOf(fact))) sums.set(value, (sums.get(value) ?? 0) + 1);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

function fillForm() {
  const most = (pairs, text = (value) => value) => pairs.slice(0, MOST_CHOICES)
    .map(([value, n]) => [value, `${short(text(value), 40)} (${n})`]);
  const names = outlets.map((name) => [name, short(name, 40)]);
  const own = (name) => name === OWN;
  fillSelect("by", "any outlet", names);
  fillSelect("not", "–", names);
  fillSelect("reach", "any number",
    [["one", "one outlet only"], ["several", "several outlets"], ["all", "all outlets"]]);
  fillSelect("kind", "anything or nothing", Object.entries(KIND).filter(([kind]) => ALLOWED.kind.has(kind)));
  fillSelect("e", "anybody", most(tally((fact) => [fact.from, fact.to].map((n) => nodes[n].entity).filter(Boolean)),
    (entity) => nodes[nodeAt.get(entity)].label));
  fillSelect("who", "anyone", most(tally((fact) => fact.who).sort((a, b) => own(b[0]) - own(a[0]))));
  fillSelect("says", "yes or no", [["affirmed", "that it is so"], ["negated", "that it is not so"]]);
  const times = tally((fact) => fact.claims.flatMap((c) => claims[c].times.flatMap((t) => [t, t.slice(0, 4)])));
  fillSelect("when", "any time", most(times, dateWords).sort((a, b) => (a[0] < b[0] ? -1 : 1)));
  const days = new Set(documents.map((d) => d.date));
  for (const name of ["since", "until"]) form.elements[name].closest("label").hidden = days.size < 2;
}

/** Show a state in the form; a name beyond those that the form lists is added to it. */
function showForm(state) {
  for (const name of FILTERS) {
    const field = form.elements[name];
    if (field.value !== state[name]) field.value = state[name];
    if (field.value !== state[name] && field.tagName === "SELECT") {
      const text = name === "e" ? nodes[nodeAt.get(state.e)].label : state[name];
      field.append(el("option", { value: state[name] }, short(text, 40)));
      field.value = state[name];
    }
    field.classList.toggle("set", state[name] !== "");
  }
  const hidden = [...form.querySelectorAll("label.rare .set")].length;
  $("more").textContent = hidden ? `More filters (${hidden})` : "More filters";
}

// Differences as cards

/** The exact words of a claim, marked; the value of one difference alone is marked where it is given. */
function quote(claim, difference) {
  return el("blockquote", { dir: "auto" }, claim.quote.map(([letters, text, points]) => {
    const value = points && (difference === undefined || points.includes(difference));
    if (letters === "g" && !value) return el("span.g", {}, text);
    return letters || value ? el(["mark", ...letters, ...(value ? ["v"] : [])].join("."), {}, text) : text;
  }));
}
/** Who is said to say a claim, from the nearest outward. */
function speakerChain(claim) {
  const [speaker, ...through] = (claim.speakers ?? []).map((s) => bdi(speakers[s]));
  return speaker ? ["Said by ", el("b", {}, speaker), through.length > 0 && [", by way of ", spoken(through)]]
    : "In the outlet’s own words";
}

/** The claim of a variant that best shows its value. */
const shownOf = (variant, d) => claims[variant.claims.find((c) => claims[c].quote.some((piece) => piece[2]?.includes(d)))
  ?? variant.claims[0]];

const kicker = ({ relation, kind }) => [el("span.how", {}, RELATION[relation]), " · ", KIND[kind]];

function card(d) {
  const difference = differences[d], all = difference.variants.reduce((sum, variant) => sum + variant.claims.length, 0);
  return el(`article.card.${difference.relation}`, { "data-difference": d },
    el("p.kicker", {}, kicker(difference)),
    el("h2", {}, bdi(difference.about)),
    el("div.variants", {}, difference.variants.map((variant) => {
      const shown = shownOf(variant, d);
      return el("section.variant", {},
        el("p.value", {}, bdi(variant.value)),
        shown && quote(shown, d),
        shown && difference.kind === "attribution" && el("p.small", {}, speakerChain(shown)),
        el("p.who", {}, spoken(variant.outlets.map(outletName))));
    })),
    el("p.note", {}, note(difference), " ",
      button(".more", () => open({ d: difference.id }), all > 1 ? `Read all ${all} quotes` : "Read it closely")));
}

function note({ relation, variants, narrower, kind }) {
  const they = variants.length > 2 ? "all" : "both";
  if (relation === "conflicts") return `These cannot ${they} hold at once. Which one holds is for the reader to find out.`;
  if (relation === "differs") return "Neither is shown to rule the other out.";
  const wider = variants.map((v) => v.value).filter((value) => value !== narrower);
  if (!narrower || wider.length !== 1) return "One value is more exact than another: both can hold.";
  const lies = ["quantity", "duration", "time"].includes(kind) ? "lies inside" : "is more exact than";
  return ["“", bdi(narrower), `” ${lies} “`, bdi(wider[0]), "”: both can hold."];
}

let cardsShown = CARDS;
function renderCards(id, list, made, none) {
  const more = list.length - cardsShown;
  const showMore = () => {
    cardsShown += CARDS;
    renderCards(id, list, made, none);
  };
  $(id).replaceChildren(...list.slice(0, cardsShown).map(made),
    ...(list.length ? [] : [el("p.empty", {}, none)]),
    ...(more > 0 ? [button(".rest", showMore, `Show ${Math.min(more, CARDS)} more of ${more}`)] : []));
}

// Statements and claims as tables

const published = (claim) => documents[claim.document].date ?? "\uffff";
const TABLES = {
  statements: {
    caption: "Statements, each with all claims that state it; choose one to read their quotes",
    none: () => (facts.length ? "No statement matches these filters." : "No statements were found in these articles."),
    columns: {
      statement: ["Statement", (i) => fold(sentence(facts[i]))],
      outlets: ["Outlets", (i) => -facts[i].outlets.length],
      origins: ["Origins", (i) => -facts[i].origins],
      who: ["Said by", (i) => fold([...facts[i].who].join(" "))],
      differs: ["Differs in", (i) => [...facts[i].kinds].map((k) => KIND[k]).join(" ") || "\uffff"] },
    row(i) {
      const fact = facts[i];
      return el("tr", { "data-fact": fact.id },
        el("td", {}, button(".statement", () => open({ f: fact.id }), sentenceParts(fact)), chips(fact)),
        el("td.reach", {}, dots(fact), el("span.of", {}, `${fact.outlets.length} of ${outlets.length}`)),
        el("td.number", {}, fact.origins ? String(fact.origins) : "–"),
        el("td.says", {}, names([...fact.who])),
        el("td.kinds", {}, [...fact.kinds].map((k) => KIND[k]).join(", ")));
    } },
  claims: {
    caption: "Claims: every place of an article that states something, with its words",
    none: () => (claims.length ? "No claim matches these filters." : "No claims were found in these articles."),
    columns: {
      statement: ["Claim", (c) => fold(ownWords(claims[c]))],
      outlets: ["Outlet", (c) => fold(outlets[claims[c].outlet])],
      date: ["Published", (c) => published(claims[c])],
      who: ["Said by", (c) => fold(claims[c].who.join(" "))] },
    row(c) {
      const claim = claims[c];
      return el("tr", { "data-claim": claim.id },
        el("td", {}, button(".statement", () => open({ c: claim.id }), bdi(ownWords(claim))), chips(claim),
          el("p.quoted", { dir: "auto" }, quoteOf(claim))),
        el("td.reach", {}, outletName(claim.outlet)),
        el("td.date", {}, documents[claim.document].date ?? "unknown"),
        el("td.says", {}, names(claim.who)));
    } } };
const names = (all) => [spoken(all.slice(0, 3).map((name) => el(name === OWN ? "i" : "bdi", {}, name))),
  all.length > 3 ? ` and ${all.length - 3} more` : ""];

function sorted(list, columns, sort) {
  const name = sort.replace(/^-/, ""), sign = sort.startsWith("-") ? -1 : 1;
  if (!Object.hasOwn(columns, name)) return list;
  const keys = new Map(list.map((i) => [i, columns[name][1](i)]));
  return [...list].sort((a, b) => (keys.get(a) < keys.get(b) ? -sign : keys.get(a) > keys.get(b) ? sign : a - b));
}

function renderTable(view, list, state) {
  const { columns, row, none } = TABLES[view], panel = $(view);
  for (const cell of panel.querySelectorAll("th")) {
    const name = cell.dataset.column;
    cell.setAttribute("aria-sort", { [name]: "ascending", [`-${name}`]: "descending" }[state.sort] ?? "none");
  }
  const pages = Math.max(1, Math.ceil(list.length / ROWS));
  const at = Math.min(pages, Math.max(1, Number.parseInt(state.page, 10) || 1));
  const from = (at - 1) * ROWS;
  panel.querySelector("tbody").replaceChildren(...sorted(list, columns, state.sort).slice(from, from + ROWS).map(row));
  const pager = panel.querySelector("nav"), [before, where, after] = pager.children;
  pager.hidden = list.length <= ROWS && list.length > 0;
  where.textContent = list.length
    ? `${from + 1}–${Math.min(from + ROWS, list.length)} of ${list.length.toLocaleString("en")}` : none();
  before.disabled = at === 1;
  after.disabled = at === pages;
  before.hidden = after.hidden = pages === 1;
  before.value = at - 1;
  after.value = at + 1;
}

function buildTables() {
  const turn = (event) => go({ page: event.currentTarget.value });
  for (const [view, { caption, columns }] of Object.entries(TABLES)) {
    $(view).append(
      el("table.rows", {}, el("caption.unseen", {}, caption),
        el("thead", {}, el("tr", {}, Object.entries(columns).map(([name, [text]]) =>
          el(`th.col-${name}`, { scope: "col", "data-column": name, "aria-sort": "none" },
            button("", () => go({ sort: read().sort === name ? `-${name}` : name, page: "" }), text))))),
        el("tbody", {})),
      el("nav.pager", { "aria-label": `Pages of ${view}` },
        button("", turn, "Previous"), el("span", {}), button("", turn, "Next")));
  }
}
