// Pathway strips: a person a line, a month a column, the state by colour and by hatch. The player
// stands alone: it takes states as bytes, so that a notebook can use it too.

// Colour and hatch of each state, as in sim/report/style.py (a test compares them).
export const STATES = [
  { colour: "#ffffff", hatch: "" },
  { colour: "#e2e2e2", hatch: "" },
  { colour: "#f0b429", hatch: "///" },
  { colour: "#5aa9d6", hatch: "" },
  { colour: "#00508f", hatch: "" },
  { colour: "#8c1d18", hatch: "xxx" },
];
const INK = { "///": "#5c3d00", xxx: "#ffffff" };
const PERIOD = 6; // pixels between two lines of a hatch

// A pixel of a canvas as a number: bytes are alpha, blue, green, red.
function pixel(colour) {
  const [r, g, b] = [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

// For each state, the pixels of one period: index (y % PERIOD) * PERIOD + (x % PERIOD).
const TILES = STATES.map(({ colour, hatch }) => {
  const tile = new Uint32Array(PERIOD * PERIOD).fill(pixel(colour));
  for (let y = 0; hatch && y < PERIOD; y++) {
    for (let x = 0; x < PERIOD; x++) {
      const rising = (x + y) % PERIOD === 0;
      const falling = hatch === "xxx" && (x - y + PERIOD) % PERIOD === 0;
      if (rising || falling) tile[y * PERIOD + x] = pixel(INK[hatch]);
    }
  }
  return tile;
});

// Draw states (persons * months bytes) on a canvas, months after `until` left white; a line before
// the month `mark`, if there is one.
export function drawStrips(canvas, states, months, until = months, mark = null) {
  const scale = window.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * scale));
  const height = Math.max(1, Math.round(canvas.clientHeight * scale));
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const persons = states.length / months;
  const monthOf = new Uint16Array(width);
  for (let x = 0; x < width; x++) monthOf[x] = Math.floor((x * months) / width);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * persons) / height) * months;
    const line = (y % PERIOD) * PERIOD;
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const month = monthOf[x];
      if (month < until) pixels[at] = TILES[states[row + month]][line + (x % PERIOD)];
    }
  }
  context.putImageData(image, 0, 0);
  if (mark === null || mark >= until) return;
  const at = (mark * width) / months;
  for (const [colour, wide] of [["#ffffff", 5], ["#000000", 2]]) {
    context.fillStyle = colour;
    context.fillRect(at - (wide * scale) / 2, 0, wide * scale, height);
  }
}

// Draw the sample of one state, for the key.
export function drawSample(canvas, state) {
  drawStrips(canvas, new Uint8Array([state]), 1);
}
