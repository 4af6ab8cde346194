// What time it is for the panel: the browser's, unless this is a demo whose clock goes faster. Ages and what is planned are
// counted from here; what the browser alone is concerned with (whether somebody is at the page) goes by its own clock.
export interface ToldClock {
  now: string;
  times: number;
}

interface Heard {
  panel: number;
  browser: number;
  times: number;
}

let heard: Heard | undefined;

/** As the panel has told it; undefined: it goes by the machine's clock, and so does the browser. */
export function setClock(told: ToldClock | undefined): void {
  heard = told && { panel: new Date(told.now).getTime(), browser: Date.now(), times: told.times };
}

export function timeNow(): number {
  return heard ? heard.panel + (Date.now() - heard.browser) * heard.times : Date.now();
}
