// Filters

function matching(state) {
  const words = fold(state.q).split(" ").filter(Boolean);
  const by = outletAt.get(state.by), not = outletAt.get(state.not), about = nodeAt.get(state.e);
  const reach = { one: (n) => n === 1, several: (n) => n > 1, all: (n) => n === outlets.length }[state.reach];
  return facts.map((_, i) => i).filter((i) => {
    const fact = facts[i];
    return (by === undefined || fact.outlets.includes(by)) && (not === undefined || !fact.outlets.includes(not))
      && (!reach || reach(fact.outlets.length)) && (!state.kind || fact.kinds.has(state.kind))
      && (!state.who || fact.who.has(state.who))
      && (!state.says || (state.says === "negated") === Boolean(fact.negated))
      && (about === undefined || fact.from === about || fact.to === about)
      && words.every((word) => haystack(i).includes(word));
  });
}

function fillSelect(name, any, choices) {
  form.elements[name].append(...[["", any], ...choices].map(([value, text]) => el("option", { value }, text)));
}
function fillForm() {
  const said = new Map();
  for (const fact of facts) for (const name of fact.who) said.set(name, (said.get(name) ?? 0) + 1);
  const most = [...said].sort((a, b) => (b[0] === OWN) - (a[0] === OWN) || b[1] - a[1]).slice(0, MOST_SPEAKERS);
  const names = outlets.map((name) => [name, short(name, 40)]);
  fillSelect("by", "any outlet", names);
  fillSelect("not", "–", names);
  fillSelect("reach", "any number",
    [["one", "one outlet only"], ["several", "several outlets"], ["all", "all outlets"]]);
  fillSelect("kind", "anything or nothing", Object.entries(KIND).filter(([kind]) => ALLOWED.kind.has(kind)));
  fillSelect("who", "anyone", most.map(([name, n]) => [name, `${short(name, 40)} (${n})`]));
  fillSelect("says", "yes or no", [["affirmed", "that it is so"], ["negated", "that it is not so"]]);
}

// The list: differences as cards, statements as a table

/** The exact words of a claim, marked; the value of one difference alone is marked where it is given. */
function quote(claim, difference) {
  return el("blockquote", { dir: "auto" }, claim.quote.map(([letters, text, points]) => {
    const value = points && (difference === undefined || points.includes(difference));
    if (letters === "g" && !value) return el("span.g", {}, text);
    return letters || value ? el(["mark", ...letters, ...(value ? ["v"] : [])].join("."), {}, text) : text;
  }));
}

function card(d) {
  const difference = differences[d];
  return el(`article.card.${difference.relation}`, { "data-difference": d },
    el("p.kicker", {}, el("span.how", {}, RELATION[difference.relation]), " · ", KIND[difference.kind]),
    el("h2", {}, bdi(difference.about)),
    el("div.variants", {}, difference.variants.map((variant) => {
      const shown = claims[variant.claims[0]], all = variant.claims.length;
      return el("section.variant", {},
        el("p.value", {}, bdi(variant.value)),
        shown && quote(shown, d),
        el("p.who", {}, spoken(variant.outlets.map(outletName))),
        shown && button(".more", () => open(facts[shown.fact].id), all > 1 ? `Read all ${all} quotes` : "Read it closely"));
    })),
    note(difference));
}

function note(difference) {
  const { relation, variants, narrower, kind } = difference, they = variants.length > 2 ? "all" : "both";
  if (relation === "conflicts") {
    return el("p.note", {}, `These cannot ${they} hold at once. Which one holds is for the reader to find out.`);
  }
  if (relation === "differs") return el("p.note", {}, "Neither is shown to rule the other out.");
  const wider = variants.map((v) => v.value).filter((value) => value !== narrower);
  if (!narrower || wider.length !== 1) return el("p.note", {}, "One value is more exact than another: both can hold.");
  const lies = ["quantity", "duration", "time"].includes(kind) ? "lies inside" : "is more exact than";
  return el("p.note", {}, "“", bdi(narrower), `” ${lies} “`, bdi(wider[0]), "”: both can hold.");
}

let cardsShown = CARDS;
function renderCards(list) {
  const more = list.length - cardsShown;
  const showMore = () => {
    cardsShown += CARDS;
    renderCards(list);
  };
  $("differences").replaceChildren(...list.slice(0, cardsShown).map(card),
    ...(list.length ? [] : [el("p.empty", {}, differences.length ? "No difference matches these filters." :
      "No differences were found between these articles.")]),
    ...(more > 0 ? [button(".rest", showMore, `Show ${Math.min(more, CARDS)} more of ${more}`)] : []));
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
    el("td.says", {}, spoken([...fact.who].slice(0, 3).map((name) => el(name === OWN ? "i" : "bdi", {}, name))),
      fact.who.size > 3 ? ` and ${fact.who.size - 3} more` : ""),
    el("td.kinds", {}, [...fact.kinds].map((k) => KIND[k]).join(", ")));
}

function renderTable(list, state) {
  for (const cell of document.querySelectorAll("#table th")) {
    const name = cell.dataset.column;
    cell.setAttribute("aria-sort", { [name]: "ascending", [`-${name}`]: "descending" }[state.sort] ?? "none");
  }
  const pages = Math.max(1, Math.ceil(list.length / ROWS));
  const at = Math.min(pages, Math.max(1, Number.parseInt(state.page, 10) || 1));
  const from = (at - 1) * ROWS;
  document.querySelector("#table tbody").replaceChildren(...sorted(list, state.sort).slice(from, from + ROWS).map(row));
  const [before, where, after] = $("pager").children;
  $("pager").hidden = list.length <= ROWS && list.length > 0;
  where.textContent = list.length
    ? `${from + 1}–${Math.min(from + ROWS, list.length)} of ${list.length.toLocaleString("en")}`
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
