// A session read again from its record: any of its states, its runs simulated again.
import { texts } from "./answer.js";
import { colon, Live } from "./live.js";
import { list, put, render, title, words } from "./parts.js";
import { cardOf, commitmentsOf, revealed, vetoesOf } from "./reveal.js";
import { element } from "./svg.js";

const byId = (id) => document.getElementById(id);
const page = (await texts()).texts;
const select = byId("moment");

function show(view) {
  put(byId("phase"), view.title);
  put(byId("who"), `${page["app.replay.title"]}${colon}${view.code}`);
  const known = [...select.options].map((one) => one.value).join();
  if (known !== view.phases.map((one) => one.name).join()) {
    select.replaceChildren(...view.phases.map((one) =>
      element("option", { value: one.name }, one.title)));
  }
  select.value = view.phase;
  const names = view.teams.map((team) => `${team.name} (${team.institution})`);
  render(byId("parts"), [
    commitmentsOf(view.commitments, page),
    vetoesOf(view.vetoes, page),
    ...revealed(view, page),
    cardOf(view.card, page),
    ["teams", names, () => [title(page["app.teams"]), list(names)]],
    ["origin", view.digest, () => [
      words(`${page["session.kit.state_digest"]}${colon}${view.digest}`, { class: "small" })]],
  ]);
}

const address = `/api/reading/${location.pathname.split("/").pop()}`;
const live = new Live(address, show, (status, tree) => {
  put(byId("said"), status === 0 || status >= 400 ? tree.error ?? page["app.wrong"] : "");
});
select.addEventListener("change", () => {
  live.more = `&phase=${select.value}`;
  live.look();
});
