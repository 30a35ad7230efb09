// The levers: native ranges of five stops, with their words.
import { element } from "./svg.js";

export class Levers {
  // `moving(name)` is called while a lever moves, `moved(name)` when it is let go.
  constructor(holder, page, moving, moved) {
    this.levers = page.levers;
    this.inputs = {};
    for (const group of page.groups) {
      const own = page.levers.filter((lever) => lever.group === group.name);
      if (!own.length) continue;
      const set = element("fieldset", {}, element("legend", {}, group.label));
      for (const lever of own) set.append(this.#row(lever, moving, moved));
      holder.append(set);
    }
  }

  #row(lever, moving, moved) {
    const id = `lever-${lever.name}`;
    const input = element("input", { type: "range", id, min: 0, max: 4, step: 1 });
    const words = element("output", { for: id, "aria-live": "off" });
    input.addEventListener("input", () => {
      this.#tell(lever, input, words);
      moving(lever.name);
    });
    input.addEventListener("change", () => moved(lever.name));
    this.inputs[lever.name] = { input, words, lever };
    const label = element("label", { for: id }, lever.label);
    return element("div", { class: "lever" }, label, input, words);
  }

  #tell(lever, input, words) {
    words.textContent = lever.words[input.value];
    input.setAttribute("aria-valuetext", lever.words[input.value]);
  }

  // Put the levers where the address has them, else where the scenario has them.
  place(places, stops) {
    for (const [name, { input, words, lever }] of Object.entries(this.inputs)) {
      input.value = stops[name] ?? places[name];
      this.#tell(lever, input, words);
    }
  }

  // The stops of the levers that are not where the scenario has them.
  stops(places) {
    const found = {};
    for (const [name, { input }] of Object.entries(this.inputs)) {
      if (Number(input.value) !== places[name]) found[name] = Number(input.value);
    }
    return found;
  }
}
