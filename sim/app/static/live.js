// A screen of a session: it asks the server twice a second whether anything has changed, shows what
// has, and sends what people do. Short questions survive a phone that sleeps and a server that is
// started again.
const EVERY = 500; // milliseconds
const lang = document.documentElement.lang;
// What stands between a label and its text.
export const colon = lang === "fr" ? "\u202f: " : ": ";

// What can be heard of a request: `status` 0 when no server has answered.
async function request(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    return { status: 0, tree: {} };
  }
  const tree = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  return { status: answer.status, tree };
}

export function send(address, message) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(message);
  return request(`${address}?lang=${lang}`, { method: "POST", headers, body });
}

export class Live {
  // `address` of the views; show(view) draws one; other(status, tree) tells that there is none.
  constructor(address, show, other) {
    this.address = address;
    this.show = show;
    this.other = other;
    this.version = "";
    this.more = ""; // further words of the question
    this.#again();
  }

  async #again() {
    await this.look();
    setTimeout(() => this.#again(), EVERY);
  }

  async look() {
    // A page without ?lang= lets the server choose the language of the team.
    const asked = new URLSearchParams(location.search).get("lang") ? `&lang=${lang}` : "";
    const { status, tree } = await request(
      `${this.address}?since=${this.version}${asked}${this.more}`);
    if (status === 204) return this.other(status, tree);
    if (status !== 200) {
      this.version = "";
      return this.other(status, tree);
    }
    this.version = tree.version;
    this.other(status, tree);
    return this.show(tree);
  }

  // Send an event; returns whether it was taken, and the sentences that answer it.
  async act(message) {
    const { status, tree } = await send(this.address, message);
    await this.look();
    if (status === 200) return { taken: true, text: tree.said.join(" ") };
    return { taken: false, text: status ? tree.error ?? "" : null };
  }
}

// The time that is left; it counts down here, and is set anew by each view.
export class Clock {
  constructor(holder, texts) {
    this.holder = holder;
    this.texts = texts;
    setInterval(() => this.#tell(), 250);
  }

  set(timer) {
    this.timer = timer;
    this.since = performance.now();
    this.#tell();
  }

  #tell() {
    if (!this.timer) return;
    const gone = this.timer.running ? (performance.now() - this.since) / 1000 : 0;
    const left = Math.max(0, Math.ceil(this.timer.left - gone));
    const rest = String(left % 60).padStart(2, "0");
    const paused = this.timer.running ? "" : ` (${this.texts["app.timer.paused"]})`;
    const text = `${Math.floor(left / 60)}:${rest}${paused}`;
    if (this.holder.textContent !== text) this.holder.textContent = text;
  }
}
