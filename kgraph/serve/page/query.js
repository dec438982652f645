// The query page: YASGUI on this server's endpoint, with the named questions to begin with. Nothing is fetched from elsewhere.
"use strict";

async function start() {
  const {questions, prefixes} = await (await fetch("questions.json")).json();
  const endpoint = new URL("sparql", location.href).href;
  Yasgui.Yasqe.forkAutocompleter("prefixes", {name: "prefixes-local", persistenceId: null, get: async () =>
    Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`)});
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    autofocus: true,
    copyEndpointOnNewTab: false,
    requestConfig: {endpoint, method: "POST", headers: {}, args: []},
    yasqe: {value: questions[0].text, autocompleters: ["variables", "prefixes-local"], showQueryButton: true},
    yasr: {prefixes},
  });
  const select = document.getElementById("questions");
  for (const question of questions) select.append(new Option(question.asks, question.name));
  select.addEventListener("change", () => {
    const chosen = questions.find((question) => question.name === select.value);
    if (!chosen) return;
    const tab = yasgui.addTab(true, {name: chosen.name, yasqe: {value: chosen.text}, requestConfig: {endpoint}});
    tab.query().catch(() => {});
    select.value = "";
  });
  document.documentElement.dataset.ready = "1";
}

start();
