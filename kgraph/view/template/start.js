// Everything together

let shownList;
function render() {
  const state = read(), any = FILTERS.some((key) => state[key]);
  const filtered = any ? JSON.stringify(FILTERS.map((key) => state[key])) : "";
  const list = matching(state), passing = new Set(list), own = matchingClaims(list, state), has = (c) => passing.has(claims[c].fact);
  const points = differences.map((_, d) => d).filter((d) => (!state.kind || differences[d].kind === state.kind)
    && (!any || differences[d].variants.some((v) => v.claims.some(has))));
  const said = utterances.map((_, u) => u).filter((u) => !any
    || utterances[u].wordings.some(({ printed }) => printed.some(([, , c]) => c !== null && has(c))));

  const whole = (n, all, one) => (any ? `${n.toLocaleString("en")} of ${count(all, one)}` : count(all, one));
  $("status").textContent = `${whole(list.length, facts.length, "statement")} (${whole(own.length, claims.length, "claim")}) and `
    + `${whole(points.length, differences.length, "difference")} in ${count(documents.length, "article")} `
    + `from ${count(outlets.length, "outlet")}`;
  showForm(state);
  $("clear").disabled = !any;
  $("about").hidden = !state.e;
  if (state.e) {
    const { label, also = [] } = nodes[nodeAt.get(state.e)];
    $("about").replaceChildren(...["Only statements about ", el("b", {}, bdi(label)),
      also.length && [", also called ", spoken(also.slice(0, 8).map(bdi))], " ",
      button(".link", () => go({ e: "", page: "" }), "Show all"), judgements((side) => side.entity === state.e)].flat(9).filter(Boolean));
  }

  for (const [view, n] of Object.entries({ statements: list, claims: own, differences: points, utterances: said, articles: documents })) {
    const tab = $(`tab-${view}`), on = state.view === view;
    if (!tab) continue;
    tab.replaceChildren(view[0].toUpperCase() + view.slice(1), " ", el("span.n", {}, n.length.toLocaleString("en")));
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
    $(view).hidden = !on;
  }
  const key = JSON.stringify([filtered, state.view, state.sort, state.page, state.view === "articles" && [state.a, state.c]]);
  if (key !== shownList) {
    shownList = key;
    cardsShown = CARDS;
    renderView(state, { list, own, points, said });
  }
  document.body.dataset.view = state.view;
  markChosen(state);
  renderPanel(state);
  renderMap(list, filtered, chosenFact(state));
  root.dataset.ready = "1";
}

const chosenFact = (state) => (state.c ? claims[claimAt.get(state.c)]?.fact : factAt.get(state.f));

/** Show the list of a view; the others wait until they are chosen. */
function renderView(state, { list, own, points, said }) {
  const none = (what, all) => (all.length ? `No ${what} matches these filters.` : `No ${what} was found in these articles.`);
  if (state.view === "statements") renderTable("statements", list, state);
  if (state.view === "claims") renderTable("claims", own, state);
  if (state.view === "differences") renderCards("differences", points, card, none("difference", differences));
  if (state.view === "utterances") {
    cardsShown = Math.max(CARDS, said.indexOf(utteranceAt.get(state.u)) + 1);
    renderCards("utterances", said, utteranceCard, none("utterance", utterances));
  }
  if (state.view === "articles") renderArticle(state);
}

let shownUtterance = "";
function markChosen(state) {
  const chosen = facts[chosenFact(state)], difference = differenceAt.get(state.d);
  for (const item of document.querySelectorAll("tr[data-fact]")) item.classList.toggle("on", item.dataset.fact === chosen?.id);
  for (const item of document.querySelectorAll("tr[data-claim]")) item.classList.toggle("on", item.dataset.claim === state.c);
  for (const item of document.querySelectorAll(".card")) {
    const d = Number(item.dataset.difference);
    item.classList.toggle("on", item.dataset.utterance ? item.dataset.utterance === state.u
      : d === difference || Boolean(chosen?.differences.includes(d)));
  }
  if (state.u && state.u !== shownUtterance) $("utterances").querySelector(".on")?.scrollIntoView({ block: "start" });
  shownUtterance = state.u;
}

// Start

function listen() {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => go({ [target.name]: target.value, page: "" }, target.name === "q"));
  $("more").addEventListener("click", () => $("more").setAttribute("aria-expanded", form.classList.toggle("all")));
  $("clear").addEventListener("click", () => go(Object.fromEntries([...FILTERS, "page"].map((key) => [key, ""]))));
  VIEWS.forEach((view, i) => {
    $(`tab-${view}`).addEventListener("click", () => go({ view }));
    $(`tab-${view}`).addEventListener("keydown", ({ key }) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (!step) return;
      const other = VIEWS[(i + step + VIEWS.length) % VIEWS.length];
      go({ view: other });
      $(`tab-${other}`).focus();
    });
  });
  $("skip").addEventListener("click", () => {
    go({ view: "statements" });
    render();
    $("statements").querySelector("button.statement")?.focus();
  });
  $("closer").addEventListener("click", () => network?.moveTo({ scale: network.getScale() * 1.3 }));
  $("farther").addEventListener("click", () => network?.moveTo({ scale: network.getScale() / 1.3 }));
  $("fit").addEventListener("click", fit);
  $("enlarge").addEventListener("click", () => enlarge(!document.body.classList.contains("large")));
  $("csv").addEventListener("click", csv);
  $("json").addEventListener("click", () => save("graph.json", "application/json", JSON.stringify(JSON.parse($("data").textContent).page)));
  $("png").addEventListener("click", png);
  $("svg").addEventListener("click", svg);
  addEventListener("hashchange", render);
  addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      form.elements.q.focus();
    } else if (event.key === "Escape" && document.body.classList.contains("large")) enlarge(false);
    else if (event.key === "Escape" && !typing && CHOSEN.some((key) => read()[key])) close();
    else if (event.key === "Escape" && !typing && read().e) go({ e: "", page: "" });
  });
  let waiting;
  let [lastWidth] = canvas();
  new ResizeObserver(() => { // the window's size, or a scroll bar that came with the list
    const [width] = canvas();
    if (width === lastWidth) return;
    lastWidth = width;
    clearTimeout(waiting);
    waiting = setTimeout(render, 150);
  }).observe($("map"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
}

function enlarge(on) {
  document.body.classList.toggle("large", on);
  $("enlarge").setAttribute("aria-pressed", on);
  $("enlarge").textContent = on ? "Back" : "Enlarge";
  render();
}

fillForm();
buildTables();
listen();
render();
