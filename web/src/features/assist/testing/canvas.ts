// A canvas that remembers what was painted on it, and where.

export interface Painted {
  how: "fill" | "stroke";
  style: string;
  alpha: number;
  points: { x: number; y: number }[];
}

/** The part of a 2D context that the scene uses. */
export class RecordingContext {
  painted: Painted[] = [];
  fillStyle: string | CanvasGradient = "";
  strokeStyle = "";
  globalAlpha = 1;
  lineWidth = 1;
  lineJoin = "";
  #points: { x: number; y: number }[] = [];

  beginPath() {
    this.#points = [];
  }
  moveTo(x: number, y: number) {
    this.#points.push({ x, y });
  }
  lineTo(x: number, y: number) {
    this.#points.push({ x, y });
  }
  closePath() {}
  fillRect() {}
  createLinearGradient() {
    return { addColorStop: () => {} };
  }
  fill() {
    if (typeof this.fillStyle === "string") this.#keep("fill", this.fillStyle);
  }
  stroke() {
    this.#keep("stroke", this.strokeStyle);
  }

  /** What was painted in a colour. */
  in(style: string): Painted[] {
    return this.painted.filter((shape) => shape.style === style && shape.points.length > 0);
  }

  #keep(how: Painted["how"], style: string) {
    this.painted.push({ how, style, alpha: this.globalAlpha, points: this.#points });
  }
}
