// The paired difference month by month: mean, band, zero and reform.
import { marks, svg, told } from "./svg.js";

export function drawCurve(holder, data, reform, texts) {
  const box = svg("svg", { role: "img", "aria-label": data.described });
  holder.replaceChildren(box);
  const em = parseFloat(getComputedStyle(box.appendChild(svg("text"))).fontSize);
  const width = holder.clientWidth || 600;
  const height = holder.clientHeight > 8 * em ? holder.clientHeight : 15 * em;
  box.replaceChildren();
  box.setAttribute("viewBox", `0 0 ${width} ${height}`);
  box.setAttribute("height", height);
  const { months, mean, half } = data;
  const low = mean.map((m, k) => m - (half ? half[k] : 0));
  const high = mean.map((m, k) => m + (half ? half[k] : 0));
  const reach = Math.max(Math.abs(Math.min(...low)), Math.abs(Math.max(...high)), 1e-9);
  const [bottom, top] = [
    Math.min(Math.min(...low), -0.15 * reach),
    Math.max(Math.max(...high), 0.15 * reach),
  ];
  const left = 4.5 * em;
  const right = width - em;
  const up = 2.2 * em;
  const down = height - 2.4 * em;
  const last = months.at(-1);
  const x = (month) => left + ((right - left) * (month - months[0])) / (last - months[0]);
  const y = (value) => down - ((down - up) * (value - bottom)) / (top - bottom);
  const line = (values) => values.map((v, k) => `${x(months[k]).toFixed(1)},${y(v).toFixed(1)}`);
  const text = (at, word, more = {}) => {
    const made = svg("text", { x: at[0], y: at[1], ...more });
    made.textContent = word;
    box.append(made);
  };
  for (const mark of marks(bottom, top, 4)) {
    box.append(svg("line", { class: "axis", x1: left - 4, x2: left, y1: y(mark), y2: y(mark) }));
    text([left - 6, y(mark) + 0.35 * em], told(mark), { "text-anchor": "end" });
  }
  // As many years as there is room for.
  const every = 12 * Math.max(1, Math.ceil((last / 12) * ((3 * em) / (right - left))));
  for (let month = 0; month <= last; month += every) {
    text([x(Math.max(month, months[0])), down + 1.2 * em], told(month), { "text-anchor": "middle" });
  }
  text([right, height - 0.2 * em], texts["month"], { "text-anchor": "end" });
  text([0, em], data.unit);
  if (half) {
    const there = line(high);
    const back = line(low).reverse();
    box.append(svg("path", { class: "band", d: `M${there.join("L")}L${back.join("L")}Z` }));
  }
  box.append(svg("line", { class: "zero", x1: left, x2: right, y1: y(0), y2: y(0) }));
  box.append(svg("line", { class: "reform", x1: x(reform), x2: x(reform), y1: up, y2: down }));
  box.append(svg("path", { class: "mean", d: `M${line(mean).join("L")}` }));
  text([x(reform) + 4, up - 0.3 * em], texts["reform"]);
}
