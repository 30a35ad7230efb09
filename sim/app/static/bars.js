// What each funder pays more or less: bars that start where the one above ends, with intervals.
import { svg } from "./svg.js";

export function drawBars(holder, data) {
  const box = svg("svg", { role: "img", "aria-label": data.described });
  holder.replaceChildren(box);
  const em = parseFloat(getComputedStyle(box.appendChild(svg("text"))).fontSize);
  box.replaceChildren();
  const width = holder.clientWidth || 600;
  const row = 2.9 * em;
  box.setAttribute("viewBox", `0 0 ${width} ${row * data.bars.length}`);
  box.setAttribute("height", row * data.bars.length);
  let start = 0;
  const placed = data.bars.map((bar, k) => {
    const from = k === data.bars.length - 1 ? 0 : start; // the last one is the whole
    start = from + bar.value;
    const ends = bar.ends.map((end) => (end === null ? from + bar.value : from + end));
    return { ...bar, from, to: from + bar.value, ends };
  });
  const reach = Math.max(...placed.flatMap((b) => [b.from, b.to, ...b.ends].map(Math.abs)), 1e-9);
  const x = (value) => width / 2 + (value / reach) * (width / 2 - 6);
  placed.forEach((bar, k) => {
    const top = k * row;
    const label = svg("text", { x: 0, y: top + em });
    label.textContent = `${bar.label}\u00a0: ${bar.text}`;
    const [low, high] = [Math.min(bar.from, bar.to), Math.max(bar.from, bar.to)];
    const middle = top + 1.9 * em;
    box.append(
      label,
      svg("rect", {
        class: bar.value > 0 ? "more" : "less",
        x: x(low), y: middle - 0.5 * em, width: Math.max(1, x(high) - x(low)), height: em,
      }),
      svg("line", { class: "end", x1: x(bar.ends[0]), x2: x(bar.ends[1]), y1: middle, y2: middle }),
    );
  });
  const tall = row * data.bars.length;
  box.append(svg("line", { class: "zero", x1: x(0), x2: x(0), y1: 1.3 * em, y2: tall }));
}
