// The population: all charts of the solo page, from one answer.
import { drawBars } from "./bars.js";
import { Chart } from "./charts.js";
import { drawCurve } from "./curve.js";
import { Player } from "./player.js";
import { element } from "./svg.js";

const byId = (id) => document.getElementById(id);

export class Population {
  constructor(page) {
    this.page = page;
    const { texts } = page;
    this.strips = new Chart(byId("strips"), texts, 2);
    this.player = new Player(this.strips.picture, texts);
    this.difference = new Chart(byId("difference"), texts);
    this.losers = new Chart(byId("losers"), texts);
    this.money = new Chart(byId("money"), texts);
    this.dashboard = new Chart(byId("dashboard"), texts, 2);
    this.select = element("select", { id: "indicator" });
    const label = element("label", { for: "indicator" }, texts["app.indicator"]);
    this.difference.title.after(element("p", { class: "choice" }, label, " ", this.select));
    this.select.addEventListener("change", () => this.#curve());
    // These two are tables already.
    for (const chart of [this.losers, this.dashboard]) {
      chart.button.remove();
      chart.table.hidden = false;
    }
    new ResizeObserver(() => {
      if (!this.shown) return;
      this.#curve();
      drawBars(this.money.picture, this.shown.tree.money);
    }).observe(this.money.picture);
  }

  // Show what is seen first: the strips and the difference. `rest` shows what lies below.
  show(answer) {
    this.shown = answer;
    const { tree, worlds } = answer;
    const titles = { titles: tree.titles, ...tree.strips };
    this.strips.set(tree.strips);
    this.player.set(titles, worlds, tree.strips.described);
    this.#curve();
    byId("pictures-title").textContent = tree.titles.join(" / ");
    byId("origin").textContent = tree.origin;
  }

  rest(answer) {
    if (this.shown !== answer) return;
    const { tree } = answer;
    this.losers.set(tree.losers);
    this.money.set(tree.money);
    drawBars(this.money.picture, tree.money);
    this.dashboard.set(tree.dashboard);
    this.#list("sure", tree.sure);
    this.#list("left", tree.left_out);
  }

  #list(id, texts) {
    byId(id).replaceChildren(...texts.map((text) => element("li", {}, text)));
  }

  #curve() {
    const { difference } = this.shown.tree;
    if (!this.select.childElementCount) {
      this.select.append(...difference.map((d) => element("option", { value: d.name }, d.label)));
    }
    const data = difference[Math.max(0, this.select.selectedIndex)];
    this.difference.set(data);
    drawCurve(this.difference.picture, data, this.page.reform, this.page.texts);
  }
}
