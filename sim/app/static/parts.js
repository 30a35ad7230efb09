// Parts of a screen, each drawn anew only when what it shows has changed: what somebody is writing
// stays, and so does the focus of the keyboard.
import { element } from "./svg.js";

const drawn = new WeakMap();

// Show sections in their order: [id, data, build] where build(data) returns its children.
export function render(holder, sections) {
  const inside = holder.contains(document.activeElement);
  const active = inside ? document.activeElement.id : "";
  const wanted = sections.filter(Boolean);
  const old = new Map([...holder.children].map((box) => [box.id, box]));
  wanted.forEach(([id, data, build], k) => {
    const box = old.get(id) ?? element("section", { id });
    old.delete(id);
    const text = JSON.stringify(data);
    if (drawn.get(box) !== text) {
      drawn.set(box, text);
      box.replaceChildren(...build(data).filter(Boolean));
    }
    if (holder.children[k] !== box) holder.insertBefore(box, holder.children[k] ?? null);
  });
  for (const box of old.values()) box.remove();
  if (!inside || holder.contains(document.activeElement)) return;
  // Who uses the keyboard goes on where they were, or at the top of what is new.
  (document.getElementById(active) ?? holder).focus({ preventScroll: true });
}

export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const list = (texts) => element("ul", {}, ...texts.map((text) => element("li", {}, text)));
export const title = (text) => element("h2", {}, text);
export const words = (text, more = {}) => element("p", more, text);

// A button that does something; `id` keeps the focus on it when its part is drawn anew.
export function button(id, text, act, more = {}) {
  const made = element("button", { type: "button", id, ...more }, text);
  made.addEventListener("click", act);
  return made;
}

// A select of choices {name, title}, with its label.
export function select(id, label, choices, chosen = "") {
  const made = element("select", { id },
    ...choices.map((one) => element("option", { value: one.name }, one.title)));
  if (chosen) made.value = chosen;
  return [element("p", { class: "choice" }, element("label", { for: id }, label), " ", made), made];
}

// A line of text to write, with its label.
export function line(id, label, longest, value = "") {
  const made = element("input", { id, maxlength: longest, autocomplete: "off" });
  made.value = value;
  return [element("p", { class: "field" }, element("label", { for: id }, label), made), made];
}

// A form that its button or Enter sends.
export function form(children, text, id, act) {
  const made = element("form", {}, ...children,
    element("p", {}, element("button", { type: "submit", id }, text)));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
  return made;
}
