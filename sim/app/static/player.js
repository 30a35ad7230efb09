// The player of pathway strips: two worlds side by side, the key, a month to look at, and play.
// Nothing moves before it is asked; with reduced motion the months appear at once.
import { drawSample, drawStrips, STATES } from "./strips.js";
import { element } from "./svg.js";

const SECONDS = 8; // from the first month to the last one

export class Player {
  // `texts`: of the page; `controls`: whether there are a month and a button to play.
  constructor(holder, texts, controls = true) {
    this.texts = texts;
    this.panels = ["first", "second"].map((rank) => {
      const title = element("p", { class: "name" });
      const canvas = element("canvas", { role: "img" });
      const ends = element("p", { class: "ends", "aria-hidden": "true" },
        element("span"), element("span"));
      const panel = element("div", { class: `panel ${rank}` }, title, canvas, ends);
      return { panel, title, canvas, ends };
    });
    this.key = element("ul", { class: "key" });
    holder.append(element("div", { class: "pair" }, ...this.panels.map((p) => p.panel)), this.key);
    if (controls) holder.append(this.#controls(holder));
    new ResizeObserver(() => this.redraw()).observe(this.panels[0].canvas);
  }

  #controls(holder) {
    const id = `${holder.parentElement.id}-month`;
    this.play = element("button", { type: "button" }, this.texts["app.play"]);
    this.slider = element("input", { type: "range", id, min: 1, max: 1, value: 1 });
    const label = element("label", { for: id }, this.texts["app.until"]);
    this.slider.addEventListener("input", () => {
      this.stop();
      this.redraw();
    });
    this.play.addEventListener("click", () => (this.timer ? this.stop() : this.#start()));
    const figure = holder.closest("figure");
    figure.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target !== figure) return;
      event.preventDefault(); // the page would scroll
      this.play.click();
    });
    return element("p", { class: "month" }, this.play, label, this.slider);
  }

  // Show an answer; the month that is looked at stays.
  set(tree, worlds, described) {
    const months = tree.months;
    this.mark = tree.month ?? null; // where two lives part
    const whole = !this.months || this.until >= this.months;
    this.worlds = worlds;
    this.months = months;
    if (this.slider) {
      this.slider.max = months;
      if (whole) this.slider.value = months;
      this.#tell();
    }
    this.panels.forEach(({ title, canvas, ends }, k) => {
      if (title.textContent !== tree.titles[k]) title.textContent = tree.titles[k];
      canvas.setAttribute("aria-label", `${tree.titles[k]}. ${described}`);
      ends.firstChild.textContent = `${this.texts["month"]} 0`;
      ends.lastChild.textContent = String(months);
    });
    if (!this.key.childElementCount) this.#fillKey(tree.states);
    this.redraw();
  }

  get until() {
    return this.slider ? Number(this.slider.value) : this.months;
  }

  redraw() {
    if (!this.worlds) return;
    this.panels.forEach(({ canvas }, k) => {
      drawStrips(canvas, this.worlds[k], this.months, this.until, this.mark);
    });
  }

  #fillKey(names) {
    STATES.forEach((_, state) => {
      const sample = element("canvas", { "aria-hidden": "true" });
      this.key.append(element("li", {}, sample, names[state]));
      drawSample(sample, state);
    });
  }

  #tell() {
    this.slider.setAttribute("aria-valuetext", `${this.texts["month"]} ${this.slider.value}`);
  }

  #start() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.slider.value = this.months;
      this.#tell();
      return this.redraw();
    }
    const from = this.until >= this.months ? 1 : this.until;
    const began = performance.now();
    this.play.textContent = this.texts["app.pause"];
    const step = (now) => {
      const month = from + ((now - began) / 1000 / SECONDS) * this.months;
      this.slider.value = Math.min(this.months, Math.floor(month));
      this.#tell();
      this.redraw();
      if (month >= this.months) return this.stop();
      this.timer = requestAnimationFrame(step);
    };
    this.timer = requestAnimationFrame(step);
  }

  stop() {
    if (this.timer) cancelAnimationFrame(this.timer);
    this.timer = 0;
    this.play.textContent = this.texts["app.play"];
    this.#tell();
  }
}
