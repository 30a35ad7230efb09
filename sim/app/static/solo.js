// The solo page: levers on the left, the two worlds on the right.
import { read, write } from "./address.js";
import { texts } from "./answer.js";
import { Levers } from "./levers.js";
import { Moves } from "./moves.js";
import { OnePerson } from "./person.js";
import { Population } from "./population.js";
import { element } from "./svg.js";

const byId = (id) => document.getElementById(id);
const page = await texts();
const say = (text) => {
  if (byId("status").textContent !== text) byId("status").textContent = text;
};
const scenarioOf = (name) => page.scenarios.find((each) => each.name === name);

let state = read(location.search, page.levers, page.scenarios);
let shown = null; // the answer on the page, and the one before the last move
let before = null;
let back = false; // whether the page shows the one before

const population = new Population(page);
const person = new OnePerson(page, say);
const select = byId("scenario");
select.append(...page.scenarios.map((s) => element("option", { value: s.name }, s.title)));
const levers = new Levers(byId("groups"), page, (name) => move(name), () => keep());

// What decides the worlds; the language decides the words of the answer.
function words() {
  return write({ ...state, lang: page.lang });
}

const moves = new Moves(
  (answer, step, began) => {
    if (step === 1 && shown) before = shown;
    shown = { answer };
    back = false;
    population.show(answer);
    const root = document.documentElement;
    root.dataset.drawn = words();
    root.dataset.seeds = step;
    root.dataset.dropped = moves.dropped;
    byId("before").disabled = !before;
    byId("before").setAttribute("aria-pressed", "false");
    if (step > 1) return population.rest(answer);
    // The picture is there once the browser has painted the next frame; what lies below follows.
    requestAnimationFrame(() => setTimeout(() => {
      performance.measure("move", { start: began, detail: { from: answer.from } });
      population.rest(answer);
    }));
    person.tell(words());
  },
  (what, detail) => {
    const said = { computing: page.texts["app.computing"], rest: page.texts["app.rest"] };
    if (what === "wrong") say(detail || page.texts["app.wrong"]);
    else if (what in said) say(said[what]);
    document.documentElement.dataset.status = what;
  },
);

function place() {
  const { places, story } = scenarioOf(state.scenario);
  select.value = state.scenario;
  byId("story").textContent = story;
  levers.place(places, state.stops);
  byId("other").search = write({ ...state, lang: page.lang === "fr" ? "en" : "fr" });
}

function move(name) {
  state = { ...state, stops: levers.stops(scenarioOf(state.scenario).places) };
  moves.want(words(), name);
}

// A new line of the history, so that "back" undoes.
function keep() {
  const address = write(state);
  if (address !== location.search) history.pushState(null, "", address);
  place();
}

select.addEventListener("change", () => {
  state = { ...state, scenario: select.value, stops: {} };
  keep();
  moves.want(words());
});
byId("reset").addEventListener("click", () => {
  state = { ...state, stops: {} };
  keep();
  moves.want(words());
});
byId("undo").addEventListener("click", () => history.back());
byId("before").addEventListener("click", () => {
  back = !back;
  byId("before").setAttribute("aria-pressed", String(back));
  const { answer } = back ? before : shown;
  population.show(answer);
  population.rest(answer);
  say(page.texts[back ? "app.is_before" : "app.is_after"]);
});
addEventListener("popstate", () => {
  state = read(location.search, page.levers, page.scenarios);
  place();
  moves.want(words());
});

place();
moves.want(words());
