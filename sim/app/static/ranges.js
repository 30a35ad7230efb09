// The bets laid over what was measured: an axis each for the wait and for the cost, the interval as
// a band, and a mark with the number of each team; who loses in words below.
import { colon } from "./live.js";
import { words } from "./parts.js";
import { element, marks, svg, told } from "./svg.js";

const MANY = 3;

function axis(bets, part, label, found) {
  const box = svg("svg", { role: "img" });
  const holder = element("div", { class: "axis-of" }, words(label), box);
  return [holder, () => {
    const em = parseFloat(getComputedStyle(box.appendChild(svg("text"))).fontSize);
    box.replaceChildren();
    const width = holder.clientWidth || 600;
    const rows = new Map(); // teams of each value, one above the other
    for (const bet of bets) rows.set(bet[part], [...(rows.get(bet[part]) ?? []), bet.team]);
    const known = found.low !== null && found.high !== null;
    const ends = known ? [found.low, found.high] : [];
    const all = [...rows.keys(), ...ends, 0];
    const [low, high] = [Math.min(...all) - 1, Math.max(...all) + 1];
    const x = (value) => em + ((width - 2 * em) * (value - low)) / (high - low);
    const down = 2.6 * em;
    box.setAttribute("viewBox", `0 0 ${width} ${4.2 * em}`);
    box.setAttribute("height", 4.2 * em);
    if (known) {
      box.append(svg("rect", { class: "band", x: x(found.low), y: 0,
        width: Math.max(2, x(found.high) - x(found.low)), height: down }));
    }
    const line = (name, from, to, up) =>
      box.append(svg("line", { class: name, x1: from, x2: to, y1: up, y2: down }));
    line("axis", em, width - em, down);
    line("zero", x(0), x(0), 0);
    if (found.difference !== null) line("mean", x(found.difference), x(found.difference), 0);
    const text = (at, up, word) => {
      const made = svg("text", { x: at, y: up, "text-anchor": "middle" });
      made.textContent = word;
      box.append(made);
    };
    for (const mark of marks(low, high, 6)) text(x(mark), down + 1.3 * em, told(mark));
    // Neighbours stand on two lines; many teams are counted.
    [...rows].sort(([a], [b]) => a - b).forEach(([value, teams], k) => {
      const word = teams.length > MANY ? `×${teams.length}` : teams.join("·");
      text(x(value), down - (k % 2 ? 1.6 : 0.5) * em, `▾${word}`);
    });
    const said = bets.map((bet) => `${bet.name} ${told(bet[part])}`).join(" ; ");
    box.setAttribute("aria-label", `${label}${colon}${found.text}. ${said}`);
  }];
}

export function drawBets(holder, bets, measured, texts) {
  const right = bets.filter((bet) => bet.right?.loser).map((bet) => bet.team).join(", ");
  const drawn = ["wait", "cost"].map((part) => {
    const label = texts[part === "wait" ? "session.kit.wait" : "session.kit.cost"];
    return axis(bets, part, `${label}${colon}${measured[part].text}`, measured[part]);
  });
  holder.replaceChildren(...drawn.map(([made]) => made));
  for (const [, draw] of drawn) draw();
  const losers = `${texts["session.kit.loser"]}${colon}${measured.losers.join(", ")}`;
  const teams = right ? ` (${texts["session.kit.right"]}${colon}${texts["app.teams"]} ${right})` : "";
  holder.append(words(`${losers}${teams}`, { class: "whole" }));
}
