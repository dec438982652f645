// The URL's hash is the only state: a control changes the hash, and render() in start.js shows what the hash says.
// Words of articles reach the page through text nodes alone, never as HTML. page.py puts these files into one function:
// base, list, words, panel, map, save, start.

const { page, opening, options } = JSON.parse(document.getElementById("data").textContent);
const { facts, claims, differences, utterances, judged, outlets, documents, speakers, nodes } = page;
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
const ORIGIN = {
  copy: ["their articles are for the most part one and the same: “", "”"], passage: ["they print the same words: “", "”"],
  agency: ["they have it from ", ""], utterance: ["they report one utterance of ", ""], speaker: ["all have it from ", ""] };
const WORDING = {
  base: "the others are compared with this", part: "leaves words out", whole: "has more words", "other words": "in other words",
  paraphrase: "paraphrase or translation" };
const FORM = { direct: "", mixed: "partly quoted", indirect: "not quoted" };
const VERDICT = {
  same: "says that this is the same as", different: "says that this is not the same as", unsure: "is unsure whether this is the same as" };
const OWN = "the outlet itself";
const ROWS = 100, CARDS = 12, MOST_CHOICES = 200;
const FULL = root.classList.contains("full-text");
const VIEWS = [...document.querySelectorAll(".tabs [role=tab]")].map((tab) => tab.id.slice(4));

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
const ownWords = (claim) => claim.says ?? sentence(facts[claim.fact]);
const quoteOf = (claim) => claim.quote.map((piece) => piece[1]).join("");
const outletName = (o) => (outlets[o].startsWith("unknown (") ? el(`span.outlet.unknown.hue${o % 8}`, { title: outlets[o] }, bdi(outlets[o]))
  : el(`span.outlet.hue${o % 8}`, {}, bdi(outlets[o])));
const dots = (fact) => (outlets.length > 12 ? "" : el("span.dots", { "aria-hidden": "true" },
  outlets.map((name, o) => el(`i${fact.outlets.includes(o) ? `.hue${o % 8}` : ""}`, { title: name }))));
const chips = (item) => [
  item.negated && el("span.chip.negated", { title: "The statement says that it is not so" }, "negated"),
  item.modality && el("span.chip", { title: "Not stated as having happened" }, item.modality)];

/** An ISO 8601 date, or the start of one, in words: "2020-11" is November 2020. */
function dateWords(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  if (!month) return iso;
  const name = new Date(Date.UTC(2000, month - 1, 1)).toLocaleString("en", { month: "long", timeZone: "UTC" });
  return `${day ? `${day} ` : ""}${name} ${year}`;
}

for (const claim of claims) { // what the data leave out
  claim.outlet = documents[claim.document].outlet;
  claim.section ??= "body";
  claim.who = claim.speakers?.map((s) => speakers[s]) ?? [OWN];
  claim.times = (claim.times ?? []).flatMap((time) => time.split("/")).map((time) => /^\d{4}(-\d\d){0,2}/.exec(time)?.[0])
    .filter(Boolean);
}
for (const fact of facts) {
  fact.differences ??= [];
  fact.kinds = new Set(fact.differences.map((d) => differences[d].kind));
  fact.who = new Set(fact.claims.flatMap((c) => claims[c].who));
}
const placeOf = (list) => new Map(list.map((item, i) => [item.id, i]));
const factAt = placeOf(facts), claimAt = placeOf(claims), differenceAt = placeOf(differences), utteranceAt = placeOf(utterances);
const documentAt = placeOf(documents);
const outletAt = new Map(outlets.map((name, i) => [name, i]));
const nodeAt = new Map(nodes.flatMap((node, i) => (node.entity ? [[node.entity, i]] : [])));
const haystacks = [];
const haystack = (i) => (haystacks[i] ??= fold([sentence(facts[i]), nodes[facts[i].from].label,
  nodes[facts[i].to].label, ...facts[i].who, ...facts[i].claims.map((c) => quoteOf(claims[c]))].join("\n")));

// State

const DAY = /^\d{4}-\d\d-\d\d$/;
const TIMES = new Set(claims.flatMap((claim) => claim.times.flatMap((time) => [time, time.slice(0, 4)])));
// What a key of the hash may be: anything, one of a set, or what a pattern fits.
const ALLOWED = {
  f: null, c: null, d: null, u: null, a: new Set(documentAt.keys()), q: null, e: new Set(nodeAt.keys()), by: new Set(outlets),
  not: new Set(outlets), reach: new Set(["one", "several", "all"]), kind: new Set(differences.map((d) => d.kind)),
  who: new Set([OWN, ...speakers]), says: new Set(["affirmed", "negated"]), when: TIMES, since: DAY, until: DAY,
  view: new Set(VIEWS), sort: null, page: null };
const FILTERS = ["q", "by", "not", "reach", "kind", "e", "who", "says", "when", "since", "until"];
const CHOSEN = ["f", "c", "d", "u"], FIRST_VIEW = "statements";

function allows(allowed, value) {
  if (allowed instanceof RegExp) return allowed.test(value);
  return !allowed || allowed.has(value);
}

/** The state that a hash stands for; a hash that is an id alone opens what has that id. */
function read(hash = location.hash.slice(1, 20_000)) {
  const key = /^[cdeu]-/.test(hash) ? hash[0] : "f";
  const given = new URLSearchParams(hash.includes("=") || !hash ? hash : `${key}=${hash}`);
  const state = {};
  for (const [name, allowed] of Object.entries(ALLOWED)) {
    const value = given.get(name) ?? "";
    state[name] = allows(allowed, value) ? value : "";
  }
  state.view ||= state.u ? "utterances" : FIRST_VIEW;
  return state;
}

function hashOf(change) {
  const state = { ...read(), ...change };
  if (CHOSEN.some((key) => change[key])) for (const key of CHOSEN) state[key] = change[key] ?? "";
  if (change.view && !("sort" in change)) state.sort = state.page = "";
  const kept = Object.entries(state).filter(([key, value]) => value && !(key === "view" && value === FIRST_VIEW));
  return `#${new URLSearchParams(kept)}`;
}

function go(change, quietly = false) {
  const hash = hashOf(change);
  if (hash === location.hash) return;
  if (quietly) location.replace(hash);
  else location.hash = hash;
}
const link = (spec, change, ...children) => el(`a${spec}`, { href: hashOf(change) }, ...children);

let opener = null, focusPanel = false;
/** Open what has an id in the panel: open({ f: "f-…" }). */
function open(change) {
  opener = document.activeElement;
  focusPanel = true;
  if (hashOf(change) === location.hash) render();
  else go(change);
}
function close() {
  go({ f: "", c: "", d: "", u: "" });
  if (opener?.isConnected) opener.focus();
}
