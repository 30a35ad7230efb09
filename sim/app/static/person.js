// One made-up person: two lives, and the month in which they part.
import { ask } from "./answer.js";
import { Chart } from "./charts.js";
import { Player } from "./player.js";
import { element } from "./svg.js";

const byId = (id) => document.getElementById(id);

export class OnePerson {
  // `say(text)` tells what goes wrong.
  constructor(page, say) {
    this.page = page;
    this.say = say;
    this.chosen = "";
    this.figure = byId("life");
    this.chart = new Chart(this.figure, page.texts);
    this.figure.classList.add("life");
    this.player = new Player(this.chart.picture, page.texts);
    this.more = element("ul", { class: "small" });
    this.chart.described.after(this.more);
    this.buttons = page.persons.map(({ name, label }) => {
      const button = element("button", { type: "button", "aria-pressed": "false" }, label);
      button.addEventListener("click", () => this.choose(name));
      return { name, button };
    });
    byId("persons").append(...this.buttons.map(({ button }) => button));
  }

  choose(name) {
    this.chosen = this.chosen === name ? "" : name;
    for (const each of this.buttons) {
      each.button.setAttribute("aria-pressed", String(each.name === this.chosen));
    }
    this.figure.hidden = !this.chosen;
    return this.tell(this.words);
  }

  // Tell the lives of the chosen person in the worlds of an address.
  async tell(words) {
    this.words = words;
    if (!this.chosen || !words) return;
    const wish = `${words}&person=${this.chosen}`;
    this.wish = wish;
    try {
      const answer = await ask(wish);
      if (answer && this.wish === wish) this.#show(answer);
    } catch (error) {
      this.say(error.message || this.page.texts["app.wrong"]);
    }
  }

  #show({ tree, worlds }) {
    const titled = { ...tree, title: tree.name, described: tree.part };
    this.chart.set(titled);
    this.player.set(tree, worlds, tree.part);
    const lines = [tree.who, tree.chosen, tree.origin];
    this.more.replaceChildren(...lines.map((text) => element("li", {}, text)));
    this.figure.dataset.person = tree.name;
  }
}
