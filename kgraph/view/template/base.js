// The URL's hash is the only state: a control changes the hash, and render() in start.js shows what the hash says.
// Words of articles reach the page through text nodes alone, never as HTML. page.py puts these files into one function:
// base, list, panel, map, save, start.

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
  role: "as what", stance: "in the writer's words", other: "more" };
const MARK = { s: "who", r: "does", o: "what", q: "detail", p: "speaker", v: "the words that differ" };
const OWN = "the outlet itself";
const ROWS = 100, CARDS = 12, MOST_SPEAKERS = 300;

// Small helpers

/** Make an element: el("p.note", {title: "…"}, "text", child). A property that is a function listens to its event. */
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
const short = (text, most) => (text.length <= most ? text : `${[...text].slice(0, most - 1).join("").trimEnd()}…`);
const spoken = (list) => list.flatMap((item, i) => (i ? [", ", item] : [item]));
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'").replace(/[“”]/g, '"')
  .replace(/[‐-―]/g, "-").replace(/\s+/g, " ").toLowerCase();

const sentence = (fact) => [fact.subject, fact.relation, fact.object, fact.tail].filter(Boolean).join(" ");
const sentenceParts = (fact) => (sentence(fact) ? ["subject", "relation", "object", "tail"].filter((part) => fact[part])
  .flatMap((part, i) => [i ? " " : "", el(`bdi.${part}`, {}, fact[part])]) : ["(no words)"]);
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
const haystack = (i) => (haystacks[i] ??= fold([sentence(facts[i]), nodes[facts[i].from].label,
  nodes[facts[i].to].label, ...facts[i].who, ...facts[i].claims.map((c) => quoteOf(claims[c]))].join("\n")));

// State

const ALLOWED = {
  f: null, q: null, e: new Set(nodeAt.keys()), by: new Set(outlets), not: new Set(outlets),
  reach: new Set(["one", "several", "all"]), kind: new Set(differences.map((d) => d.kind)),
  who: new Set([OWN, ...speakers]), says: new Set(["affirmed", "negated"]),
  view: new Set(["differences", "statements"]), sort: null, page: null };
const FIELDS = ["q", "by", "not", "reach", "kind", "who", "says"], FILTERS = [...FIELDS, "e"];
const FIRST_VIEW = differences.length ? "differences" : "statements";

function read() {
  const hash = location.hash.slice(1, 4000);
  const given = new URLSearchParams(hash.includes("=") || !hash ? hash : `f=${hash}`);
  const state = {};
  for (const [key, allowed] of Object.entries(ALLOWED)) {
    const value = given.get(key) ?? "";
    state[key] = !allowed || allowed.has(value) ? value : "";
  }
  state.view ||= FIRST_VIEW;
  return state;
}

function go(change, quietly = false) {
  const state = { ...read(), ...change };
  const kept = Object.entries(state).filter(([key, value]) => value && !(key === "view" && value === FIRST_VIEW));
  const hash = `#${new URLSearchParams(kept)}`;
  if (hash === location.hash) return;
  if (quietly) location.replace(hash);
  else location.hash = hash;
}

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
