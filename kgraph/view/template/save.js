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
  const rows = [["fact", "claim", "outlet", "document", "title", "date", "url", "statement", "as claimed", "polarity", "modality",
    "said by", "quote", "start", "end", "section"]];
  const state = read();
  for (const claim of matchingClaims(matching(state), state).map((c) => claims[c])) {
    const { id, title, date, url } = documents[claim.document], fact = facts[claim.fact];
    rows.push([fact.id, claim.id, outlets[claim.outlet], id, title, date, url, sentence(fact), ownWords(claim),
      claim.negated ? "negated" : "affirmed", claim.modality ?? "asserted",
      (claim.speakers ?? []).map((s) => speakers[s]).join(" < "), quoteOf(claim), claim.start, claim.end, claim.section]);
  }
  save("claims.csv", "text/csv", `\ufeff${rows.map((r) => r.map(cell).join(",")).join("\r\n")}\r\n`);
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
    picture.append(made);
  };
  const stroke = (status) => ({
    stroke: css(status), "stroke-width": status === "one" ? 1.2 : 2.5, "stroke-dasharray": status === "differs" ? "8 5" : "none" });
  const words = (x, y, size, text, more) => make("text", { x, y, "font-size": size, fill: css("ink"), ...more }, text);
  const middle = { "text-anchor": "middle" };

  const boxes = drawn.nodes.map((n) => ({ n, ...network.getPosition(n), ...sizeOf(n) }));
  const left = Math.min(...boxes.map((b) => b.x - b.w)) - 40, right = Math.max(...boxes.map((b) => b.x + b.w)) + 40;
  const top = Math.min(...boxes.map((b) => b.y - b.h)) - 70, bottom = Math.max(...boxes.map((b) => b.y + b.h)) + 60;
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", [left, top, right - left, bottom - top].map(Math.round).join(" "));
  picture.setAttribute("font-family", "sans-serif");
  make("title", {}, document.title);
  make("rect", { x: left, y: top, width: right - left, height: bottom - top, fill: css("card") });
  words(left + 20, top + 34, 20, short(document.title, 80), { "font-weight": "bold" });
  for (const i of drawn.facts) {
    const { a, b, x, y } = bendOf(i), loop = facts[i].from === facts[i].to;
    make("path", { d: loop ? `M${a.x} ${a.y}c-60 -90 60 -90 0 0` : `M${a.x} ${a.y}Q${x} ${y} ${b.x} ${b.y}`,
      "data-fact": facts[i].id, fill: "none", ...stroke(facts[i].status) });
    if (drawn.labels.has(i)) {
      words((a.x + b.x + 2 * x) / 4, (a.y + b.y + 2 * y) / 4 + 4, 12, edgeLabel(i),
        { ...middle, fill: css("soft"), stroke: css("card"), "stroke-width": 4, "paint-order": "stroke" });
    }
  }
  for (const { n, x, y, w, h } of boxes) {
    const { kind, label } = nodes[n], lines = short(label, 60).match(/.{1,31}(\s|$)|\S+/gu) ?? [""];
    make("rect", { x: x - w, y: y - h, width: 2 * w, height: 2 * h, rx: radius(kind), fill: css(`fill-${kind}`),
      stroke: css(`edge-${kind}`) });
    lines.forEach((line, k) => words(x, y + 5 + 15 * (k - (lines.length - 1) / 2), kind === "detail" ? 12 : 14, line, middle));
  }
  LEGEND.forEach(([status, text], i) => {
    make("path", { d: `M${left + 20 + 180 * i} ${bottom - 26}h34`, ...stroke(status) });
    words(left + 62 + 180 * i, bottom - 21, 14, text);
  });
  save("map.svg", "image/svg+xml", new XMLSerializer().serializeToString(picture));
}
