// Everything together

let shownList;
function render() {
  const state = read(), any = FILTERS.some((key) => state[key]);
  const filtered = any ? JSON.stringify(FILTERS.map((key) => state[key])) : "";
  const list = matching(state), passing = new Set(list);
  const points = differences.map((_, d) => d).filter((d) => (!state.kind || differences[d].kind === state.kind)
    && (!any || differences[d].variants.some((v) => v.claims.some((c) => passing.has(claims[c].fact)))));

  const whole = (n, all, one) => (any ? `${n.toLocaleString("en")} of ${count(all, one)}` : count(all, one));
  $("status").textContent = `${whole(list.length, facts.length, "statement")} and `
    + `${whole(points.length, differences.length, "difference")} in ${count(documents.length, "article")} `
    + `from ${count(outlets.length, "outlet")}`;
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (field.value !== state[name]) field.value = state[name];
    field.classList.toggle("set", state[name] !== "");
  }
  $("clear").disabled = !any;
  $("about").hidden = !state.e;
  if (state.e) {
    const name = el("b", {}, bdi(nodes[nodeAt.get(state.e)].label));
    $("about").replaceChildren("Only statements about ", name, " ", button(".link", () => go({ e: "", page: "" }), "Show all"));
  }

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
  const chosen = facts[factAt.get(state.f)];
  for (const item of document.querySelectorAll("#table tr[data-fact]")) {
    item.classList.toggle("on", item.dataset.fact === chosen?.id);
  }
  for (const item of document.querySelectorAll(".card")) {
    item.classList.toggle("on", Boolean(chosen?.differences.includes(Number(item.dataset.difference))));
  }
  renderPanel(state);
  renderMap(list, filtered, factAt.get(state.f));
  root.dataset.ready = "1";
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
  let [lastWidth] = canvas();
  new ResizeObserver(() => { // the window's size, or a scroll bar that came with the list
    const [width] = canvas();
    if (width === lastWidth) return;
    lastWidth = width;
    clearTimeout(waiting);
    waiting = setTimeout(render, 150);
  }).observe($("map"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
    drawn.scheme = matches;
    render();
  });
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
