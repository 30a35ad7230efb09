// Moves of levers and their answers. There is at most one unanswered move: while it is under way,
// only the newest wish is kept. An answer to an older wish is dropped. Once the picture of one seed
// is drawn, several seeds are asked for, and widen it to its band.
import { ask } from "./answer.js";

export const STEPS = [1, 4, 12];
// Milliseconds without a move before more seeds are simulated: a hand that drags has both processors.
const REST = 250;

export class Moves {
  // draw(answer, step, began) shows an answer; say(what, detail) tells "computing", "drawn", "wrong".
  constructor(draw, say) {
    this.draw = draw;
    this.say = say;
    this.wish = null;
    this.under = false;
    this.dropped = 0; // stale answers
    this.widening = null;
  }

  want(words, moved = "") {
    this.wish = { words, moved, began: performance.now() };
    this.widening?.abort();
    this.say("computing");
    if (!this.under) this.#go();
  }

  async #go() {
    const wish = this.wish;
    this.under = true;
    let answer = null;
    let wrong = null;
    try {
      answer = await ask(`${wish.words}&n=${STEPS[0]}`, { moved: wish.moved });
    } catch (error) {
      wrong = error.message;
    }
    this.under = false;
    if (this.wish !== wish) {
      this.dropped += 1;
      return this.#go();
    }
    if (!answer) return this.say("wrong", wrong ?? "");
    this.draw(answer, STEPS[0], wish.began);
    this.say("drawn", STEPS[0]);
    return this.#widen(wish);
  }

  async #widen(wish) {
    this.widening = new AbortController();
    const { signal } = this.widening;
    await new Promise((done) => setTimeout(done, REST));
    if (this.wish !== wish) return;
    for (const step of STEPS.slice(1)) {
      let answer = null;
      try {
        answer = await ask(`${wish.words}&n=${step}`, { moved: wish.moved, signal });
      } catch (error) {
        if (this.wish === wish && error.name !== "AbortError") this.say("wrong", error.message);
        return;
      }
      if (this.wish !== wish || !answer) {
        this.dropped += 1;
        return;
      }
      this.draw(answer, step, wish.began);
      this.say("drawn", step);
    }
    this.say("rest");
  }
}
