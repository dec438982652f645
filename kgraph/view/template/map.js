// The map

const AROUND = 4000, LETTER = 8, WIDEST = 190; // square pixels for the lines of a box; pixels: a letter, a box
const FEWEST = 4; // boxes that are drawn on however small a canvas
const FLAT = 0.5; // boxes are wide, so ways along x count half
const LEANS = [0.5, 0.12, 0.5, 1.5]; // a jam in one direction comes loose in the other

let network = null;
let drawn = { facts: [], nodes: [], labels: new Set() };
const css = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
const rank = new Map(page.order.map((fact, i) => [fact, i]));
const radius = (kind) => ({ person: 16, place: 8, group: 1 }[kind] ?? 4);
const edgeLabel = (i) => (facts[i].object ? short(facts[i].relation ?? "", 28) : ""); // else the relation is the box at its end
const canvas = () => [$("map").clientWidth, $("map").clientHeight];

/** The square pixels that a box with a label, or with one of usual length, needs with the lines around it. */
function need(label = "Vladimir Pavlov") {
  const wide = LETTER * Math.min(label.length, 60) + 16;
  return AROUND + 2 * Math.min(wide, WIDEST + 16) * (18 * Math.ceil(wide / WIDEST) + 16);
}

/** Of the facts between the same two names those that tell most. */
function fewBetween(list) {
  const seen = new Map();
  return list.filter((i) => {
    const pair = [facts[i].from, facts[i].to].sort((a, b) => a - b).join();
    seen.set(pair, (seen.get(pair) ?? 0) + 1);
    return seen.get(pair) <= page.limits.between;
  });
}

/** As many facts as the canvas holds, grown along the names already drawn, as Drawing.focus() does. */
function pick(list, first) {
  const { nodes: most, facts: mostFacts, leap, dense } = page.limits, [width, height] = canvas();
  const room = width * height;
  const all = list.filter((i) => i !== first).sort((a, b) => rank.get(a) - rank.get(b)), chosen = [], seen = new Set();
  const crowded = all.length > 2 * (room / need()), rest = crowded ? fewBetween(all) : all;
  let used = 0;
  const cost = (n) => (seen.has(n) ? 0 : need(nodes[n].label));
  const take = (i) => {
    chosen.push(i);
    for (const n of [facts[i].from, facts[i].to]) {
      used += cost(n);
      seen.add(n);
    }
  };
  if (first !== undefined) take(first);
  while (chosen.length < mostFacts) {
    const full = crowded && chosen.length >= dense * seen.size;
    let best = -1, least = Infinity;
    for (let place = 0; place < rest.length && place < least; place += 1) {
      const { from, to } = facts[rest[place]], ends = from === to ? 1 : 2;
      const fresh = (seen.has(from) ? 0 : 1) + (ends === 1 || seen.has(to) ? 0 : 1);
      if (!fresh && full) continue;
      const far = seen.size && fresh === ends ? leap : 0;
      const fits = seen.size + fresh <= FEWEST || (seen.size + fresh <= most && used + cost(from) + (ends === 1 ? 0 : cost(to)) <= room);
      if (place + far < least && fits) [best, least] = [place, place + far];
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
    id: n, label: short(label, detail ? 60 : 40) || " ",
    font: { color: css(dim ? "one" : "ink"), size: detail ? 12 : 15, face: css("sans") },
    shapeProperties: { borderRadius: radius(kind), borderDashes: detail ? [3, 3] : false },
    color: { background, border: css(dim ? "line" : `edge-${kind}`), highlight: lit, hover: lit } };
}

function edgeLook(i, dim) {
  const { status, outlets: all } = facts[i], color = css(status);
  return {
    id: i, width: status === "one" ? 1.2 : Math.min(1.5 + all.length / 2, 5), dashes: status === "differs" && [8, 5],
    color: { color, highlight: color, hover: color, opacity: dim ? 0.25 : 1 },
    label: !dim && drawn.labels.has(i) ? edgeLabel(i) : " ",
    font: { color: css("soft"), size: 12, face: css("sans"), strokeWidth: 4, strokeColor: css("card"), align: "horizontal" } };
}

/** Half the width and height of a box; vis counts the radius of its corners as a margin around it. */
function sizeOf(n) {
  const { left, right, top, bottom } = network.getBoundingBox(n), margin = radius(nodes[n].kind);
  return { w: (right - left) / 2 - margin, h: (bottom - top) / 2 - margin };
}

/** The point that a line bends towards, as vis computes it for its two curves. */
function bendOf(i) {
  const a = network.getPosition(facts[i].from), b = network.getPosition(facts[i].to);
  const { type, roundness } = drawn.edgeSet.get(i).smooth, part = 0.5 + roundness / 2;
  const far = Math.hypot(a.x - b.x, a.y - b.y) * part;
  const angle = Math.atan2(a.y - b.y, b.x - a.x) + Math.PI * (type === "curvedCW" ? part : 0.5 - roundness / 2);
  return { a, b, x: a.x + far * Math.sin(angle), y: a.y + far * Math.cos(angle) };
}

/** The lines whose words cover no box and no other line's words. */
function labelled() {
  const taken = drawn.nodes.map((n) => ({ ...network.getPosition(n), ...sizeOf(n) }));
  return new Set(drawn.facts.length > page.limits.labels ? [] : drawn.facts.filter((i) => {
    const { a, b, x, y } = bendOf(i);
    const words = { x: (a.x + b.x + 2 * x) / 4, y: (a.y + b.y + 2 * y) / 4, w: 3.2 * edgeLabel(i).length + 2, h: 7 };
    const free = taken.every((box) => Math.abs(box.x - words.x) >= box.w + words.w || Math.abs(box.y - words.y) >= box.h + 7);
    if (free) taken.push(words);
    return free;
  }));
}

/** Move boxes {x, y, w, h} so that springs along the lines are content, no box covers another, and the canvas is full. */
function layOut(boxes, lines, width, height) {
  const rounds = 400, pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) => [a, b]));
  const ideal = 0.85 * Math.sqrt((FLAT * width * height) / boxes.length);
  const move = (box, x, y) => {
    box.x = Math.max(box.w - width / 2, Math.min(width / 2 - box.w, box.x + x));
    box.y = Math.max(box.h - height / 2, Math.min(height / 2 - box.h, box.y + y));
  };
  const pull = (a, b, force) => {
    const x = (a.x - b.x) * FLAT, y = a.y - b.y, far = Math.max(1, Math.hypot(x, y)), part = force(far) / far;
    a.dx += x * part;
    a.dy += y * part;
    b.dx -= x * part;
    b.dy -= y * part;
  };
  /** Push each pair that overlaps apart by a share of what it overlaps, along the way that is shorter; count them. */
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
    for (const [a, b] of lines) {
      for (const box of boxes) {
        const x = b.x - a.x, y = b.y - a.y, at = ((box.x - a.x) * x + (box.y - a.y) * y) / Math.max(1, x * x + y * y);
        const offX = box.x - a.x - at * x, offY = box.y - a.y - at * y, off = Math.max(1, Math.hypot(offX, offY));
        if (box === a || box === b || at <= 0 || at >= 1 || Math.abs(offX) > box.w || Math.abs(offY) > box.h) continue;
        const step = (share * (box.h + 4)) / off;
        move(box, step * offX, step * (offY || 1));
      }
    }
  };

  boxes.forEach((box, i) => {
    const turn = i * 2.39996, far = 0.45 * Math.sqrt((i + 0.5) / boxes.length);
    Object.assign(box, { x: width * far * Math.cos(turn), y: height * far * Math.sin(turn) });
  });
  for (let round = 0; round < rounds; round += 1) {
    const heat = 1 - round / rounds;
    for (const box of boxes) Object.assign(box, { dx: -0.05 * box.x * FLAT, dy: -0.05 * box.y });
    for (const [a, b] of pairs) pull(a, b, (far) => (far < 2.5 * ideal ? (ideal * ideal) / far : 0));
    for (const [a, b] of lines) pull(a, b, (far) => -(far * far) / ideal);
    for (const box of boxes) {
      const cut = Math.min(1, (0.12 * width * heat + 0.5) / Math.max(1, Math.hypot(box.dx, box.dy)));
      move(box, (box.dx * cut) / FLAT, box.dy * cut);
    }
    if (heat < 0.6) {
      clear(0.3 * (1 - heat));
      part(0.6 * (1 - heat), FLAT);
    }
  }
  for (const [way, half, room] of [["x", "w", width], ["y", "h", height]]) {
    const low = Math.min(...boxes.map((box) => box[way] - box[half]));
    const high = Math.max(...boxes.map((box) => box[way] + box[half]));
    for (const box of boxes) box[way] = (box[way] - (low + high) / 2) * Math.min(1.6, room / (high - low));
  }
  for (let round = 0; round < rounds && part(0.5, LEANS[Math.floor(round / 50) % LEANS.length]); round += 1);
  settle(boxes, width, height);
}

/** Move each box that still covers an earlier one to the nearest free place, if there is any. */
function settle(boxes, width, height) {
  const STEP = 8;
  boxes.forEach((box, i) => {
    const covers = (x, y) => boxes.slice(0, i).some((other) => Math.abs(other.x - x) < box.w + other.w && Math.abs(other.y - y) < box.h + other.h);
    if (!covers(box.x, box.y)) return;
    let best = Infinity;
    const { x: wasX, y: wasY } = box;
    for (let x = box.w - width / 2; x <= width / 2 - box.w; x += STEP) {
      for (let y = box.h - height / 2; y <= height / 2 - box.h; y += STEP) {
        const far = Math.hypot((x - wasX) * FLAT, y - wasY);
        if (far < best && !covers(x, y)) [best, box.x, box.y] = [far, x, y];
      }
    }
  });
}

function place() {
  const boxes = new Map(drawn.nodes.map((n) => {
    const { w, h } = sizeOf(n);
    return [n, { id: n, w: w + 6, h: h + 6 }];
  }));
  const lines = drawn.facts.map((i) => [boxes.get(facts[i].from), boxes.get(facts[i].to)]).filter(([a, b]) => a !== b);
  const [width, height] = canvas();
  layOut([...boxes.values()], lines, width - 12, height - 8);
  drawn.nodeSet.update([...boxes.values()].map(({ id, x, y }) => ({ id, x, y })));
}

/** Parallel facts bend away from each other. */
function bends(picked) {
  const seen = new Map();
  return new Map(picked.map((i) => {
    const { from, to } = facts[i], pair = `${Math.min(from, to)} ${Math.max(from, to)}`, n = seen.get(pair) ?? 0;
    seen.set(pair, n + 1);
    const type = (from < to) === (n % 2 === 0) ? "curvedCW" : "curvedCCW";
    return [i, { enabled: true, type, roundness: 0.08 + 0.14 * Math.ceil(n / 2) + (n ? 0.04 : 0) }];
  }));
}

const fit = () => network?.moveTo({ position: { x: 0, y: 0 }, scale: 1 });

function drawMap(picked) {
  network?.destroy();
  network = null;
  drawn.facts = picked;
  drawn.nodes = [...new Set(picked.flatMap((i) => [facts[i].from, facts[i].to]))];
  drawn.labels = new Set();
  $("figure").classList.toggle("bare", !picked.length);
  if (!picked.length) return;
  const bend = bends(picked), line = (i) => ({ ...edgeLook(i), from: facts[i].from, to: facts[i].to, smooth: bend.get(i) });
  drawn.nodeSet = new vis.DataSet(drawn.nodes.map((n) => nodeLook(n)));
  drawn.edgeSet = new vis.DataSet(picked.map(line));
  const own = JSON.parse(options); // those of the pyvis Network
  const scrolls = matchMedia("(max-width: 700px)").matches && !document.body.classList.contains("large");
  Object.assign(own.interaction, { dragView: !scrolls, zoomView: !scrolls, dragNodes: !scrolls });
  network = new vis.Network($("map"), { nodes: drawn.nodeSet, edges: drawn.edgeSet }, { ...own, physics: false });
  $("map").network = network;
  network.redraw(); // only now the boxes have a size
  place();
  drawn.labels = labelled();
  fit();
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node === undefined) return edge !== undefined && open({ f: facts[edge].id });
    if (nodes[node].entity) return go({ e: nodes[node].entity, f: "", c: "", d: "", page: "" });
    return open({ f: facts[drawn.facts.find((i) => facts[i].from === node || facts[i].to === node)].id });
  });
  network.on("hoverEdge", ({ edge }) => { $("caption").textContent = sentence(facts[edge]); });
  network.on("hoverNode", ({ node }) => { $("caption").textContent = nodes[node].label; });
  network.on("blurEdge", caption);
  network.on("blurNode", caption);
}

function caption() {
  const all = count(drawn.total, "matching statement");
  $("caption").textContent = !drawn.total ? "Nothing to draw."
    : drawn.facts.length === drawn.total ? `All ${all}. Choose a line to read its quotes, a name to see what is said of it.`
      : `${drawn.facts.length} of ${all}, those that tell most. All are in the list.`;
}

/** Show the facts that pass the filters; the picture stays as it is while the chosen fact is in it. */
function renderMap(list, filtered, chosen) {
  const size = canvas().join(), same = drawn.filtered === filtered && drawn.size === size;
  const base = filtered ? list : opening.map((id) => factAt.get(id));
  let picked = drawn.facts;
  if (!same || chosen === undefined || !picked.includes(chosen)) {
    picked = pick(base);
    if (chosen !== undefined && !picked.includes(chosen)) picked = pick(base, chosen);
  }
  const key = `${picked};${size}`;
  Object.assign(drawn, { filtered, size, total: list.length });
  if (key !== drawn.key) {
    drawn.key = key;
    drawMap(picked);
  }
  caption();
  if (!network) return;
  const lit = drawn.facts.includes(chosen), ends = lit ? [facts[chosen].from, facts[chosen].to] : drawn.nodes;
  drawn.nodeSet.update(drawn.nodes.map((n) => nodeLook(n, !ends.includes(n))));
  drawn.edgeSet.update(drawn.facts.map((i) => edgeLook(i, lit && i !== chosen)));
  network.setSelection({ nodes: [], edges: lit ? [chosen] : [] }, { highlightEdges: false });
}
