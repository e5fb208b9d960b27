// A line over the last two minutes, drawn on a canvas at the screen's own resolution.

const KEPT = 120;

export class Line {
  constructor(canvas) {
    this.canvas = canvas;
    this.values = [];
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  add(value) {
    this.values.push(value);
    if (this.values.length > KEPT) this.values.shift();
    this.draw();
  }

  draw() {
    const { canvas, values } = this;
    const scale = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (!width || !height) return;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    const style = getComputedStyle(canvas);
    context.strokeStyle = style.getPropertyValue("--line");
    context.strokeRect(0.5, 0.5, width - 1, height - 1);
    const known = values.filter((value) => value !== null);
    if (!known.length) return;
    const top = Math.max(...known, 1) * 1.15;
    context.strokeStyle = style.getPropertyValue("--accent");
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.beginPath();
    let begun = false;
    values.forEach((value, place) => {
      if (value === null) { begun = false; return; }
      const x = width - 2 - (values.length - 1 - place) * ((width - 4) / (KEPT - 1));
      const y = height - 3 - (value / top) * (height - 6);
      if (begun) context.lineTo(x, y); else context.moveTo(x, y);
      begun = true;
    });
    context.stroke();
    context.fillStyle = style.getPropertyValue("--quiet");
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "top";
    context.fillText(String(Math.round(top)), 5, 4);
  }
}
