// The frame of every chart: title, picture, description, and its data table one key away.
import { element } from "./svg.js";

// Make a table; the first `heads` cells of a row name it.
export function tableOf({ title, head, rows }, heads = 1) {
  const cells = head.map((text) => element("th", { scope: "col" }, text));
  const body = rows.map((row) =>
    element("tr", {}, ...row.map((text, k) =>
      k < heads ? element("th", { scope: "row" }, text) : element("td", {}, text))));
  return element("table", {}, element("caption", {}, title),
    element("thead", {}, element("tr", {}, ...cells)), element("tbody", {}, ...body));
}

export class Chart {
  // `texts` are those of the page; `heads` as in `tableOf`.
  constructor(figure, texts, heads = 1) {
    this.figure = figure;
    this.heads = heads;
    this.title = element("h3", { id: `${figure.id}-title` });
    this.picture = element("div", { class: "picture" });
    this.described = element("p", { class: "described" });
    this.button = element(
      "button",
      { type: "button", "aria-expanded": "false", "aria-controls": `${figure.id}-table` },
      texts["app.table"],
    );
    this.table = element("div", {
      id: `${figure.id}-table`, class: "scroll", role: "region", tabindex: "0",
      "aria-labelledby": this.title.id,
    });
    this.table.hidden = true;
    figure.setAttribute("tabindex", "0");
    figure.setAttribute("aria-labelledby", this.title.id);
    figure.append(this.title, this.picture, this.described, this.button, this.table);
    this.button.addEventListener("click", () => this.toggle());
    figure.addEventListener("keydown", (event) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (plain && event.key.toLowerCase() === "t") this.toggle();
      if (event.key === "Escape" && !this.table.hidden) this.toggle();
    });
  }

  toggle() {
    this.table.hidden = !this.table.hidden;
    this.button.setAttribute("aria-expanded", String(!this.table.hidden));
    if (!this.table.hidden) this.#fill();
  }

  // Show the data of an answer; the picture is drawn by who calls.
  set(data) {
    this.data = data;
    if (this.title.textContent !== data.title) this.title.textContent = data.title;
    if (this.described.textContent !== data.described) this.described.textContent = data.described;
    if (!this.table.hidden) this.#fill();
  }

  #fill() {
    if (this.data) this.table.replaceChildren(tableOf(this.data, this.heads));
  }
}
