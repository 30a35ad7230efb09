// The page of the facilitator: the script, the way on, the timer, the teams, the cards.
import { texts } from "./answer.js";
import { Clock, colon, Live, send } from "./live.js";
import { button, form, line, put, render, select, title, words } from "./parts.js";
import { cardOf, commitmentsOf, revealed, vetoesOf } from "./reveal.js";
import { tableOf } from "./charts.js";
import { element } from "./svg.js";

const byId = (id) => document.getElementById(id);
const page = (await texts()).texts;
const clock = new Clock(byId("timer"), page);
const say = (text) => put(byId("said"), text);
const MORE = 5; // minutes that a button adds to the timer
const LAST = "EXPORT";

async function act(message) {
  const { taken, text } = await live.act(message);
  if (taken) return say(""); // the state above says what has changed
  return say(text ?? page["app.wrong"]);
}

// The password is asked for once; the browser keeps a cookie that no script can read.
function door() {
  const [field, password] = line("password", page["app.password"], 64);
  password.type = "password";
  const enter = async () => {
    const { status, tree } = await send("/api/session/enter", { password: password.value });
    say(status === 200 ? "" : tree.error ?? page["app.wrong"]);
    await live.look();
  };
  return [words(page["app.password.how"]), form([field], page["app.password.enter"], "enter", enter)];
}

function lead({ phase, say: script, running }) {
  const timer = running
    ? button("pause", page["app.timer.pause"], () => act({ kind: "pause" }))
    : button("pause", page["app.timer.resume"], () => act({ kind: "resume" }));
  const more = () => act({ kind: "extend", minutes: MORE });
  return [
    words(script, { class: "script" }),
    element("p", { class: "buttons" },
      phase === LAST ? "" : button("next", page["app.next"], () => act({ kind: "next", phase })),
      timer, button("extend", page["app.timer.extend"], more)),
  ];
}

function shock({ shocks }) {
  const [row, chosen] = select("shock-card", page["session.kit.events"], shocks);
  const draw = () => act({ kind: "draw", shock: chosen.value });
  return [form([row], page["app.draw"], "draw", draw)];
}

function teams({ teams: all, roles }) {
  const head = ["session.kit.team", "app.institution", "app.there", "app.bet", "app.chosen",
    "app.role"];
  const yes = (flag) => (flag ? page["app.yes"] : page["app.no"]);
  const rows = all.map((team) => [
    `${team.number}. ${team.name}`, team.institution, yes(team.present),
    team.locked && team.bet ? page["app.bet.closed"] : yes(team.bet), yes(team.chosen),
    roles.filter((role) => role.team === team.number).map((role) => role.title).join(", "),
  ]);
  const heading = page["app.teams"];
  const table = tableOf({ title: heading, head: head.map((key) => page[key]), rows });
  return [title(heading),
    element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": heading }, table)];
}

function deal({ roles, teams: all }) {
  const names = all.map((team) => ({ name: String(team.number), title: team.name }));
  const [first, role] = select("role", page["app.role"], roles);
  const [second, team] = select("to-team", page["session.kit.team"], names);
  const give = () => act({ kind: "deal", role: role.value, team: Number(team.value) });
  return [title(page["app.deal.title"]), form([first, second], page["app.deal"], "deal", give)];
}

function rename({ teams: all }) {
  const names = all.map((team) => ({ name: String(team.number), title: team.name }));
  const [first, team] = select("named", page["session.kit.team"], names);
  const [second, name] = line("new-name", page["app.team.name"], 30);
  const give = () => act({ kind: "rename", team: Number(team.value), name: name.value });
  return [title(page["app.rename.title"]), form([first, second], page["app.rename"], "rename", give)];
}

function betsPlaced({ bets }) {
  return [title(page["session.kit.bets"]),
    element("ul", {}, ...bets.map((bet) => element("li", {}, `${bet.name}${colon}${bet.text}`)))];
}

function addresses({ address, code }) {
  const link = (href, text) => element("li", {}, element("a", { href, target: "_blank" }, text));
  return [title(page["app.addresses"]), element("ul", {},
    link("/ecran", page["app.projector"]), link(`/lecture/${code}`, page["app.read_again"])),
  words(`${page["app.join"]}${colon}${address}`),
  element("p", {}, element("img",
    { src: "/api/session/code.svg", alt: `${page["app.join.code"]} ${address}`, class: "code" }))];
}

// At the end: nothing of the session stays on this computer.
function remove() {
  const go = async () => {
    if (!confirm(page["app.delete.sure"])) return;
    const { status, tree } = await send("/api/session/delete", {});
    say(status === 200 ? tree.said.join(" ") : tree.error ?? page["app.wrong"]);
    if (status === 200) render(byId("parts"), []);
  };
  return [title(page["app.delete.title"]), words(page["app.delete.how"]),
    button("delete", page["app.delete"], go)];
}

function show(view) {
  if (view.screen === "door") return render(byId("parts"), [["door", "", door]]);
  put(byId("phase"), view.title);
  clock.set(view.timer);
  const { acts, choices } = view;
  const can = (kind) => acts.includes(kind);
  const seen = view.teams.map(({ number, name }) => ({ number, name }));
  return render(byId("parts"), [
    view.notices.length > 0 && ["notices", view.notices, (all) => all.map((text) => words(text))],
    ["lead", { phase: view.phase, say: view.say, running: view.timer.running }, lead],
    can("draw") && ["shocks", { shocks: choices.shocks }, shock],
    ["teams", { teams: view.teams, roles: view.roles }, teams],
    view.bets.length > 0 && !view.reveal.bets && ["placed", { bets: view.bets }, betsPlaced],
    view.phase === LAST && ["removing", view.phase, remove],
    commitmentsOf(view.commitments, page),
    vetoesOf(view.vetoes, page),
    ...revealed(view, page),
    cardOf(view.card, page),
    can("deal") && ["dealing", { roles: view.roles, teams: seen }, deal],
    seen.length > 0 && ["renaming", { teams: seen }, rename],
    ["addresses", { address: view.address, code: view.code }, addresses],
  ]);
}

const live = new Live("/api/session/facilitator", show, (status, tree) => {
  if (status === 0 || status >= 400) say(tree.error ?? page["app.wrong"]);
  else if (byId("said").textContent === page["app.wrong"]) say("");
});
